"""Hours given against hours promised: what is owed, when a commitment is fulfilled, its light, its weeks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from recruitment.rules import add_months
from training.rules.spans import ALWAYS, DAY, Span, Spans, covers, intersect, union

WEEK = timedelta(days=7)
A_DAY = 24 * 60
WINDOW_DAYS = 28
LEEWAY_DAYS = 7


class Light(StrEnum):
    """How a commitment stands, judged over four weeks."""

    NOT_BEGUN = "not_begun"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    PAUSED = "paused"
    DONE = "done"
    ENDED = "ended"


class Amiss(StrEnum):
    """Why hours cannot have been given as a volunteer on a day."""

    PAID = "paid"
    TO_COME = "to_come"
    BEFORE = "before"
    AFTER = "after"
    NOTHING = "nothing"
    LENGTH = "length"


def amiss(
    *,
    day: date | None,
    minutes: int | None,
    now: date,
    that_day: int = 0,
    is_paid: bool = False,
    held: Span = ALWAYS[0],
) -> Iterator[Amiss]:
    """Everything that is wrong with hours: of a paid placement, on a day that is to come or on which it was not
    ``held``, no time at all, or more than a day has with the minutes the person has down for ``that_day`` already, in
    whatever role.

    What could not be read is None, and then nothing is said of it.
    """
    if is_paid:
        yield Amiss.PAID
    if day and day > now:
        yield Amiss.TO_COME
    elif day and day < held.start:
        yield Amiss.BEFORE
    elif day and day > held.end:
        yield Amiss.AFTER
    if minutes is not None and minutes < 1:
        yield Amiss.NOTHING
    elif minutes is not None and minutes > A_DAY - that_day:
        yield Amiss.LENGTH


@dataclass(frozen=True, slots=True)
class Given:
    """Minutes given on a day, confirmed or still waiting to be. Refused ones never get here."""

    day: date
    minutes: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Course:
    """A commitment as its hours are judged: what was promised, its days, and the minutes given.

    ``over_on`` is the day from which it holds no longer: ended early, or its placement ended the day before.
    """

    hours_per_week: int
    months: int
    anchor_on: date | None
    ends_on: date | None
    over_on: date | None = None
    accepted_short_on: date | None = None
    pauses: Spans = ()
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a commitment, counted from its first day; the last week may be shorter."""

    number: int
    days: Span
    confirmed: int
    waiting: int
    promised: int
    paused_days: int


def days_in(spans: Iterable[Span]) -> int:
    """How many days there are in them."""
    return sum((span.end - span.start).days + 1 for span in union(spans))


def minutes_owed(course: Course) -> int:
    """The minutes of the whole commitment: whole hours, the weekly promise times the weeks of its months.

    A pause moves the end by its own days, so the weeks that are not paused are those of the months alone; weeks by
    which it was extended are for catching up and owe nothing more. Nothing is owed before there is a beginning.
    """
    if course.anchor_on is None:
        return 0
    days = (add_months(course.anchor_on, course.months) - course.anchor_on).days
    return course.hours_per_week * days // 7 * 60


def minutes_given(course: Course, *, confirmed_only: bool = True) -> int:
    """The minutes that count towards it: those from its first day on."""
    return sum(row.minutes for row in _counted(course) if row.confirmed or not confirmed_only)


def fulfilled_on(course: Course, day: date) -> date | None:
    """The day on which months and hours were both given, if that day has come; or fewer hours were accepted.

    Confirmed hours only. None for one that held no longer by then.
    """
    if course.anchor_on is None or course.ends_on is None or course.ends_on > day:
        return None
    found = course.accepted_short_on or _reached(course)
    if found is None:
        return None
    found = max(found, course.ends_on)
    return found if found <= day and (course.over_on is None or found < course.over_on) else None


def light(course: Course, day: date) -> Light:
    """How it stands on a day. Hours that wait to be confirmed count here: nobody is behind because staff are."""
    if fulfilled_on(course, day):
        return Light.DONE
    if course.over_on is not None and course.over_on <= day:
        return Light.ENDED
    if covers(course.pauses, day):
        return Light.PAUSED
    if course.anchor_on is None or course.anchor_on > day:
        return Light.NOT_BEGUN
    return Light.BEHIND if is_behind(course, day) else Light.ON_TRACK


def is_behind(course: Course, day: date) -> bool:
    """Whether too little was given of late, or all in all once the months are served."""
    if minutes_given(course, confirmed_only=False) >= minutes_owed(course):
        return False
    given, expected = four_weeks(course, day)
    return given < expected or is_short(course, day)


def is_short(course: Course, day: date) -> bool:
    """Whether the months are served and confirmed hours are missing: a supervisor extends, or accepts."""
    served = course.ends_on is not None and course.ends_on <= day
    over = course.over_on is not None and course.over_on <= day
    return served and not over and fulfilled_on(course, day) is None


def four_weeks(course: Course, day: date) -> tuple[int, int]:
    """Minutes given in the last four weeks, and the fewest with which one is on track.

    That is the promise for the days of these weeks that were neither paused nor before the beginning, less a week:
    the hours of the week that runs may be still to come.
    """
    if course.anchor_on is None:
        return 0, 0
    window = Span(max(course.anchor_on, day - timedelta(days=WINDOW_DAYS - 1)), day)
    given = sum(row.minutes for row in _counted(course) if row.day in window)
    unpaused = days_in((window,)) - days_in(intersect((window,), course.pauses))
    return given, course.hours_per_week * 60 * max(unpaused - LEEWAY_DAYS, 0) // 7


def weeks(course: Course, until: date) -> list[Week]:
    """Its weeks from the first day to the last, or to ``until`` while the end is not known."""
    if course.anchor_on is None:
        return []
    last = max(course.ends_on or until, course.anchor_on)
    starts = [course.anchor_on + WEEK * number for number in range((last - course.anchor_on).days // 7 + 1)]
    counted = _counted(course)
    return [
        _week(course, counted, number, Span(start, min(start + WEEK - DAY, last)))
        for number, start in enumerate(starts, start=1)
    ]


def _week(course: Course, counted: Sequence[Given], number: int, days: Span) -> Week:
    rows = [row for row in counted if row.day in days]
    paused = days_in(intersect((days,), course.pauses))
    return Week(
        number=number,
        days=days,
        confirmed=sum(row.minutes for row in rows if row.confirmed),
        waiting=sum(row.minutes for row in rows if not row.confirmed),
        promised=course.hours_per_week * 60 * (days_in((days,)) - paused) // 7,
        paused_days=paused,
    )


def _counted(course: Course) -> list[Given]:
    first = course.anchor_on
    return [] if first is None else [row for row in course.given if row.day >= first]


def _reached(course: Course) -> date | None:
    """The day by which all that is owed was given and confirmed."""
    owed, total = minutes_owed(course), 0
    for row in sorted((row for row in _counted(course) if row.confirmed), key=lambda row: row.day):
        total += row.minutes
        if total >= owed:
            return row.day
    return None
