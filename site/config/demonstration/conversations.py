"""What recruiters and applicants have between them: what each reads, asks, answers and arranges."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.roles import Staff
from base.dates import at
from config.demonstration.roles import EVENTS, FUNDRAISING, PRESS, TECHNOLOGY
from config.demonstration.scene import Scene
from recruitment.actions.languages import keep_languages
from recruitment.actions.reach import make_reachable
from recruitment.actions.reviews import default_criteria, weighted_mean
from recruitment.actions.searching import rebuild_search_texts
from recruitment.models import (
    Application,
    Enquiry,
    InformationRequest,
    InterviewSlot,
    LanguagePair,
    Reference,
    Review,
    Role,
    RoleQuestion,
    Score,
    Stage,
    Tag,
)

READ = (Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED)
TAGS = {"call in the evening": 4, "could interpret too": 7}
COMMENTS = ("Calm, and asks good questions.", "Would want a first month beside somebody.", "")
ROOM = {"place_en": "Room 1, 1 Demonstration Street", "place_zh": "示範街1號1號房"}
ENQUIRIES = (
    ("Wong Mei Ling", "meiling@example.org", "en", "My field is human development. Where could that be of use?"),
    ("Adaeze Obi", "adaeze@example.org", "en", "Our book club would like to hold an evening for you. May we?"),
    ("何家明", "kaming@example.org", "zh-hant", "我是退休教師，星期一及星期五有空，有甚麼可以幫忙？"),
)
ANSWER = "Thank you for writing. Our events team would be glad to plan it with you."
QUESTION = {
    "kind": RoleQuestion.Kind.CHOICE,
    "label_en": "Can you come to our office in Hong Kong?",
    "label_zh": "你可以到我們在香港的辦事處嗎？",
    "why_en": "Some repairs cannot be done from afar.",
    "why_zh": "部分維修無法遙距進行。",
    "choices_en": "Yes, regularly\nNow and then\nNo",
    "choices_zh": "可以，定期\n偶爾\n不可以",
    "required": True,
}


def prepare_roles(roles: dict[str, Role]) -> None:
    """How each role is read: a rubric, references and hidden names where it has them, a question of the staff's own."""
    Role.objects.filter(pk=roles[FUNDRAISING].pk).update(with_references=True)
    Role.objects.filter(pk=roles[PRESS].pk).update(blind_review=True)
    for role in roles.values():
        role.refresh_from_db()
        default_criteria(role=role)
    RoleQuestion.objects.create(role=roles[TECHNOLOGY], key="office", **QUESTION)


def make_conversations(scene: Scene) -> None:
    """Rows beside the applications: languages, addresses, words to be found by; reviews, talks, questions."""
    applications = list(Application.objects.select_related("form", "role").order_by("pk"))
    for application in applications:
        keep_languages(application=application)
    make_reachable(applications=applications)
    rebuild_search_texts()
    recruiter = scene.staff[Staff.RECRUITER]
    _assess(scene, recruiter)
    waiting = [one for one in applications if one.stage != Stage.ACCEPTED]
    _review(scene, waiting, [recruiter, scene.staff[Staff.SUPERVISOR]])
    _arrange_talks(scene, waiting, recruiter)
    _ask(waiting, recruiter)
    _offer(waiting)
    _tag(waiting)
    _enquire(scene, recruiter)


def _assess(scene: Scene, recruiter: User) -> None:
    """Two of three pairs of those who interpret were listened to, one of them by now a while ago."""
    levels = (LanguagePair.Level.INTERVIEWS, LanguagePair.Level.EVERYDAY, "")
    for number, pair in enumerate(LanguagePair.objects.filter(application__stage=Stage.ACCEPTED).order_by("pk")):
        if level := levels[number % len(levels)]:
            day = scene.day - timedelta(days=30 + 90 * (number % 4))
            LanguagePair.objects.filter(pk=pair.pk).update(level=level, assessed_on=day, assessed_by=recruiter)


def _review(scene: Scene, applications: Iterable[Application], readers: list[User]) -> None:
    read = [one for one in applications if one.stage in READ and one.role.with_screening]
    for number, application in enumerate(read):
        for reader in readers[: 1 + number % 2]:
            _score(scene, application, reader)


def _score(scene: Scene, application: Application, reader: User) -> None:
    criteria = list(application.role.criteria.select_related("role"))
    row = Review.objects.create(
        application=application, reviewer=reader, version=1, comment=scene.rng.choice(COMMENTS), at=timezone.now()
    )
    scores = [Score(review=row, criterion=one, points=scene.rng.randint(1, 4), weight=one.weight) for one in criteria]
    Score.objects.bulk_create(scores)
    Review.objects.filter(pk=row.pk).update(mean=weighted_mean([(score.points, score.weight) for score in scores]))


def _arrange_talks(scene: Scene, applications: Iterable[Application], recruiter: User) -> None:
    """Four times on each of three days; the first of each is somebody's."""
    invited = iter([one for one in applications if one.stage == Stage.INTERVIEW])
    for day in (2, 5, 9):
        for hour in (10, 11, 15, 16):
            begins = at(scene.day + timedelta(days=day), hour)
            booked = next(invited, None) if hour == 10 else None  # noqa: PLR2004 - the first of the day
            InterviewSlot.objects.create(
                interviewer=recruiter,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=30),
                application=booked,
                booked_at=timezone.now() if booked else None,
                **ROOM,
            )


def _ask(applications: Iterable[Application], recruiter: User) -> None:
    InformationRequest.objects.bulk_create(
        InformationRequest(
            application=one,
            question="Which half-days suit you, and until when?",
            asked_at=one.stage_since,
            asked_by=recruiter,
        )
        for one in applications
        if one.stage == Stage.INFORMATION
    )


def _offer(applications: Iterable[Application]) -> None:
    """Every other offer is taken up; whoever may be asked for references has named somebody."""
    for number, application in enumerate(one for one in applications if one.stage == Stage.OFFERED):
        if number % 2 == 0:
            Application.objects.filter(pk=application.pk).update(offer_taken_at=timezone.now())
        if application.role.with_references:
            Reference.objects.create(
                application=application, name="Grace Lau", email="grace@example.org", relation="Led the same choir"
            )


def _tag(applications: list[Application]) -> None:
    for name, every in TAGS.items():
        Tag.objects.create(name=name).applications.set(applications[::every])


def _enquire(scene: Scene, recruiter: User) -> None:
    """Two wait for an answer, one has it."""
    for number, (name, email, language, text) in enumerate(ENQUIRIES):
        answered = number == 1
        moment = at(scene.day - timedelta(days=number + 1), 9)
        Enquiry.objects.create(
            name=name,
            email=email,
            language=language,
            text=text,
            once=f"demonstration-{number}",
            received_at=moment,
            answer=ANSWER if answered else "",
            answered_at=moment + timedelta(hours=5) if answered else None,
            answered_by=recruiter if answered else None,
            role=scene.roles[EVENTS] if answered else None,
        )
