"""The terms, the recruitment calendar and the arithmetic of months: pure, without a database."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5


class Season(StrEnum):
    """The three training weekends of a year."""

    JANUARY = "january"
    MAY_JUNE = "may_june"
    SEPTEMBER = "september"


SEASON_MONTHS: dict[Season, frozenset[int]] = {
    Season.JANUARY: frozenset({1}),
    Season.MAY_JUNE: frozenset({5, 6}),
    Season.SEPTEMBER: frozenset({9}),
}


def in_season(season: Season, saturday: date) -> bool:
    """Whether a planned weekend beginning on this day lies in its season.

    A weekend is a Saturday and the Sunday after it; both days lie in the season's months
    (Saturday 31 May and Sunday 1 June is a May/June weekend). Source: the organisation's calendar rules.
    """
    sunday = saturday + timedelta(days=1)
    months = SEASON_MONTHS[season]
    return saturday.weekday() == SATURDAY and saturday.month in months and sunday.month in months


def season_weekends(season: Season, year: int) -> list[date]:
    """The Saturdays of every weekend of a season, in order."""
    days = (
        date(year, month, day)
        for month in sorted(SEASON_MONTHS[season])
        for day in range(1, 32)
        if day <= calendar.monthrange(year, month)[1]
    )
    return [day for day in days if in_season(season, day)]


def add_months(start: date, months: int) -> date:
    """Calendar months from a day, clipped to the month's last day: 31 August + 6 is 28 or 29 February."""
    index = start.month - 1 + months
    year, month = start.year + index // 12, index % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


class Point(StrEnum):
    """Where an application does not fit the role's terms: a reason to talk, never to refuse by itself."""

    HOURS = "hours"
    MONTHS = "months"
    LEAVES = "leaves"
    DAYTIME = "daytime"
    MINOR = "minor"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an applicant offers, as far as they said so; ``starts_on`` is when the work would begin, if known."""

    hours: int | None = None
    months: int | None = None
    leaves_on: date | None = None
    starts_on: date | None = None
    half_days: int | None = None
    adult: bool = True


def points_to_discuss(
    offer: Offer, *, hours_min: int | None, months_min: int | None, weekday_daytime: bool = False
) -> list[Point]:
    """What to talk about with an applicant, given a role's terms (hours a week, months; None: no term)."""
    misfits = {
        Point.HOURS: offer.hours is not None and hours_min is not None and offer.hours < hours_min,
        Point.MONTHS: offer.months is not None and months_min is not None and offer.months < months_min,
        Point.LEAVES: months_min is not None and leaves_too_early(offer.leaves_on, offer.starts_on, months_min),
        Point.DAYTIME: weekday_daytime and offer.half_days == 0,
        Point.MINOR: not offer.adult,
    }
    return [point for point, misfit in misfits.items() if misfit]


def leaves_too_early(leaves_on: date | None, starts_on: date | None, months: int) -> bool:
    """Whether somebody may leave before the months are over; with an unknown start any leaving is worth a word."""
    if leaves_on is None:
        return False
    return starts_on is None or leaves_on < add_months(starts_on, months)
