"""The recruitment calendar and the arithmetic of months, over ten years."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules import SEASON_MONTHS, Season, add_months, in_season, season_weekends

YEARS = range(2024, 2035)
SATURDAY, SUNDAY = 5, 6
dates = st.dates(date(2024, 1, 1), date(2034, 12, 31))


@pytest.mark.parametrize(
    ("season", "saturday", "expected"),
    [
        # January: both days in January
        (Season.JANUARY, date(2027, 1, 2), True),
        (Season.JANUARY, date(2026, 12, 26), False),
        (Season.JANUARY, date(2027, 1, 30), True),
        (Season.JANUARY, date(2026, 1, 31), False),  # its Sunday is 1 February
        (Season.JANUARY, date(2027, 2, 6), False),
        (Season.JANUARY, date(2028, 1, 1), True),
        (Season.JANUARY, date(2023, 12, 30), False),
        # May/June: the border between the two is inside
        (Season.MAY_JUNE, date(2027, 5, 1), True),
        (Season.MAY_JUNE, date(2027, 4, 24), False),
        (Season.MAY_JUNE, date(2022, 4, 30), False),  # its Sunday is 1 May
        (Season.MAY_JUNE, date(2025, 5, 31), True),  # its Sunday is 1 June
        (Season.MAY_JUNE, date(2027, 6, 26), True),
        (Season.MAY_JUNE, date(2029, 6, 30), False),  # its Sunday is 1 July
        (Season.MAY_JUNE, date(2027, 7, 3), False),
        # September
        (Season.SEPTEMBER, date(2029, 9, 1), True),
        (Season.SEPTEMBER, date(2024, 8, 31), False),  # its Sunday is 1 September
        (Season.SEPTEMBER, date(2027, 9, 25), True),
        (Season.SEPTEMBER, date(2028, 9, 30), False),  # its Sunday is 1 October
        (Season.SEPTEMBER, date(2027, 10, 2), False),
    ],
)
def test_both_sides_of_every_border(season: Season, saturday: date, expected: bool) -> None:  # noqa: FBT001
    assert saturday.weekday() == SATURDAY
    assert in_season(season, saturday) is expected


@given(st.sampled_from(Season), dates)
def test_a_weekend_is_a_saturday_and_sunday_in_its_season(season: Season, day: date) -> None:
    sunday = day + timedelta(days=1)
    expected = day.weekday() == SATURDAY and {day.month, sunday.month} <= SEASON_MONTHS[season]
    assert in_season(season, day) == expected


@given(dates)
def test_no_weekend_lies_in_two_seasons(day: date) -> None:
    assert sum(in_season(season, day) for season in Season) <= 1


@pytest.mark.parametrize("season", Season)
@pytest.mark.parametrize("year", YEARS)
def test_the_weekends_of_a_season_are_all_of_them_in_order(season: Season, year: int) -> None:
    every = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    expected = [day for day in every if day.year == year and in_season(season, day)]
    assert season_weekends(season, year) == expected
    assert len(expected) >= 3


def test_the_last_of_august_and_six_months() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert add_months(date(2027, 8, 29), 6) == date(2028, 2, 29)
    assert add_months(date(2026, 8, 28), 6) == date(2027, 2, 28)
    assert add_months(date(2028, 2, 29), 6) == date(2028, 8, 29)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)


@given(dates, st.integers(0, 36))
def test_months_keep_the_day_or_clip_to_the_last(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == min(start.day, calendar.monthrange(end.year, end.month)[1])


@given(dates, dates, st.integers(0, 36))
def test_whoever_begins_later_never_ends_earlier(first: date, second: date, months: int) -> None:
    first, second = sorted((first, second))
    assert add_months(first, months) <= add_months(second, months)
