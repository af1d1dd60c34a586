"""When the modules of a weekend are taught, as it is proposed before somebody changes it."""

from datetime import date, datetime, time, timedelta
from typing import TypeAlias

MORNING, NOON = time(10), time(13)
AFTERNOON, EVENING = time(14), time(17)
BREAK, ROUNDED = 15, 5  # minutes
WEEKEND_DAYS = 2

# On which day, counted from the first; from, to.
Slot: TypeAlias = tuple[int, time, time]


def timetable(modules: int, days: int = WEEKEND_DAYS) -> list[Slot]:
    """As many slots, in order, spread evenly over days from 10:00 to 17:00 with an hour at noon and short breaks."""
    return [(day, *times) for day, number in enumerate(_shared(modules, days)) for times in _day(number)]


def weekend_days(saturday: date) -> tuple[date, date]:
    """The two days of a weekend."""
    return saturday, saturday + timedelta(days=1)


def _day(sessions: int) -> list[tuple[time, time]]:
    morning, afternoon = _shared(sessions, 2)
    return [*_half(MORNING, NOON, morning), *_half(AFTERNOON, EVENING, afternoon)]


def _half(begins: time, ends: time, sessions: int) -> list[tuple[time, time]]:
    """A half-day in equal parts with a break between two of them."""
    if not sessions:
        return []
    first, last = (datetime.combine(date.min, moment) for moment in (begins, ends))
    minutes = (last - first).seconds // 60 - BREAK * (sessions - 1)
    length = timedelta(minutes=max(minutes // sessions // ROUNDED * ROUNDED, ROUNDED))
    step = length + timedelta(minutes=BREAK)
    return [((first + n * step).time(), (first + n * step + length).time()) for n in range(sessions)]


def _shared(number: int, parts: int) -> list[int]:
    """A number in nearly equal parts, the larger ones first."""
    return [number // parts + (part < number % parts) for part in range(parts)]
