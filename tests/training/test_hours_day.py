"""A day has 24 hours, whoever writes them down and however often it is decided anew."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from base.dates import today
from tests.factories import PlacementFactory
from training.actions import hours
from training.models import HoursEntry
from training.rules import Span
from training.rules.hours import A_DAY, Amiss, amiss

DAY = date(2027, 2, 10)
HELD = Span(date(2027, 1, 4), date(2027, 3, 1))


@pytest.mark.parametrize(
    ("day", "minutes", "that_day", "is_paid", "wrong"),
    [
        (DAY, 60, 0, False, []),
        (DAY, A_DAY, 0, False, []),
        (DAY, A_DAY, 1, False, [Amiss.LENGTH]),
        (DAY, 0, 0, False, [Amiss.NOTHING]),
        (HELD.start - timedelta(days=1), 60, 0, False, [Amiss.BEFORE]),
        (HELD.start, 60, 0, False, []),
        (HELD.end, 60, 0, False, []),
        (HELD.end + timedelta(days=1), 60, 0, False, [Amiss.AFTER]),
        (date(2027, 5, 2), 60, 0, False, [Amiss.TO_COME]),
        (date(2027, 5, 2), 0, 0, True, [Amiss.PAID, Amiss.TO_COME, Amiss.NOTHING]),
        (None, None, 0, False, []),
    ],
)
def test_everything_that_is_wrong_with_hours_is_said(
    day: date | None, minutes: int | None, that_day: int, *, is_paid: bool, wrong: list[Amiss]
) -> None:
    now = date(2027, 5, 1)
    assert list(amiss(day=day, minutes=minutes, now=now, that_day=that_day, is_paid=is_paid, held=HELD)) == wrong


@pytest.mark.either
def test_what_was_refused_does_not_come_back_beyond_24_hours(rita: User, db: None) -> None:
    placement = PlacementFactory(starts_on=today() - timedelta(days=9))

    def log(number: int) -> HoursEntry:
        wanted = hours.Wanted(day=today(), minutes=number * 60)
        return hours.log_hours(placement=placement, wanted=wanted, client_id=uuid4(), actor=None)

    refused = log(14)
    hours.refuse_hours(ids=[refused.pk], reason="Another day", actor=rita)
    log(13)
    refused.refresh_from_db()
    with pytest.raises(ValidationError, match="24 hours"):
        hours.reopen_hours(entry=refused, actor=rita)
    hours.confirm_hours(ids=[row.pk for row in HoursEntry.objects.waiting()], actor=rita)
    hours.reopen_hours(entry=HoursEntry.objects.confirmed().get(), actor=rita)
    assert [row.minutes for row in HoursEntry.objects.waiting()] == [13 * 60]
