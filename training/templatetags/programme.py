"""Sessions as people remember them: by the morning and the afternoon of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.template import Library
from django.utils import timezone

from training.models import Session

register = Library()
NOON = 13  # lunch is over


@dataclass(frozen=True)
class HalfDay:
    """The sessions of one event in a morning or an afternoon."""

    sessions: list[Session]

    @property
    def day(self) -> date:
        """Its Hong Kong date."""
        return self.sessions[0].day

    @property
    def starts_at(self) -> datetime:
        """When the first begins."""
        return self.sessions[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """When the last ends."""
        return max(row.ends_at for row in self.sessions)

    @property
    def room(self) -> str:
        """The room, where all of them are in one."""
        rooms = {row.room for row in self.sessions}
        return rooms.pop() if len(rooms) == 1 else ""


@register.filter
def by_half_day(sessions: Iterable[Session]) -> list[HalfDay]:
    """In the order of time: a weekend of six sessions is four lines."""
    rows = sorted(sessions, key=lambda row: (row.starts_at, row.pk))
    return [HalfDay(list(found)) for _half, found in groupby(rows, key=_half_day)]


def _half_day(session: Session) -> tuple[date, bool]:
    return session.day, timezone.localtime(session.starts_at).hour >= NOON
