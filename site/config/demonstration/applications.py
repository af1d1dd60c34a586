"""Applications in every stage, with the history that led there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from accounts.models import User
from accounts.roles import Staff
from base.dates import at
from config.demonstration.answers import Terms, answers
from config.demonstration.names import Person
from config.demonstration.roles import CASEWORK, EVENTS, FUNDRAISING, INTERPRETATION, PRESS, TECHNOLOGY
from config.demonstration.scene import Scene
from recruitment.actions.submission import SPEAKABLE
from recruitment.models import Application, ApplicationEvent, Cohort, Stage, Volunteer

WAYS: dict[Stage, tuple[Stage, ...]] = {
    Stage.SUBMITTED: (),
    Stage.SCREENING: (Stage.SCREENING,),
    Stage.INTERVIEW: (Stage.SCREENING, Stage.INTERVIEW),
    Stage.OFFERED: (Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED),
    Stage.ACCEPTED: (Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED, Stage.ACCEPTED),
    Stage.INFORMATION: (Stage.SCREENING, Stage.INFORMATION),
    Stage.RESERVE: (Stage.SCREENING, Stage.INTERVIEW, Stage.RESERVE),
    Stage.DECLINED: (Stage.SCREENING, Stage.DECLINED),
    Stage.WITHDRAWN: (Stage.SCREENING, Stage.WITHDRAWN),
    Stage.LAPSED: (Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED, Stage.LAPSED),
}
REASONS = {
    Stage.INFORMATION: "Which half-days suit, and until when?",
    Stage.RESERVE: "The round is full; glad to have them if somebody cannot come.",
    Stage.DECLINED: "The languages offered are well covered at present.",
    Stage.WITHDRAWN: "Moves away from Hong Kong.",
    Stage.LAPSED: "No answer after two reminders.",
}
NOTES = (
    "Warm and clear on the phone. Asks good questions about confidentiality.",
    "Could also help with interpretation: ask at the interview.",
    "Prefers to be called in the evening.",
)
AGES: dict[Stage, tuple[int, ...]] = {  # days since they were sent
    Stage.SUBMITTED: (0, 1, 3, 5, 8, 12, 16, 21),
    Stage.SCREENING: (4, 6, 9, 11, 13, 18, 26),
    Stage.INTERVIEW: (8, 10, 12, 13, 20, 33),
    Stage.OFFERED: (12, 13, 25, 30),
    Stage.INFORMATION: (9, 13, 29),
    Stage.RESERVE: (13, 40, 60),
    Stage.DECLINED: (45, 70, 150),
    Stage.WITHDRAWN: (10, 35, 90),
    Stage.LAPSED: (60, 75, 120),
}
ROLES = (CASEWORK, CASEWORK, INTERPRETATION, CASEWORK, FUNDRAISING, CASEWORK, PRESS, CASEWORK, EVENTS, TECHNOLOGY)
FITTING = Terms()
CONFLICT = "I work part-time for a firm that has acted for the government."


@dataclass(frozen=True)
class Sent:
    """What is particular to one application."""

    role: str
    stage: Stage
    at: datetime
    email: str
    terms: Terms = FITTING
    cohort: Cohort | None = None
    note: str = ""
    deferred_to: Cohort | None = None


def accepted(
    scene: Scene, volunteer: Volunteer, person: Person, role: str, day: date, cohort: Cohort | None
) -> Application:
    """The application that a volunteer's placement came from, accepted on that day."""
    sent = Sent(
        role=role,
        stage=Stage.ACCEPTED,
        at=at(day - timedelta(days=scene.rng.randint(14, 24)), scene.rng.randint(8, 22), scene.rng.randrange(60)),
        email=volunteer.email,
        cohort=cohort if scene.roles[role].recruits_by_cohort else None,
    )
    return send(scene, person, sent, until=at(day, 15))


def make_waiting(scene: Scene, people: Sequence[Person], known: Sequence[Volunteer]) -> None:
    """Those that were not accepted, or not yet; two come from somebody who already volunteers."""
    stages = [(stage, age) for stage, ages in AGES.items() for age in ages]
    for number, ((stage, age), person) in enumerate(zip(stages, people, strict=False)):
        send(scene, person, sent_by(scene, person, number, stage, age), until=timezone.now())
    for volunteer, role in zip(known, (INTERPRETATION, PRESS), strict=False):
        person = Person(0, volunteer.name, volunteer.name_other, volunteer.language)
        moment = at(scene.day - timedelta(days=6), 21, 5)
        send(scene, person, Sent(role, Stage.SUBMITTED, moment, volunteer.email), until=timezone.now())


def sent_by(scene: Scene, person: Person, number: int, stage: Stage, age: int) -> Sent:
    """One of them: every third has something to discuss, every tenth no e-mail."""
    moment = at(scene.day - timedelta(days=age), 7, 10 + number % 45)
    role = ROLES[number % len(ROLES)]
    cohort = round_open(scene, moment.date()) if scene.roles[role].recruits_by_cohort else None
    defers = cohort is not None and stage in {Stage.INTERVIEW, Stage.RESERVE}
    return Sent(
        role=role,
        stage=stage,
        at=min(moment, timezone.now()),
        email="" if number % 10 == 3 else person.email,  # noqa: PLR2004 - any will do
        terms=difficulties(scene, number),
        cohort=cohort,
        note=NOTES[number // 4 % len(NOTES)] if number % 4 == 2 else "",  # noqa: PLR2004 - any will do
        deferred_to=scene.round(1) if defers and number % 2 else None,
    )


def difficulties(scene: Scene, number: int) -> Terms:
    """What an applicant can give, with each point to discuss in turn."""
    points: dict[int, Terms] = {
        1: Terms(hours=3),
        5: Terms(months=3, leaves_on=scene.day + timedelta(days=130)),
        9: Terms(daytime=False),
        13: Terms(is_adult=False),
        17: Terms(hours=14, conflict=CONFLICT),
        21: Terms(months=4),
        25: Terms(hours=4, daytime=False),
        31: Terms(conflict=CONFLICT),
    }
    return points.get(number, Terms(hours=5 + number % 6, months=6 + number % 4))


def round_open(scene: Scene, day: date) -> Cohort:
    """The round that took applications on a day."""
    return next((one for one in scene.rounds if one.opens_on <= day <= one.closes_on), scene.round(0))


def send(scene: Scene, person: Person, sent: Sent, *, until: datetime) -> Application:
    """The application with its history; the last move at ``until`` at the latest."""
    role, form = scene.roles[sent.role], scene.forms[sent.role]
    moments = moves(sent, until)
    filled = answers(scene.rng, form, person, sent.terms, email=sent.email, cohort=sent.cohort)
    application = Application.objects.create(
        reference=reference(scene.rng),
        role=role,
        form=form,
        cohort=sent.deferred_to or sent.cohort,
        first_cohort=sent.cohort,
        stage=sent.stage,
        version=len(moments),
        answers=filled,
        language=person.language,
        privacy_version=form.content.get("privacy", {}).get("version", "1"),
        name=person.name,
        name_other=person.other,
        email=sent.email,
        phone=person.phone,
        is_adult=sent.terms.is_adult,
        hours_per_week=filled.get("hours_per_week"),
        months=filled.get("months"),
        leaves_on=sent.terms.leaves_on if "leaves_on" in filled else None,
        source=filled.get("source", ""),
        submitted_at=sent.at,
        stage_since=moments[-1] if moments else sent.at,
        reply_by=sent.at.date() + timedelta(days=role.reply_days),
    )
    ApplicationEvent.objects.bulk_create(history(scene, application, sent, moments))
    return application


def reference(rng: Random) -> str:
    """A reference of the usual shape, the same every time."""
    letters = "".join(rng.choice(SPEAKABLE) for _place in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def moves(sent: Sent, until: datetime) -> list[datetime]:
    """When each move was made: spread between sending and the last possible moment."""
    steps = len(WAYS[sent.stage])
    last = until if sent.stage == Stage.ACCEPTED else min(until, sent.at + timedelta(days=5 * steps, hours=3))
    return [sent.at + (last - sent.at) * (step / steps) for step in range(1, steps + 1)]


def history(
    scene: Scene, application: Application, sent: Sent, moments: Sequence[datetime]
) -> Iterator[ApplicationEvent]:
    """Every move with its reason, and what was noted beside it."""
    kinds, recruiter = ApplicationEvent.Kind, scene.staff[Staff.RECRUITER]
    came_from = Stage.SUBMITTED
    yield ApplicationEvent(application=application, to_stage=came_from, at=sent.at)
    for stage, moment in zip(WAYS[sent.stage], moments, strict=True):
        yield event(application, kinds.MOVE, recruiter_or_nobody(recruiter, stage), moment, came_from, stage)
        came_from = stage
    if sent.note:
        noted = ApplicationEvent(application=application, kind=kinds.NOTE, actor=recruiter, note=sent.note)
        noted.at = application.stage_since
        yield noted
    if sent.deferred_to:
        deferred = event(application, kinds.DEFERRAL, recruiter, application.stage_since, came_from, came_from)
        deferred.reason = "Cannot come to the first weekend; keeps the place in the round after it."
        yield deferred


def recruiter_or_nobody(recruiter: User, stage: Stage) -> User | None:
    """Who moves to a stage: an applicant withdraws without an account."""
    return None if stage == Stage.WITHDRAWN else recruiter


def event(
    application: Application, kind: str, actor: User | None, moment: datetime, came_from: Stage, to: Stage
) -> ApplicationEvent:
    """One move, with the usual reason of its stage."""
    return ApplicationEvent(
        application=application,
        kind=kind,
        from_stage=came_from,
        to_stage=to,
        actor=actor,
        reason=REASONS.get(to, ""),
        at=moment,
    )
