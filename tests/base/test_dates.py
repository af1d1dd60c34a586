from datetime import UTC, date, datetime

from base.dates import on


def test_half_past_midnight_in_hong_kong_is_the_new_day() -> None:
    assert on(datetime(2027, 1, 15, 16, 30, tzinfo=UTC)) == date(2027, 1, 16)
