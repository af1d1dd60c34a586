"""Whatever is decided about a commitment, in whatever order and on whatever day: its end, light and fulfilment are
what the rows say, pauses never overlap, and what was refused changed nothing.
"""

import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.roles import Staff
from base.dates import HONG_KONG
from recruitment.rules import add_months
from tests.factories import CaseworkFactory, CommitmentFactory, PlacementFactory, staff
from training.actions import commitment as commitments
from training.actions import hours, lights
from training.models import Commitment, Extension, HoursEntry, Pause
from training.rules import DAY
from training.rules.hours import fulfilled_on, light

SMALL = {"max_examples": 3, "stateful_step_count": 15}
FULL = {"max_examples": 150, "stateful_step_count": 50}
# the end of August, of a month of 30 days, the day before and after a leap day
BEGINNINGS = st.sampled_from([date(2027, 8, 31), date(2027, 8, 29), date(2027, 11, 30), date(2028, 2, 29)])
DAYS = st.integers(-30, 120)


class Promising(RuleBasedStateMachine):
    """One commitment, a supervisor, and a clock that runs forward."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.day = date(2027, 9, 1)
        self.clock = patch("django.utils.timezone.now", self.now)
        self.clock.start()
        self.susan = staff(Staff.SUPERVISOR, email="susan@example.org")
        placement = PlacementFactory(role=CaseworkFactory(months=2), starts_on=date(2027, 8, 1))
        signed = {"months": 2, "hours_per_week": 5, "signed_on": date(2027, 8, 1)}
        self.commitment: Commitment = CommitmentFactory(placement=placement, anchor_on=None, ends_on=None, **signed)
        lights.settle(commitment=self.commitment)

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=HONG_KONG)

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def picture(self) -> list[Any]:
        """Everything the actions may write."""
        self.commitment.refresh_from_db()
        return [list(model.objects.order_by("pk").values()) for model in (Commitment, Pause, Extension, HoursEntry)]  # type: ignore[attr-defined]

    def try_to(self, act: Callable[..., Any], **given: Any) -> None:
        """Do it; if it is refused, nothing at all has changed."""
        before = self.picture()
        try:
            with transaction.atomic():
                act(actor=self.susan, **given)
        except ValidationError:
            assert self.picture() == before

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.day += DAY * days
        lights.judge_due()

    @rule(anchor=BEGINNINGS)
    def begin(self, anchor: date) -> None:
        self.try_to(commitments.agree_anchor, commitment=self.commitment, anchor_on=anchor)

    @rule(after=DAYS, length=st.one_of(st.none(), st.integers(0, 40)))
    def rest(self, after: int, length: int | None) -> None:
        first = self.day + DAY * after
        until = None if length is None else first + DAY * length
        self.try_to(commitments.pause, commitment=self.commitment, from_on=first, until_on=until, reason="Exams")

    @rule(after=st.integers(0, 20))
    def come_back(self, after: int) -> None:
        self.try_to(commitments.resume, commitment=self.commitment, on=self.day + DAY * after)

    @rule(weeks=st.integers(1, 30))
    def extend(self, weeks: int) -> None:
        self.try_to(commitments.extend, commitment=self.commitment, weeks=weeks, reason="Hours are short")

    @rule()
    def accept(self) -> None:
        self.try_to(commitments.accept_short, commitment=self.commitment, reason="Enough")

    @rule(ago=st.integers(0, 60), given=st.integers(1, 16))
    def give(self, ago: int, given: int) -> None:
        wanted = hours.Wanted(day=self.day - DAY * ago, minutes=given * 60)
        placement = self.commitment.placement
        self.try_to(hours.log_hours, placement=placement, wanted=wanted, client_id=uuid4())

    @rule(refuse=st.booleans())
    def decide(self, refuse: bool) -> None:  # noqa: FBT001
        ids = list(HoursEntry.objects.waiting().values_list("pk", flat=True))
        if refuse:
            self.try_to(hours.refuse_hours, ids=ids[:1], reason="Not that day")
        else:
            self.try_to(hours.confirm_hours, ids=ids)

    @rule()
    def think_again(self) -> None:
        if entry := HoursEntry.objects.select_related("placement__volunteer").first():
            self.try_to(hours.reopen_hours, entry=entry)

    @invariant()
    def the_end_is_where_the_days_that_are_not_paused_end(self) -> None:
        row = Commitment.objects.get()
        assert row.ends_on == self.counted(row)

    def counted(self, row: Commitment) -> date | None:
        """The end, a day at a time."""
        if row.anchor_on is None:
            return None
        weeks = sum(more.weeks for more in row.extensions.all())
        left = (add_months(row.anchor_on, row.months) + timedelta(weeks=weeks) - row.anchor_on).days
        rests = [(pause.from_on, pause.until_on or date.max) for pause in row.pauses.all()]
        day = row.anchor_on
        while left:
            rest = next((last for first, last in rests if first <= day <= last), None)
            if rest == date.max:
                return None
            left -= rest is None
            day += DAY
        return day

    @invariant()
    def what_is_stored_is_what_the_rule_says(self) -> None:
        row = Commitment.objects.select_related("placement").get()
        course = lights.course_of(row)
        assert row.fulfilled_on == fulfilled_on(course, self.day)
        assert row.light == light(course, self.day).value

    @invariant()
    def pauses_never_overlap(self) -> None:
        for one, other in itertools.combinations(Pause.objects.all(), 2):
            assert (one.until_on or date.max) < other.from_on or (other.until_on or date.max) < one.from_on


@pytest.mark.django_db
@pytest.mark.parametrize("figures", [SMALL, pytest.param(FULL, marks=pytest.mark.long)])
def test_a_commitment_is_what_its_rows_say(figures: dict[str, int]) -> None:
    held = settings(deadline=None, suppress_health_check=list(HealthCheck), **figures)  # type: ignore[arg-type]
    run_state_machine_as_test(Promising, settings=held)
    assert not Commitment.objects.exists()
