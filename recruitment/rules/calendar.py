"""The recruitment calendar and the arithmetic of months: pure, without a database."""

import calendar
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
