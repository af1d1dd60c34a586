"""The volunteers: who was accepted, what they came to, and what they signed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import F

from accounts.models import User
from base.dates import at
from config.demonstration import accounts, applications
from config.demonstration.calendar import INTERVIEWING, make_evening, make_replacement
from config.demonstration.commitments import promise
from config.demonstration.names import Person, make_volunteer
from config.demonstration.roles import CASEWORK as CASEWORK_ROLE
from config.demonstration.roles import INTERPRETATION
from config.demonstration.scene import Scene
from config.demonstration.stories import CASEWORK, EVENING_PLACES, NEWCOMER, OTHERS, Story
from config.demonstration.training import complete, compulsory, give_place, grant_all, keep_register
from recruitment.models import Placement, Volunteer
from recruitment.rules import add_months
from training.models import Completion, Credit, Enrolment, Session

VERA = Person(0, "Vera Lê", "", "en")


@dataclass
class Cast:
    """Who there is, for what comes after: everybody's completion by volunteer, and the sessions held apart."""

    volunteers: list[Volunteer] = field(default_factory=list)
    completions: dict[int, Completion] = field(default_factory=dict)


def make_volunteers(scene: Scene, people: Iterator[Person]) -> Cast:
    """Everybody who was accepted, beginning with the one whose account is printed."""
    cast, again, later = Cast(), make_past_make_up(scene), make_coming_make_up(scene)
    tell(scene, cast, VERA, replace(NEWCOMER, place=Enrolment.State.OFFERED), again, later)
    for story in CASEWORK:
        tell(scene, cast, next(people), story, again, later)
    make_others(scene, cast, people)
    return cast


def make_past_make_up(scene: Scene) -> Session:
    """Interviewing once more, held some weeks after the last weekend but one."""
    module = next(module for module in scene.modules if module.key == INTERVIEWING)
    session = make_replacement(next_weekday(scene.round(-2).ends_on + timedelta(days=18)), module)
    Session.objects.filter(pk=session.pk).update(state=Session.State.HELD)
    return session


def make_coming_make_up(scene: Scene) -> Session:
    """Interviewing once more, in three weeks."""
    module = next(module for module in scene.modules if module.key == INTERVIEWING)
    return make_replacement(next_weekday(scene.day + timedelta(days=21)), module)


def next_weekday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)  # noqa: PLR2004 - Friday is 4


def tell(scene: Scene, cast: Cast, person: Person, story: Story, again: Session, later: Session) -> None:
    """One caseworker's way, from acceptance to where they stand today."""
    accepted = accepted_on(scene, story)
    volunteer = enter(scene, person, accepted, mail=story.mail)
    placement = place(scene, volunteer, person, CASEWORK_ROLE, accepted, story=story)
    earned = attend(scene, volunteer, story, accepted, again, later)
    completion = complete(scene, volunteer, placement.role, earned)
    promise(scene, placement, story, completion)
    cast.volunteers.append(volunteer)
    if completion:
        cast.completions[volunteer.pk] = completion
    if story.second_role:
        place(scene, volunteer, person, story.second_role, accepted + timedelta(days=40))


def accepted_on(scene: Scene, story: Story) -> date:
    """The day of acceptance: some six weeks before their weekend, and in the past."""
    if story.weekend is None:
        return add_months(scene.day, -14)
    usual = scene.round(story.weekend).starts_on - timedelta(days=scene.rng.randint(35, 55))
    return min(usual, scene.day - timedelta(days=scene.rng.randint(4, 30)))


def enter(scene: Scene, person: Person, since: date, *, mail: bool = True) -> Volunteer:
    """The person as a volunteer, with an account that a code opens where they have an address."""
    address = accounts.VOLUNTEER if person is VERA else person.email
    volunteer = make_volunteer(person, email=address if mail else "")
    if mail:
        volunteer.user = User.objects.create_user(address, language=person.language, is_demonstration=True)
        volunteer.save(update_fields=["user"])
    Volunteer.objects.filter(pk=volunteer.pk).update(created_at=at(since, 15, scene.rng.randrange(60)))
    return volunteer


def place(
    scene: Scene,
    volunteer: Volunteer,
    person: Person,
    role: str,
    since: date,
    *,
    story: Story | None = None,
    by_application: bool = True,
    is_paid: bool = False,
) -> Placement:
    """An accepted role, by the application that led to it where there is one."""
    asked = by_application and (story is None or story.by_application)
    cohort = scene.round(story.weekend) if story and story.weekend is not None else None
    accepted = applications.accepted(scene, volunteer, person, role, since, cohort) if asked else None
    ending = story.ending if story else None
    return Placement.objects.create(
        volunteer=volunteer,
        role=scene.roles[role],
        application=accepted,
        starts_on=since,
        ends_on=scene.day - timedelta(days=18) if ending else None,
        ending=ending or "",
        is_paid=is_paid,
    )


def attend(
    scene: Scene, volunteer: Volunteer, story: Story, accepted: date, again: Session, later: Session
) -> list[Credit]:
    """What a caseworker came to, or is to come to; gives the credit it earned."""
    if story.weekend is None:
        return granted(scene, volunteer, story)
    event = scene.weekend(story.weekend)
    enrolment = give_place(scene, volunteer, event, story.place, accepted)
    earned = keep_register(scene, enrolment, scene.sessions(event), story.marks) if story.marks else []
    if story.made_up:
        make_up = give_place(scene, volunteer, again, Enrolment.State.CONFIRMED, scene.round(story.weekend).ends_on)
        earned += keep_register(scene, make_up, [again], "P")
    if story.make_up_booked:
        give_place(scene, volunteer, later, Enrolment.State.CONFIRMED, scene.day - timedelta(days=5))
    return earned


def granted(scene: Scene, volunteer: Volunteer, story: Story) -> list[Credit]:
    """Credit of those who did not come to a weekend of ours."""
    if story.granted == "taught":
        return grant_all(scene, volunteer, Credit.Source.TAUGHT, add_months(scene.day, -10), "Taught this weekend.")
    earned = add_months(scene.day, -37)
    return grant_all(scene, volunteer, Credit.Source.EARLIER, earned, "Earlier training, on paper.")


def make_others(scene: Scene, cast: Cast, people: Iterator[Person]) -> None:
    """Those in the roles that recruit all year; the interpreters among them come to evenings."""
    module = scene.modules[len(compulsory(scene))]
    past = make_evening(next_weekday(scene.day - timedelta(days=45)), module, 12, Session.State.HELD)
    coming = make_evening(next_weekday(scene.day + timedelta(days=17)), module, EVENING_PLACES, Session.State.PLANNED)
    make_evening(next_weekday(scene.day - timedelta(days=80)), module, 12, Session.State.CANCELLED)
    for number, (role, is_paid, state) in enumerate(OTHERS):
        person, since = next(people), scene.day - timedelta(days=60 + 20 * number)
        volunteer = enter(scene, person, since)
        place(scene, volunteer, person, role, since, by_application=role == INTERPRETATION, is_paid=is_paid)
        cast.volunteers.append(volunteer)
        if role == INTERPRETATION:
            attended = give_place(scene, volunteer, past.event, Enrolment.State.CONFIRMED, since)
            keep_register(scene, attended, [past], "PPLPXPA"[number])
        if state:
            give_place(scene, volunteer, coming.event, state, scene.day - timedelta(days=10 - number))
    Enrolment.objects.exclude(state=Enrolment.State.OFFERED).update(offered_until=None, changed_at=F("created_at"))
