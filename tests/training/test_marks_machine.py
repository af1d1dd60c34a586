"""Marks, corrections, make-ups and sessions called off, in any order: credit and completion say what the marks say."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.roles import Staff
from base.dates import at, today
from recruitment.rules import add_months
from tests.factories import (
    CaseworkFactory,
    EnrolmentFactory,
    EventFactory,
    ModuleFactory,
    PlacementFactory,
    RequirementFactory,
    SessionFactory,
    VolunteerFactory,
    staff,
)
from training.actions import plan, register
from training.actions.completion import reckon_new_day
from training.models import Attendance, AttendanceMark, Completion, Credit, Session, Status

SMALL = {"max_examples": 3, "stateful_step_count": 20}
FULL = {"max_examples": 150, "stateful_step_count": 50}
PEOPLE, MODULES, ALLOWANCE, VALID = 2, 3, 15, 24
WHO, WHERE = st.integers(0, PEOPLE - 1), st.integers(0, 2 * MODULES - 1)
MINUTES = st.sampled_from([0, 0, 7, 8, 15, 16])
DAY = timedelta(days=1)


class Training(RuleBasedStateMachine):
    """Two people with a place on one weekend, and on each session of the next to make up what they missed."""

    def __init__(self) -> None:
        super().__init__()
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        role = CaseworkFactory()
        self.modules = [ModuleFactory(allowance_minutes=ALLOWANCE, validity_months=VALID) for _ in range(MODULES)]
        for module in self.modules:
            RequirementFactory(role=role, module=module)
        self.trainers = [staff(Staff.TRAINER, email=f"t{number}@example.org") for number in range(2)]
        self.people = [VolunteerFactory() for _ in range(PEOPLE)]
        for person in self.people:
            PlacementFactory(volunteer=person, role=role)
        self.sessions = [*self.weekend(days_ago=800), *self.weekend(days_ago=20)]
        first = self.sessions[0].event
        self.places = {
            (who, where): EnrolmentFactory(volunteer=person, session=self.sessions[where])
            for who, person in enumerate(self.people)
            for where in range(MODULES, 2 * MODULES)
        }
        for who, person in enumerate(self.people):
            place = EnrolmentFactory(volunteer=person, event=first)
            self.places |= {(who, where): place for where in range(MODULES)}

    def weekend(self, days_ago: int) -> Iterator[Session]:
        event = EventFactory()
        for number, module in enumerate(self.modules):
            begins = at(today() - timedelta(days=days_ago - number // 2), 10 + 2 * (number % 2))
            yield SessionFactory(event=event, module=module, starts_at=begins)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo_all.__exit__(None, None, None)

    def session(self, where: int) -> Session:
        return Session.objects.select_related("module", "event").get(pk=self.sessions[where].pk)

    def seen(self, who: int, where: int) -> int:
        cell = Attendance.objects.filter(enrolment=self.places[who, where], session=self.sessions[where]).first()
        return cell.version if cell else 0

    def picture(self) -> list[object]:
        return [
            list(Attendance.objects.order_by("pk").values()),
            list(Credit.objects.order_by("pk").values()),
            AttendanceMark.objects.count(),
        ]

    @rule(who=WHO, where=WHERE, status=st.sampled_from(Status), late=MINUTES, early=MINUTES, by=st.integers(0, 1))
    def mark(self, who: int, where: int, status: Status, late: int, early: int, by: int) -> None:
        session, place, own_id = self.session(where), self.places[who, where], uuid.uuid4()
        said: dict[str, Any] = {"status": status, "minutes_late": late, "minutes_left_early": early}
        said["actor"] = self.trainers[by]
        version = self.seen(who, where)
        ahead = session.day > today() and status != Status.EXCUSED
        if ahead or session.state == Session.State.CANCELLED:
            with pytest.raises(register.RefusedError):
                register.mark(enrolment=place, session=session, client_id=own_id, seen_version=version, **said)
            return
        for _again in range(2):  # a phone sends twice
            register.mark(enrolment=place, session=session, client_id=own_id, seen_version=version, **said)
        assert self.seen(who, where) == version + 1

    @rule(who=WHO, where=WHERE)
    def mark_what_changed_meanwhile(self, who: int, where: int) -> None:
        session, version = self.session(where), self.seen(who, where)
        if session.state == Session.State.CANCELLED or version == 0:
            return
        before = self.picture()
        with pytest.raises(register.ConflictError):
            register.mark(
                enrolment=self.places[who, where],
                session=session,
                status=Status.EXCUSED,
                client_id=uuid.uuid4(),
                seen_version=version - 1,
                actor=self.trainers[0],
            )
        assert self.picture() == before

    @rule(who=WHO, where=WHERE)
    def take_back(self, who: int, where: int) -> None:
        session, version = self.session(where), self.seen(who, where)
        if session.state == Session.State.CANCELLED or version == 0:
            return
        try:
            register.undo(
                enrolment=self.places[who, where],
                session=session,
                client_id=uuid.uuid4(),
                seen_version=version,
                actor=self.trainers[1],
            )
        except register.RefusedError:  # moved to another day since: what stood before is not said ahead
            assert session.day > today()

    @rule(where=WHERE)
    def mark_the_rest_present(self, where: int) -> None:
        session = self.session(where)
        if session.state != Session.State.CANCELLED and session.day <= today():
            register.mark_rest_present(session=session, client_id=uuid.uuid4(), actor=self.trainers[0])

    @rule(where=WHERE, days=st.sampled_from([0, 0, 1, -3]), called_off=st.booleans())
    def plan_otherwise(self, where: int, days: int, *, called_off: bool) -> None:
        session = self.session(where)
        session.starts_at += timedelta(days=days)
        session.ends_at += timedelta(days=days)
        session.state = Session.State.CANCELLED if called_off else Session.State.HELD
        plan.save_session(session=session, actor=self.trainers[0])

    @invariant()
    def the_current_mark_is_the_last_mark(self) -> None:
        for cell in Attendance.objects.all():
            last = AttendanceMark.objects.filter(enrolment=cell.enrolment_id, session=cell.session_id).latest("version")
            said = ("status", "minutes_late", "minutes_left_early", "version")
            assert [getattr(cell, name) for name in said] == [getattr(last, name) for name in said]
            assert AttendanceMark.objects.filter(enrolment=cell.enrolment_id, session=cell.session_id).count() == (
                cell.version
            )

    @invariant()
    def credit_is_what_the_marks_earn(self) -> None:
        earned = set()
        for cell in Attendance.objects.select_related("session"):
            there = cell.status == Status.PRESENT and cell.minutes_late + cell.minutes_left_early <= ALLOWANCE
            if there and cell.session.state != Session.State.CANCELLED:
                earned.add((cell.pk, cell.session.module_id, cell.session.day, add_months(cell.session.day, VALID)))
        stored = Credit.objects.standing().values_list("attendance", "module", "earned_on", "valid_until")
        assert set(stored) == earned

    @invariant()
    def completion_is_every_module_at_once(self) -> None:
        for person in self.people:
            stored = Completion.objects.filter(volunteer=person, undone_at=None)
            assert set(stored.values_list("completed_on", "valid_until")) == set(self.runs(person.pk))

    def runs(self, person: int) -> Iterator[tuple[date, date]]:
        """The unbroken runs of days on which every module counts, day after day."""
        spans: dict[int, list[tuple[date, date]]] = {module.pk: [] for module in self.modules}
        for credit in Credit.objects.standing().filter(volunteer=person):
            assert credit.valid_until
            spans[credit.module_id].append((credit.earned_on, credit.valid_until))
        edges = {first for days in spans.values() for first, _last in days if first <= today()}
        for day in sorted(edges):
            if _all_count(spans, day) and not _all_count(spans, day - DAY):
                yield day, _end(spans, day)


def _all_count(spans: dict[int, list[tuple[date, date]]], day: date) -> bool:
    return all(any(first <= day <= last for first, last in days) for days in spans.values())


def _end(spans: dict[int, list[tuple[date, date]]], day: date) -> date:
    while _all_count(spans, day + DAY):
        day += DAY
    return day


@pytest.mark.django_db
@pytest.mark.parametrize("figures", [SMALL, pytest.param(FULL, marks=pytest.mark.long)])
def test_credit_and_completion_follow_the_marks(figures: dict[str, int]) -> None:
    held = settings(deadline=None, suppress_health_check=list(HealthCheck), **figures)  # type: ignore[arg-type]
    run_state_machine_as_test(Training, settings=held)
    assert not Session.objects.exists()


@pytest.fixture
def training(db: None) -> Iterator[Training]:
    """One of these, set by hand; whatever becomes of the test, nothing of it stays."""
    state = Training()
    try:
        yield state
    finally:
        state.teardown()


def test_a_credit_given_again_is_dated_by_where_its_session_was_moved(training: Training) -> None:
    training.mark(who=0, where=3, status=Status.PRESENT, late=0, early=0, by=0)
    first = Credit.objects.get().earned_on
    training.mark(who=0, where=3, status=Status.ABSENT, late=0, early=0, by=0)
    assert Credit.objects.get().withdrawn_at
    training.plan_otherwise(where=3, days=-3, called_off=False)

    training.mark(who=0, where=3, status=Status.PRESENT, late=0, early=0, by=0)

    credit, moved = Credit.objects.get(), first - timedelta(days=3)
    assert (credit.withdrawn_at, credit.earned_on, credit.valid_until) == (None, moved, add_months(moved, VALID))
    training.credit_is_what_the_marks_earn()


def test_a_mark_sent_from_an_old_page_earns_the_module_that_is_taught_now(training: Training) -> None:
    seen = training.session(3)
    now = training.session(3)
    now.module = training.modules[1]
    plan.save_session(session=now, actor=training.trainers[0])
    assert seen.module != now.module

    said: dict[str, Any] = {"status": Status.PRESENT, "client_id": uuid.uuid4(), "seen_version": 0}
    register.mark(enrolment=training.places[0, 3], session=seen, actor=training.trainers[0], **said)

    assert Credit.objects.get().module == now.module
    training.credit_is_what_the_marks_earn()


def test_a_marked_session_moved_to_another_day_completes_when_that_day_comes(
    training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in range(MODULES, 2 * MODULES):
        training.mark(who=0, where=where, status=Status.PRESENT, late=0, early=0, by=0)
    training.plan_otherwise(where=MODULES, days=21, called_off=False)
    assert not Completion.objects.filter(undone_at=None).exists()
    assert reckon_new_day() == 0

    tomorrow = timezone.now() + DAY
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)

    assert [reckon_new_day(), reckon_new_day()] == [1, 0]
    assert Completion.objects.get(undone_at=None).completed_on == today()
