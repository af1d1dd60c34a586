"""The curriculum: versions of what modules ask, and for whom they are compulsory."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Volunteer
from tests.factories import (
    CaseworkFactory,
    EnrolmentFactory,
    ModuleFactory,
    PlacementFactory,
    RequirementFactory,
    SessionFactory,
)
from tests.training.test_register import say
from training.actions import curriculum, standing
from training.actions.curriculum import reckon_requirements, save_module, save_requirement
from training.actions.register import settle_sessions
from training.eligibility import eligible
from training.models import Completion, Credit, Requirement, Session
from training.rules import timetable

DAY = timedelta(days=1)
SATURDAY = date(2027, 1, 16)
NOON = datetime(2027, 1, 16, 12, 0, tzinfo=HONG_KONG)


@pytest.fixture(autouse=True)
def on_saturday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon on the Saturday of the January weekend."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def held(db: None) -> Session:
    """This morning's session, of a module that allows fifteen minutes and is valid for two years."""
    return SessionFactory(module=ModuleFactory(allowance_minutes=15, validity_months=24), starts_at=at(SATURDAY, 9, 30))


def later(session: Session) -> Session:
    return SessionFactory(module=session.module, event=session.event, starts_at=at(SATURDAY + 7 * DAY, 9, 30))


def test_a_change_counts_from_its_day_and_rewrites_nothing(held: Session, vera: Volunteer, tom: User) -> None:
    place = EnrolmentFactory(volunteer=vera, event=held.event)
    say(place, held, tom, minutes_late=12)
    module = held.module
    module.allowance_minutes, module.validity_months = 5, 12
    save_module(module=module, actor=tom)

    settle_sessions(sessions=[Session.objects.get(pk=held.pk)])
    assert Credit.objects.standing().get().valid_until == date(2029, 1, 16)
    session = Session.objects.get(pk=later(held).pk)
    assert (session.asks.allowance_minutes, session.asks.validity_months) == (5, 12)
    assert Session.objects.get(pk=held.pk).asks.allowance_minutes == 15


def test_a_change_does_not_reach_back_to_a_day_that_was_judged(held: Session, vera: Volunteer, tom: User) -> None:
    say(EnrolmentFactory(volunteer=vera, event=held.event), held, tom)
    module = held.module
    module.allowance_minutes = 5
    with pytest.raises(ValidationError, match="Sunday 17 January 2027"):
        save_module(module=module, actor=tom, from_on=SATURDAY)
    assert not module.versions.exists()


def test_a_planned_change_may_be_thought_better_of(held: Session, tom: User) -> None:
    module = held.module
    for minutes, day in ((5, SATURDAY + 30 * DAY), (10, SATURDAY + 20 * DAY)):
        module.allowance_minutes = minutes
        save_module(module=module, actor=tom, from_on=day)

    asked = list(module.versions.values_list("from_on", "allowance_minutes"))
    assert asked == [(date.min, 15), (SATURDAY + 20 * DAY, 10)]


def test_what_becomes_compulsory_is_asked_from_its_day(held: Session, vera: Volunteer, tom: User) -> None:
    casework = CaseworkFactory()
    RequirementFactory(role=casework, module=held.module)
    standing.refresh(placement=PlacementFactory(volunteer=vera, role=casework))
    say(EnrolmentFactory(volunteer=vera, event=held.event), held, tom)
    further = Requirement(role=casework, module=ModuleFactory(), from_on=SATURDAY + 10 * DAY)

    assert save_requirement(requirement=further, actor=tom)

    done = Completion.objects.get(undone_at=None)
    assert (done.completed_on, done.valid_until) == (SATURDAY, SATURDAY + 9 * DAY)
    assert vera.placements.get().standing.trained_until == SATURDAY + 9 * DAY
    assert not eligible(on=SATURDAY).exists()


def test_what_is_compulsory_no_longer_completes_the_day_after(
    held: Session, vera: Volunteer, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    casework = CaseworkFactory()
    RequirementFactory(role=casework, module=held.module)
    other = RequirementFactory(role=casework)
    say(EnrolmentFactory(volunteer=vera, event=held.event), held, tom)
    other.until_on = SATURDAY + 2 * DAY
    save_requirement(requirement=other, actor=tom)
    assert not Completion.objects.exists()

    assert reckon_requirements() == 0
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + 3 * DAY)
    assert (reckon_requirements(), reckon_requirements()) == (1, 0)

    assert Completion.objects.get(undone_at=None).completed_on == SATURDAY + 3 * DAY


def test_where_many_are_concerned_the_tick_follows(
    held: Session, vera: Volunteer, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curriculum, "AT_ONCE", 0)
    say(EnrolmentFactory(volunteer=vera, event=held.event), held, tom)
    row = Requirement(role=CaseworkFactory(), module=held.module, from_on=SATURDAY)

    assert not save_requirement(requirement=row, actor=tom)
    assert not Completion.objects.exists()
    reckon_requirements()
    assert Completion.objects.filter(undone_at=None).exists()


def test_a_module_is_compulsory_once_at_a_time(held: Session, tom: User) -> None:
    row = RequirementFactory(module=held.module, until_on=SATURDAY)
    again = Requirement(role=row.role, module=row.module, from_on=SATURDAY)
    with pytest.raises(ValidationError):
        save_requirement(requirement=again, actor=tom)
    again.from_on = SATURDAY + DAY
    save_requirement(requirement=again, actor=tom)


@given(st.integers(0, 16), st.integers(1, 3))
def test_the_proposed_timetable_has_every_module_in_order_within_the_day(modules: int, days: int) -> None:
    slots = timetable(modules, days)

    assert len(slots) == modules
    assert slots == sorted(slots)
    for day, begins, ends in slots:
        assert (10 <= begins.hour < ends.hour <= 17) or (begins < ends)
        assert not (begins.hour < 13 < ends.hour)
        assert day < days
    for one, other in pairwise(slots):
        assert one[0] < other[0] or one[2] < other[1]
