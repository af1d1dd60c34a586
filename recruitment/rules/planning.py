"""Planning the year's rounds: which weekend, when applications are taken, and what the calendar does not allow."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from recruitment.rules.calendar import SATURDAY, Season, in_season, season_weekends

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# The weekend that people are used to; the one nearest to it whose days are free is proposed.
USUAL = {Season.JANUARY: (1, 16), Season.MAY_JUNE: (5, 30), Season.SEPTEMBER: (9, 18)}
# A Monday about five and a half months before the weekend: usual weekends lie at most 20 weeks apart, so that on
# every day of a year at least one round takes applications.
OPENS_BEFORE = 24 * WEEK + 5 * DAY
# A Sunday nearly four weeks before: the last to apply are answered within two, and have two to make room for it.
CLOSES_BEFORE = 4 * WEEK - DAY


class Fault(StrEnum):
    """What the calendar does not allow of a round."""

    NOT_SATURDAY = "not_saturday"
    OTHER_YEAR = "other_year"
    OUT_OF_SEASON = "out_of_season"
    CLOSES_FIRST = "closes_first"
    CLOSES_LATE = "closes_late"


FAULT_WORDS = {
    Fault.NOT_SATURDAY: _("A training weekend begins on a Saturday; this day is not one."),
    Fault.OTHER_YEAR: _("The weekend must lie in the cohort's year."),
    Fault.OUT_OF_SEASON: _("Both days of the weekend must lie in the months of its season."),
    Fault.CLOSES_FIRST: _("Applications close before they open."),
    Fault.CLOSES_LATE: _("Applications must close before the weekend."),
}


def weekend_fault(season: Season, year: int, saturday: date) -> Fault | None:
    """What is wrong with a planned weekend, if anything is."""
    if saturday.weekday() != SATURDAY:
        return Fault.NOT_SATURDAY
    if saturday.year != year:
        return Fault.OTHER_YEAR
    return None if in_season(season, saturday) else Fault.OUT_OF_SEASON


def window_fault(opens_on: date, closes_on: date, saturday: date | None) -> Fault | None:
    """What is wrong with the days between which applications are taken, if anything is."""
    if opens_on > closes_on:
        return Fault.CLOSES_FIRST
    return Fault.CLOSES_LATE if saturday and closes_on >= saturday else None


def touched(saturday: date, holidays: Collection[date]) -> list[date]:
    """The days of a weekend that are public holidays."""
    return [day for day in (saturday, saturday + DAY) if day in holidays]


def is_long(saturday: date, holidays: Collection[date]) -> bool:
    """Whether the Friday before or the Monday after is a public holiday: many people are away then."""
    return saturday - DAY in holidays or saturday + 2 * DAY in holidays


def propose(season: Season, year: int, holidays: Collection[date]) -> date:
    """The Saturday nearest to the usual one that touches no holiday, and if possible no long weekend.

    Where every weekend of the season touches a holiday, one that does: whoever plans has to confirm it.
    """
    usual = date(year, *USUAL[season])

    def worse(saturday: date) -> tuple[int, bool, timedelta, date]:
        return len(touched(saturday, holidays)), is_long(saturday, holidays), abs(saturday - usual), saturday

    return min(season_weekends(season, year), key=worse)
