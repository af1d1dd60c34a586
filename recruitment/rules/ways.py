"""The way of an application through its stages, as its events tell it: pure, without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from statistics import median
from typing import NamedTuple

DAY_SECONDS = 86_400


class Change(NamedTuple):
    """A change of stage; a correction says what the last one should have been."""

    to: str
    at: datetime
    is_correction: bool = False


class Stay(NamedTuple):
    """A time in one stage; ``until`` is None while it lasts."""

    stage: str
    since: datetime
    until: datetime | None

    def days(self, now: datetime) -> float:
        """How long it lasted, or has lasted."""
        return ((self.until or now) - self.since).total_seconds() / DAY_SECONDS


def way(first: str, at: datetime, changes: Iterable[Change]) -> list[Stay]:
    """The stays of an application submitted at a moment, in order; the last one still lasts.

    A correction back to a stage it had been at takes back every move after that: the stay there went on. A
    correction to another stage puts that in the place of the last move, from the moment of that move.
    """
    visits = [(first, at)]
    for change in changes:
        if change.is_correction:
            _correct(visits, change)
        elif change.to != visits[-1][0]:
            visits.append((change.to, change.at))
    ends = [since for _stage, since in visits[1:]]
    return [Stay(stage, since, until) for (stage, since), until in zip(visits, [*ends, None], strict=True)]


def _correct(visits: list[tuple[str, datetime]], change: Change) -> None:
    been = [place for place, (stage, _since) in enumerate(visits) if stage == change.to]
    if been:
        del visits[been[-1] + 1 :]
    elif len(visits) > 1:
        visits[-1] = (change.to, visits[-1][1])
    else:
        visits.append((change.to, change.at))


@dataclass(frozen=True)
class Spread:
    """How long some stays are, in days: the middle one, and the one that nine of ten do not exceed."""

    count: int
    middle: float | None = None
    ninth: float | None = None

    @classmethod
    def of(cls, days: Sequence[float]) -> "Spread":
        """The median, and the 90th percentile by nearest rank: always a stay that there was."""
        if not days:
            return cls(0)
        return cls(len(days), median(days), sorted(days)[ceil(0.9 * len(days)) - 1])
