"""Any number of volunteers with histories, to try the lists with: about a third may do casework."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.db import transaction

from accounts.models import User
from base.dates import at, today
from config.demonstration.accounts import ACCOUNTS
from config.demonstration.assembly import SEED, build, check_allowed
from config.demonstration.bulk import first_free, number_on, write
from config.demonstration.calendar import VENUE
from config.demonstration.histories import COLUMNS, Course, Numbers, Records, tell
from recruitment.models import Placement, Role, Volunteer
from recruitment.rules import add_months
from training.eligibility import columns, facts_of
from training.models import Attendance, Commitment, Enrolment, Event, Module, Session, Standing, Terms

CHUNK, READ, COURSE = 5_000, 1_000, 500  # people written in one transaction, read at once, on one course
SPREAD = 1_180  # days back: some of what was learnt has lapsed since
NUMBERED = (Volunteer, Placement, Enrolment, Attendance, Commitment)
STORED = [field.name for field in Standing._meta.concrete_fields if field.name not in {"id", "placement"}]  # noqa: SLF001
Progress = Callable[[str, int, int], None]


def add_volunteers(count: int, *, progress: Progress) -> None:
    """Add so many volunteers with their histories and reckon their standings of all."""
    check_allowed()
    build()
    ground = Ground.find()
    course = min(COURSE, max(10, count // 12))
    for start in range(0, count, CHUNK):
        upto = min(start + CHUNK, count)
        add_chunk(ground, range(start, upto), course)
        progress("volunteers", upto, count)


@dataclass
class Ground:
    """What the histories rest on: the role, its modules and texts, and who marks."""

    day: date
    rng: Random
    role: Role
    modules: list[Module]
    terms: dict[str, int]
    staff: dict[str, int]
    records: Records = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def find(cls) -> "Ground":
        """The ground as it stands; each further run tells other stories."""
        role = Role.objects.filter(is_casework=True).earliest("pk")
        known = {account.email: str(account.staff) for account in ACCOUNTS if account.staff}
        users = User.objects.filter(email__in=known).values_list("email", "pk")
        return cls(
            day=today(),
            rng=Random(SEED + first_free(Volunteer)),  # noqa: S311 - the same every time, on purpose
            role=role,
            modules=list(Module.objects.required(role)),
            terms=dict(Terms.objects.order_by("version").values_list("kind", "pk")),
            staff={known[email]: pk for email, pk in users},
        )


@transaction.atomic
def add_chunk(ground: Ground, people: range, size: int) -> None:
    """Some thousand people and the courses they came to: all of them, or none."""
    numbers = Numbers(*(first_free(model) for model in NUMBERED))
    for start in range(people.start, people.stop, size):
        course = make_course(ground, start // size)
        came = [tell(ground, numbers, course) for _ in range(start, min(start + size, people.stop))]
        Session.objects.filter(pk__in=course.sessions).update(taken=sum(came), places=max(size, sum(came)))
    for model, names in COLUMNS.items():
        write(model, names, ground.records.pop(model, []))
    number_on(NUMBERED)
    keep_standings(ground, numbers.placement - len(people), numbers.placement)


def keep_standings(ground: Ground, first: int, end: int) -> None:
    """The stored answers for these placements, by the rule that every other row follows."""
    for start in range(first, end, READ):
        placements = list(Placement.objects.filter(pk__gte=start, pk__lt=min(start + READ, end)).order_by("pk"))
        for placement in placements:
            placement.role = ground.role
        answers = (columns(facts, ground.day) for facts in facts_of(placements))
        write(
            Standing,
            ("placement_id", *STORED),
            [
                (row.pk, *(plain(answer[name]) for name in STORED))
                for row, answer in zip(placements, answers, strict=True)
            ],
        )


def plain(value: date | int | None) -> str | int | None:
    """A stored value as both databases read it."""
    return value.isoformat() if isinstance(value, date) else value


def make_course(ground: Ground, number: int) -> Course:
    """Two days on which every compulsory module was given, some time in the last three years and a bit."""
    first = ground.day - timedelta(days=ground.rng.randint(20, SPREAD))
    event = Event.objects.create(
        kind=Event.Kind.OTHER,
        title_en=f"Casework training {number + 1} (demonstration)",
        title_zh=f"個案工作培訓{number + 1}（示範）",
        venue_en=VENUE[0],
        venue_zh=VENUE[1],
        places=COURSE,
    )
    half = (len(ground.modules) + 1) // 2
    days = [first if order < half else first + timedelta(days=1) for order in range(len(ground.modules))]
    begins = [at(day, 9 + 2 * (order % half)) for order, day in enumerate(days)]
    sessions = Session.objects.bulk_create(
        Session(
            event=event,
            module=module,
            starts_at=moment,
            ends_at=moment + timedelta(minutes=105),
            places=COURSE,
            state=Session.State.HELD,
        )
        for module, moment in zip(ground.modules, begins, strict=True)
    )
    return course_of(ground, event, sessions, days)


def course_of(ground: Ground, event: Event, sessions: Sequence[Session], days: Sequence[date]) -> Course:
    """The course as the histories need it: every date of it written out once."""
    lasting = [
        add_months(day, module.validity_months) if module.validity_months else None
        for day, module in zip(days, ground.modules, strict=True)
    ]
    return Course(
        event=event.pk,
        first=days[0],
        last=days[-1],
        valid_until=min((day for day in lasting if day), default=None),
        sessions=[session.pk for session in sessions],
        modules=[module.pk for module in ground.modules],
        earned=[day.isoformat() for day in days],
        lasting=[day.isoformat() if day else None for day in lasting],
        marked=[utc(session.starts_at + timedelta(minutes=10)) for session in sessions],
        corrected=[utc(session.starts_at + timedelta(days=1)) for session in sessions],
    )


def utc(moment: datetime) -> str:
    """A moment as both databases read it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
