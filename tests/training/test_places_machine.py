"""Whatever becomes of places, in whatever order: the seats agree with the places, and the line is kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.roles import Staff
from base.dates import HONG_KONG, at
from mail.models import Delivery, reference
from recruitment.models import Volunteer
from tests.factories import (
    CaseworkFactory,
    CohortFactory,
    EventFactory,
    ModuleFactory,
    PlacementFactory,
    SessionFactory,
    staff,
)
from training.actions import make_ups, moving, places, plan, seating
from training.actions.places import PlaceGoneError, PlaceRefusedError
from training.models import Enrolment, Event, Session

SMALL = {"max_examples": 3, "stateful_step_count": 20}
FULL = {"max_examples": 500, "stateful_step_count": 50}  # in four parts, so that several processes share them
WEEKENDS = ((date(2027, 1, 16), "january"), (date(2027, 5, 29), "may_june"), (date(2027, 9, 18), "september"))
PEOPLE, CROWD, MOST = 5, 4, 4
WHO = st.sampled_from(range(PEOPLE))
WHERE, WHICH = st.sampled_from([0, 0, 0, 1, 1, 2]), st.sampled_from([0, 0, 1, 2, 3, 5])  # mostly where it is crowded
State = Enrolment.State


class Seating(RuleBasedStateMachine):
    """Three weekends of two sessions with two places each, five people who need the training, and the time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG)
        self.clock = patch("django.utils.timezone.now", lambda: self.now)
        self.clock.start()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.trainer = staff(Staff.TRAINER, email="tom@example.org")
        casework, modules = CaseworkFactory(), ModuleFactory.create_batch(2)
        self.people = [PlacementFactory(role=casework).volunteer for _number in range(PEOPLE)]
        self.events = []
        for day, season in WEEKENDS:
            cohort = CohortFactory(season=season, starts_on=day)
            event = EventFactory(kind=Event.Kind.WEEKEND, cohort=cohort, places=2)
            for number, module in enumerate(modules):
                SessionFactory(event=event, module=module, starts_at=at(day + timedelta(days=number), 10))
            self.events.append(event)
        for person in self.people[:CROWD]:
            places.join(volunteer=person, event=self.events[0])

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        self.clock.stop()

    def place(self, who: int, where: int) -> Enrolment | None:
        """The last place of a person at an event, make-ups included."""
        rows = Enrolment.objects.select_related("event", "session__event", "volunteer").order_by("pk")
        return rows.filter(volunteer=self.people[who]).at_event(self.events[where]).last()

    def session(self, which: int) -> Session:
        return Session.objects.filter(event__in=self.events).order_by("starts_at", "pk")[which]

    def picture(self) -> list[Any]:
        fields = ("pk", "state", "event", "session", "is_extra", "priority", "offered_until")
        return [
            list(Enrolment.objects.order_by("pk").values(*fields)),
            list(Session.objects.order_by("pk").values("pk", "taken", "places")),
            Delivery.objects.count(),
        ]

    def lines(self) -> dict[int, list[int]]:
        """Who waits where; their order said once more, in words of its own."""
        waiting = Enrolment.objects.filter(state=State.WAITLISTED).order_by("-priority", "waiting_since", "pk")
        return {event.pk: list(waiting.filter(event=event).values_list("pk", flat=True)) for event in self.events}

    @contextmanager
    def online(self) -> Iterator[None]:
        """What happens without a trainer: nobody exceeds the number of places, and nobody passes the line."""
        before, taken = self.lines(), dict(Session.objects.values_list("pk", "taken"))
        yield
        for session in Session.objects.all():
            assert session.taken <= max(session.places, taken[session.pk])
        states = dict(Enrolment.objects.values_list("pk", "state"))
        for line in before.values():
            left = [pk for pk in line if states[pk] != State.CANCELLED]
            offered = [states[pk] == State.OFFERED for pk in left]
            assert offered == sorted(offered, reverse=True)

    def try_to(self, act: Callable[..., Any], **given: Any) -> None:
        """Do it; if it is refused, nothing at all has changed."""
        before = self.picture()
        try:
            with transaction.atomic():
                act(**given)
        except (PlaceRefusedError, PlaceGoneError):
            assert self.picture() == before

    @rule(who=WHO, where=WHERE, besides=st.booleans())
    def ask(self, who: int, where: int, *, besides: bool) -> None:
        if not Event.objects.upcoming().filter(pk=self.events[where].pk).exists():
            return
        before = Enrolment.objects.count()
        elsewhere = Enrolment.objects.live().filter(volunteer=self.people[who], event__in=self.events).unfinished()
        has_one = elsewhere.exists()
        with self.online():
            places.join(volunteer=self.people[who], event=self.events[where], besides=besides)
        assert besides or not has_one or Enrolment.objects.count() == before

    @rule(who=WHO, where=WHERE)
    def confirm(self, who: int, where: int) -> None:
        place = self.place(who, where)
        if place:
            with self.online():
                self.try_to(places.confirm, enrolment=place, actor=None)

    @rule(who=WHO, where=WHERE)
    def give_up(self, who: int, where: int) -> None:
        place = self.place(who, where)
        if place:
            with self.online():
                self.try_to(places.cancel, enrolment=place, actor=None)

    @rule(days=st.sampled_from([1, 3, 8, 20]))
    def let_time_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        with self.online():
            places.lapse_overdue()
            moving.roll_over_begun()
            assert not Enrolment.objects.overdue().exists()

    @rule(where=WHERE)
    def promote(self, where: int) -> None:
        with self.online():
            assert places.promote(event=self.events[where]) == []  # everybody was promoted when a place became free

    @rule(where=WHERE, number=st.integers(0, MOST))
    def change_the_number(self, where: int, number: int) -> None:
        seated = set(Enrolment.objects.seated().values_list("pk", flat=True))
        event = Event.objects.get(pk=self.events[where].pk)
        event.places = number
        with self.online():
            plan.save_event(event=event, actor=self.trainer)
        assert seated <= set(Enrolment.objects.seated().values_list("pk", flat=True))

    @rule(where=WHERE)
    def carry_over(self, where: int) -> None:
        with self.online():
            self.try_to(moving.roll_over, event=self.events[where], actor=self.trainer)

    @rule(who=WHO, where=WHERE, to=WHERE, how=st.sampled_from(moving.How))
    def move(self, who: int, where: int, to: int, how: moving.How) -> None:
        place = self.place(who, where)
        if place:
            self.try_to(moving.move, enrolment=place, to=self.events[to], actor=self.trainer, how=how)

    @rule(who=WHO, where=WHERE, extra=st.booleans())
    def give_by_hand(self, who: int, where: int, *, extra: bool) -> None:
        given = {"volunteer": self.people[who], "at": self.events[where], "actor": self.trainer}
        self.try_to(seating.give_seat, extra=extra, **given)

    @rule(who=WHO, which=WHICH, agreed=st.booleans(), extra=st.booleans())
    def make_up(self, who: int, which: int, *, agreed: bool, extra: bool) -> None:
        session = self.session(which)
        given = {"volunteer": self.people[who], "session": session, "actor": self.trainer, "agreed": agreed}
        self.try_to(make_ups.offer, extra=extra, **given)

    @invariant()
    def all_is_well(self) -> None:
        """Read once, judged five times."""
        places_now = list(Enrolment.objects.select_related("came_from").order_by("pk"))
        sessions = list(Session.objects.all())
        self.seats_agree_with_places(places_now, sessions)
        self.nobody_waits_while_a_place_is_free(places_now, sessions)
        self.places_know_where_they_came_from(places_now)
        self.whoever_is_offered_a_place_was_told(places_now)

    def seats_agree_with_places(self, rows: list[Enrolment], sessions: list[Session]) -> None:
        """And nobody sits on two chairs; only extra seats exceed what the number ever was."""
        for session in sessions:
            here = [row for row in rows if session.event_id == row.event_id or session.pk == row.session_id]
            live = [row.volunteer_id for row in here if row.state != State.CANCELLED]
            seated = [row for row in here if row.state in Enrolment.SEATED]
            assert len(live) == len(set(live))
            assert session.taken == len(seated)
            assert session.starts_at <= self.now or sum(not row.is_extra for row in seated) <= MOST

    def nobody_waits_while_a_place_is_free(self, rows: list[Enrolment], sessions: list[Session]) -> None:
        waiting = {row.event_id for row in rows if row.state == State.WAITLISTED}
        full = {session.event_id for session in sessions if session.taken >= session.places}
        assert not [event for event in self.events if event.pk in waiting - full and places.deadline(event)]

    def places_know_where_they_came_from(self, rows: list[Enrolment]) -> None:
        for row in rows:
            if before := row.came_from:
                assert (before.state, before.volunteer_id) == (State.CANCELLED, row.volunteer_id)
                assert row.priority >= before.priority

    def whoever_is_offered_a_place_was_told(self, rows: list[Enrolment]) -> None:
        offered = {reference(row) for row in rows if row.state == State.OFFERED}
        mails = Delivery.objects.filter(kind__in=("place_offered", "make_up_offered"))
        told = [about for about in mails.values_list("about", flat=True) if about in offered]
        assert sorted(told) == sorted(offered)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "figures", [SMALL, *(pytest.param(FULL, marks=pytest.mark.long, id=f"full-{part}") for part in range(4))]
)
def test_seats_and_line_agree_whatever_happens(figures: dict[str, int]) -> None:
    held = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), **figures)  # type: ignore[arg-type]
    run_state_machine_as_test(Seating, settings=held)
    assert not Volunteer.objects.exists()
