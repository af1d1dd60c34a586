"""Attendance as the registers have it: who was expected, what was marked, which credit came of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from training.models.attendance import Attendance, Credit, Status
from training.models.enrolment import Enrolment
from training.models.event import Session
from training.models.figures.scope import Scope


@dataclass
class Tally:
    """Cells of registers: one person at one session each. The rest of those expected was not marked."""

    sessions: int = 0
    expected: int = 0
    present: int = 0
    absent: int = 0
    excused: int = 0
    credit: int = 0

    @property
    def unmarked(self) -> int:
        """Cells nobody marked."""
        return self.expected - self.present - self.absent - self.excused

    def add(self, other: "Tally") -> None:
        """Count another one in."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Kept:
    """The registers of some sessions: added up by module, by event, and by both."""

    whole: Tally = field(default_factory=Tally)
    modules: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    events: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    cells: dict[tuple[int, int], Tally] = field(default_factory=lambda: defaultdict(Tally))

    def add(self, module: int, event: int, tally: Tally) -> None:
        """Count one session."""
        for sum_of in (self.whole, self.modules[module], self.events[event], self.cells[module, event]):
            sum_of.add(tally)


def attendance(scope: Scope, now: datetime | None = None) -> Kept:
    """The registers of all sessions that have begun.

    Expected is whose place is confirmed, make-ups included, and whoever was marked though the place was given up
    since. A share is of those expected, so a cell that nobody marked counts against it.
    """
    sessions = scope.sessions(now or timezone.now())
    told = list(sessions.values_list("pk", "module", "event"))
    at_event, alone = _places(scope, told)
    marks, outside, credits_of = (
        _marks(scope, sessions),
        _marked_without_place(scope, sessions),
        _credit(scope, sessions),
    )
    kept = Kept()
    for pk, module, event in told:
        tally = Tally(1, at_event[event] + alone[pk] + outside[pk], credit=credits_of[pk], **marks[pk])
        kept.add(module, event, tally)
    return kept


def _places(scope: Scope, told: Iterable[tuple[int, int, int]]) -> tuple[dict[int, int], dict[int, int]]:
    """Confirmed places: by event, and make-ups by session."""
    rows = Enrolment.objects.filter(scope.people("volunteer"), state=Enrolment.State.CONFIRMED).order_by()
    events = {event for _pk, _module, event in told}
    return _number(rows, "event", events), _number(rows, "session", {pk for pk, _module, _event in told})


def _number(rows: Any, by: str, wanted: set[int]) -> dict[int, int]:
    counted = rows.filter(**{f"{by}__isnull": False}).values_list(by).annotate(n=Count("pk"))
    return defaultdict(int, {key: number for key, number in counted if key in wanted})


def _marks(scope: Scope, sessions: Any) -> dict[int, dict[str, int]]:
    rows = _cells(scope, sessions).values_list("session", "status").annotate(n=Count("pk"))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for session, status, number in rows:
        found[session][status] = number
    return found


def _marked_without_place(scope: Scope, sessions: Any) -> dict[int, int]:
    rows = _cells(scope, sessions).exclude(enrolment__state=Enrolment.State.CONFIRMED)
    return defaultdict(int, rows.values_list("session").annotate(n=Count("pk")))


def _cells(scope: Scope, sessions: Any) -> Any:
    people = scope.people("enrolment__volunteer")
    return Attendance.objects.filter(people, session__in=sessions.values("pk"), status__in=Status.values).order_by()


def _credit(scope: Scope, sessions: Any) -> dict[int, int]:
    rows = Credit.objects.standing().filter(scope.people("volunteer"), attendance__session__in=sessions.values("pk"))
    return defaultdict(int, rows.order_by().values_list("attendance__session").annotate(n=Count("pk")))


def first_days(events: Iterable[int]) -> dict[int, datetime]:
    """When each event began, by its key, in order of that."""
    rows = Session.objects.exclude(state=Session.State.CANCELLED).filter(event__in=list(events))
    began = rows.order_by().values_list("event").annotate(began=Min("starts_at")).order_by("began")
    return dict(began)
