"""Where the demonstration has no place, and the calendar it rests on."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from accounts.models import User
from base.dates import today
from config.demonstration import build, empty
from config.demonstration.assembly import lay_ground
from config.demonstration.calendar import weekend_of
from config.demonstration.holidays import YEARS, holidays
from recruitment.models import Role
from recruitment.rules import Season
from training.models import Session


def test_it_is_never_laid_over_existing_data(db: None, settings: Settings) -> None:
    settings.DEMO = True
    Role.objects.create(slug="cooking", name_en="Cooking", name_zh="烹飪")
    assert not empty()
    assert build() is False
    assert Role.objects.count() == 1


@pytest.mark.parametrize("options", [{}, {"scale": 5}, {"applications": 5}, {"weekend_today": True}])
def test_it_refuses_outside_demonstration_mode(db: None, settings: Settings, options: dict[str, int]) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="Demonstration mode is off"):
        call_command("demo", **options, stdout=StringIO())
    assert not Role.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize("year", YEARS)
def test_weekends_avoid_public_holidays(year: int) -> None:
    days = set(holidays(year))
    saturdays = [weekend_of(season, year, days) for season in Season]
    assert all(
        saturday not in days and date.fromordinal(saturday.toordinal() + 1) not in days for saturday in saturdays
    )
    assert weekend_of(Season.JANUARY, 2027, set(holidays(2027))) == date(2027, 1, 16)


def test_the_next_weekend_can_be_today(db: None, settings: Settings) -> None:
    settings.DEMO = True
    lay_ground(today())
    said = StringIO()
    call_command("demo", weekend_today=True, stdout=said)
    moved = Session.objects.filter(event__kind="weekend", starts_at__date=today(), ends_at__date=today())
    assert moved.count() == 6
    assert moved.values("event").distinct().count() == 1
    assert " is today." in said.getvalue()
