"""The figures of the board report that the tables tell by themselves; who is eligible is asked of the rules."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min
from django.db.models.functions import TruncMonth

from base.dates import HONG_KONG, on
from recruitment.models import Application, LanguagePair, Placement, SpokenLanguage
from recruitment.rules.languages import LANGUAGES
from training.models.attendance import Completion
from training.models.commitment import Commitment
from training.models.figures.hours import Given, hours, minutes
from training.models.figures.people import staying
from training.models.figures.scope import Scope
from training.rules.periods import Period
from training.rules.retention import HALF_YEAR, kept

LONGEST_HALF_YEAR, SHORTEST_HALF_YEAR = timedelta(days=184), timedelta(days=181)
OTHER = ""  # every language that was typed and is not among those we name


@dataclass
class Line:
    """What is counted of a role, or of a part of the period."""

    applied: int = 0
    accepted: int = 0
    trained: int = 0
    there: int = 0
    minutes: int = 0


@dataclass
class Spoken:
    """How many people with a placement speak a language, and how many interpret from or into it."""

    speak: int = 0
    interpret: int = 0


@dataclass
class Board:
    """The figures of a period."""

    period: Period
    people: int
    given: Given
    fulfilled: int
    whole: Line = field(default_factory=Line)
    roles: dict[int, Line] = field(default_factory=dict)
    parts: dict[date, Line] = field(default_factory=dict)
    retained: dict[int | None, tuple[int, int]] = field(default_factory=dict)
    languages: dict[str, Spoken] = field(default_factory=dict)

    @property
    def stayed(self) -> tuple[int, int]:
        """All cohorts together: how many were still there after half a year, of how many."""
        return sum(part for part, _of in self.retained.values()), sum(of for _part, of in self.retained.values())

    def count(self, name: str, role: int, day: date | None, number: int) -> None:
        """Add to a figure: of all, of the role, of the part the day lies in."""
        lines = [self.whole, self.roles.setdefault(role, Line())]
        for line in [*lines, self.parts[self.period.part_of(day)]] if day else lines:
            setattr(line, name, getattr(line, name) + number)


def read(period: Period) -> Board:
    """The figures of a period, as known now: a dozen queries."""
    scope = Scope(first=period.first, last=period.last)
    board = Board(
        period=period,
        people=_placed(period.last).values("volunteer").distinct().count(),
        given=hours(scope).whole,
        fulfilled=Commitment.objects.filter(scope.days("fulfilled_on")).count(),
        parts={part: Line() for part in period.parts},
        retained=_retained(period),
        languages=_languages(period.last),
    )
    for name, rows in {"applied": _applied(scope), "accepted": _accepted(scope), "trained": _trained(scope)}.items():
        for role, day, number in rows:
            board.count(name, role, on(day), number)
    for row in minutes(scope):
        board.count("minutes", row.role, row.month, row.minutes)
    for role, number in _placed(period.last).values_list("role").annotate(n=Count("volunteer", distinct=True)):
        board.count("there", role, None, number)
    return board


def _placed(day: date) -> Any:
    return Placement.objects.on(day).order_by()


def _applied(scope: Scope) -> Any:
    rows = Application.objects.standing().filter(scope.moments("submitted_at")).order_by()
    month = TruncMonth("submitted_at", tzinfo=HONG_KONG)
    return rows.annotate(month=month).values_list("role", "month").annotate(n=Count("pk"))


def _accepted(scope: Scope) -> Any:
    rows = Placement.objects.filter(scope.days("starts_on")).order_by().annotate(month=TruncMonth("starts_on"))
    return rows.values_list("role", "month").annotate(n=Count("pk"))


def _trained(scope: Scope) -> Iterable[tuple[int, date, int]]:
    """Each person once for a role, in the month in which it was complete first."""
    rows = Completion.objects.filter(scope.days("completed_on"), undone_at=None).order_by()
    found = Counter(
        (role, day.replace(day=1))
        for role, _person, day in rows.values_list("role", "volunteer").annotate(day=Min("completed_on"))
    )
    return [(role, day, number) for (role, day), number in found.items()]


def _retained(period: Period) -> dict[int | None, tuple[int, int]]:
    """By cohort, of those whose half year was full in the period."""
    around = Scope(first=period.first - LONGEST_HALF_YEAR, last=period.last - SHORTEST_HALF_YEAR)
    found = {cohort: kept(here.stays, HALF_YEAR, period.last, period.first) for cohort, here in staying(around).items()}
    return {cohort: (part, of) for cohort, (part, of) in found.items() if of}


def _languages(day: date) -> dict[str, Spoken]:
    """Of everybody with a placement in force on a day; who is not yet on their own interprets nothing."""
    placed = _placed(day).filter(application__isnull=False)
    speakers = SpokenLanguage.objects.filter(application__placement__in=placed)
    pairs = LanguagePair.objects.filter(application__placement__in=placed).exclude(level=LanguagePair.Level.LEARNING)
    found: dict[str, Spoken] = {}
    for language, number in _by_language(speakers, "language"):
        found.setdefault(language, Spoken()).speak = number
    for language, number in _by_language(pairs, "source", "target"):
        found.setdefault(language, Spoken()).interpret = number
    return found


def _by_language(rows: Any, *columns: str) -> Iterable[tuple[str, int]]:
    """How many people each language stands beside. One that was typed may say anything: it is counted, not named."""
    people: dict[str, set[int]] = {}
    for person, *codes in rows.order_by().values_list("application__placement__volunteer", *columns).distinct():
        for code in codes:
            people.setdefault(code if code in LANGUAGES else OTHER, set()).add(person)
    return [(code, len(who)) for code, who in people.items()]
