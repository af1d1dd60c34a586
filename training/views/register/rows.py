"""What a sheet shows: the people expected, each with their mark, and how the session stands."""

import unicodedata
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from training.models import Attendance, AttendanceMark, Enrolment, Session, Status, WalkIn

SHOWN = ("event", "session", "state", "volunteer__name", "volunteer__name_other", "volunteer__user")


@dataclass(frozen=True)
class Row:
    """One person on a sheet: the place, the current mark if any, and the id the next mark will carry."""

    enrolment: Enrolment
    attendance: Attendance | None
    marker: User
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def status(self) -> str:
        """The current mark, empty while there is none."""
        return self.attendance.status if self.attendance else ""

    @property
    def version(self) -> int:
        """The version a mark made on this row has seen."""
        return self.attendance.version if self.attendance else 0

    @property
    def is_marker(self) -> bool:
        """Nobody marks themselves."""
        return self.enrolment.volunteer.user_id == self.marker.pk

    @property
    def minutes(self) -> tuple[int, int]:
        """Late, and left early."""
        return (self.attendance.minutes_late, self.attendance.minutes_left_early) if self.attendance else (0, 0)

    def is_short(self, allowed: int) -> bool:
        """Whether they were there, but missed more minutes than the module allows."""
        return self.status == Status.PRESENT and sum(self.minutes) > allowed


@dataclass(frozen=True)
class Counts:
    """How a session stands."""

    expected: int
    present: int
    absent: int
    excused: int
    checked_in: int = 0
    walk_ins: int = 0

    @classmethod
    def of(cls, statuses: Iterable[str], *, expected: int, checked_in: int = 0, walk_ins: int = 0) -> "Counts":
        """From the marks there are, empty where one was taken back."""
        counted = Counter(statuses)
        present, absent, excused = (counted[status] for status in Status)
        return cls(expected, present, absent, excused, checked_in, walk_ins)

    @property
    def unmarked(self) -> int:
        """People nobody has marked yet: neither present nor absent."""
        return self.expected - self.present - self.absent - self.excused

    @property
    def accounted(self) -> int:
        """Who is in the room as far as the register knows: marked present, and walk-ins not matched yet."""
        return self.present + self.walk_ins


@dataclass(frozen=True)
class HeadCount:
    """How many people somebody counted in the room, beside those the register knows to be in it."""

    counted: int | None
    known: int

    @property
    def more(self) -> int:
        """How many more are in the room than the register knows of."""
        return max(0, (self.counted or 0) - self.known)

    @property
    def fewer(self) -> int:
        """How many of those marked present are not in the room."""
        return max(0, self.known - (self.counted or 0))


def rows_of(session: Session, marker: User) -> list[Row]:
    """Everybody expected, by name."""
    expected = Enrolment.objects.on_register(session).select_related("volunteer").only(*SHOWN)
    marks = {mark.enrolment_id: mark for mark in Attendance.objects.filter(session=session)}
    return [Row(place, marks.get(place.pk), marker) for place in expected.order_by("volunteer__name", "pk")]


def counts_of(session: Session) -> Counts:
    """How it stands, without asking who they are, in two queries: every tap is answered with it."""
    mark = FilteredRelation("attendances", condition=Q(attendances__session=session))
    expected = Enrolment.objects.on_register(session).alias(mark=mark)
    statuses = list(expected.values_list("mark__status", flat=True))
    own = AttendanceMark.objects.filter(session=OuterRef("pk"), source=AttendanceMark.Source.CHECK_IN)
    unknown = WalkIn.objects.filter(session=OuterRef("pk"), enrolment=None)
    mine = Session.objects.filter(pk=session.pk).order_by()
    checked_in, walk_ins = mine.values_list(_number(own, "enrolment"), _number(unknown, "pk")).get()
    return Counts.of(filter(None, statuses), expected=len(statuses), checked_in=checked_in or 0, walk_ins=walk_ins or 0)


def _number(rows: QuerySet[Any], what: str) -> Subquery:
    """How many different ones a session has; None where there is none."""
    return Subquery(rows.order_by().values("session").annotate(n=Count(what, distinct=True)).values("n"))


def marks_of(session: Session) -> tuple[int, int]:
    """The newest mark of a session, 0 while there is none; and how many people checked themselves in."""
    own = Count("enrolment", distinct=True, filter=Q(source=AttendanceMark.Source.CHECK_IN))
    found = AttendanceMark.objects.filter(session=session).aggregate(newest=Max("pk"), own=own)
    return found["newest"] or 0, found["own"]


def standing_context(session: Session, counts: Counts) -> dict[str, Any]:
    """What the head of a sheet says."""
    return {
        "session": session,
        "counts": counts,
        "heads": HeadCount(session.head_count, counts.accounted),
        "over": session.ends_at <= timezone.now(),
    }


def matches(row: Row, query: str) -> bool:
    """Whether this is somebody looked for."""
    volunteer = row.enrolment.volunteer
    return plain(query) in plain(f"{volunteer.name} {volunteer.name_other}")


def plain(text: str) -> str:
    """Without case and accents, so that "le" finds "Lê"."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in taken_apart if not unicodedata.combining(character))
