"""A commitment drawn: a column a week against the promise, pauses shaded, today marked. Geometry, in whole units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from training.rules.hours import Week
from training.rules.spans import DAY

WIDTH, HEIGHT = 960, 400
TOP, BASE = 44, 340
MONTHS_APART = 9


@dataclass(frozen=True)
class Column:
    """One week: where it stands, how high what is confirmed and what waits are."""

    left: int
    width: int
    confirmed_top: int
    confirmed_height: int
    waiting_top: int
    waiting_height: int
    rest_left: int
    rest_width: int


@dataclass(frozen=True)
class Tick:
    """A month that begins, at its place."""

    at: int
    day: date


@dataclass(frozen=True)
class Picture:
    """All that is drawn; ``today`` is None outside the commitment's days."""

    columns: Sequence[Column]
    ticks: Sequence[Tick]
    promise: int
    today: int | None
    width: int = WIDTH
    height: int = HEIGHT
    top: int = TOP
    base: int = BASE
    high: int = BASE - TOP


def picture(weeks: Sequence[Week], hours_per_week: int, day: date) -> Picture:
    """The weeks of a commitment as a drawing."""
    promised = hours_per_week * 60
    most = max([promised * 3 // 2, *(week.confirmed + week.waiting for week in weeks)])
    return Picture(
        columns=[_column(week, len(weeks), most) for week in weeks],
        ticks=_ticks(weeks),
        promise=BASE - _high(promised, most),
        today=_across(weeks, day) if weeks and weeks[0].days.start <= day <= weeks[-1].days.end else None,
    )


def _column(week: Week, number: int, most: int) -> Column:
    left, right = (week.number - 1) * WIDTH // number, week.number * WIDTH // number
    gap = max((right - left) // 6, 1)
    confirmed, waiting = _high(week.confirmed, most), _high(week.waiting, most)
    rest = (right - left) * week.paused_days // max((week.days.end - week.days.start).days + 1, 1)
    return Column(
        left=left + gap,
        width=max(right - left - 2 * gap, 1),
        confirmed_top=BASE - confirmed,
        confirmed_height=confirmed,
        waiting_top=BASE - confirmed - waiting,
        waiting_height=waiting,
        rest_left=left,
        rest_width=rest,
    )


def _high(minutes: int, most: int) -> int:
    return minutes * (BASE - TOP) // most if most else 0


def _across(weeks: Sequence[Week], day: date) -> int:
    """How far from the left a day is."""
    first = weeks[0].days.start
    return (day - first).days * WIDTH // (len(weeks) * 7)


def _ticks(weeks: Sequence[Week]) -> list[Tick]:
    """The first of each month; of many months every second or third."""
    if not weeks:
        return []
    first, last = weeks[0].days.start, weeks[-1].days.end
    starts = [day for day in (first + DAY * number for number in range((last - first).days + 1)) if day.day == 1]
    every = len(starts) // MONTHS_APART + 1
    return [Tick(_across(weeks, day), day) for day in starts[::every]]
