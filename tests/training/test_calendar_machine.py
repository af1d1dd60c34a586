"""Whatever becomes of places and sessions, in whatever order: the calendar that took every mail shows what is true."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.roles import Staff
from base.dates import HONG_KONG, at, on
from mail.models import Attachment
from recruitment.models import Volunteer
from tests.factories import CohortFactory, EventFactory, SessionFactory, UserFactory, VolunteerFactory, staff
from training.actions import moving, places, plan, seating
from training.actions.calling_off import call_off
from training.actions.places import PlaceGoneError, PlaceRefusedError
from training.models import Enrolment, Event, Session

SMALL = {"max_examples": 3, "stateful_step_count": 15}
FULL = {"max_examples": 150, "stateful_step_count": 40}
WEEKENDS = ((date(2027, 1, 16), "january"), (date(2027, 5, 29), "may_june"))
REFUSED = (PlaceGoneError, PlaceRefusedError, ValidationError)
WHO, WHERE, WHICH = st.integers(0, 1), st.integers(0, 1), st.integers(0, 9)
CANCELLED = Session.State.CANCELLED


class Calendars(RuleBasedStateMachine):
    """Two people, two weekends of two sessions, and what each person's calendar made of their mails."""

    def __init__(self) -> None:
        super().__init__()
        now = datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG)
        self.clock = patch("django.utils.timezone.now", lambda: now)
        self.clock.start()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.trainer = staff(Staff.TRAINER, email="tom@example.org")
        self.people = [VolunteerFactory(user=UserFactory()) for _number in range(2)]
        self.events: list[Event] = []
        for day, season in WEEKENDS:
            cohort = CohortFactory(season=season, starts_on=day)
            event = EventFactory(kind=Event.Kind.WEEKEND, cohort=cohort, places=3)
            for number in range(2):
                SessionFactory(event=event, starts_at=at(day + timedelta(days=number), 10))
            self.events.append(event)
        self.read, self.newest = 0, dict[tuple[str, str], int]()
        self.kept: dict[str, dict[str, datetime]] = {person.email: {} for person in self.people}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        self.clock.stop()

    def session(self, which: int) -> Session:
        rows = list(Session.objects.select_related("event", "module").order_by("pk"))
        return rows[which % len(rows)]

    def place(self, who: int, which: int) -> Enrolment | None:
        live = list(self.people[who].enrolments.live().select_related("volunteer", "event", "session__event"))
        return live[which % len(live)] if live else None

    @rule(who=WHO, where=WHERE)
    def comes(self, who: int, where: int) -> None:
        person = self.people[who]
        try:
            place = places.join(volunteer=person, event=self.events[where], besides=True)
            places.confirm(enrolment=place, actor=person.user)
        except REFUSED:
            return

    @rule(who=WHO, which=WHICH)
    def gives_up(self, who: int, which: int) -> None:
        if place := self.place(who, which):
            places.cancel(enrolment=place, actor=self.people[who].user)

    @rule(who=WHO, which=WHICH)
    def makes_up(self, who: int, which: int) -> None:
        session = self.session(which)
        if session.state != CANCELLED:
            try:
                seating.give_seat(volunteer=self.people[who], at=session, actor=self.trainer, extra=True)
            except REFUSED:
                return

    @rule(who=WHO, which=WHICH, how=st.sampled_from(list(moving.How)))
    def is_moved(self, who: int, which: int, how: moving.How) -> None:
        place = self.place(who, which)
        if place is None:
            return
        try:
            with transaction.atomic():
                other = next(event for event in self.events if event != place.at)
                moving.move(enrolment=place, to=other, actor=self.trainer, how=how)
        except REFUSED:
            return

    @rule(which=WHICH, hour=st.integers(8, 18))
    def session_moves(self, which: int, hour: int) -> None:
        session = self.session(which)
        session.starts_at = at(on(session.starts_at), hour)
        session.ends_at = session.starts_at + timedelta(hours=2)
        plan.save_session(session=session, actor=self.trainer)

    @rule(which=WHICH)
    def session_is_off_or_on_again(self, which: int) -> None:
        session = self.session(which)
        session.state = Session.State.PLANNED if session.state == CANCELLED else CANCELLED
        plan.save_session(session=session, actor=self.trainer)

    @rule(which=WHICH, later=st.integers(0, 3))
    def day_is_called_off(self, which: int, later: int) -> None:
        session = self.session(which)
        instead = session.day + timedelta(days=30 * later) if later else None
        try:
            with transaction.atomic():
                given: Any = {"because": Session.Why.TYPHOON, "actor": self.trainer, "instead_on": instead}
                call_off(event=session.event, day=session.day, **given)
        except REFUSED:
            return

    @invariant()
    def each_calendar_shows_what_is_true(self) -> None:
        self.take_what_came()
        for person in self.people:
            assert self.kept[person.email] == self.true_for(person)

    def take_what_came(self) -> None:
        """As a program does: what is newer replaces or removes; nothing may come that it would ignore as older."""
        for row in Attachment.objects.filter(pk__gt=self.read).select_related("delivery").order_by("pk"):
            self.read = row.pk
            file: Any = icalendar.Calendar.from_ical(bytes(row.content))
            (entry,) = file.events
            whose, uid, sequence = row.delivery.to, str(entry["uid"]), int(entry["sequence"])
            assert sequence > self.newest.get((whose, uid), -1)
            self.newest[whose, uid] = sequence
            if file["method"] == "CANCEL":
                self.kept[whose].pop(uid, None)
            else:
                self.kept[whose][uid] = entry["dtstart"].dt

    def true_for(self, person: Volunteer) -> Mapping[str, datetime]:
        confirmed = person.enrolments.filter(state=Enrolment.State.CONFIRMED)
        sessions = {row for place in confirmed for row in place.sessions()}
        return {f"{row.uid}@127.0.0.1": row.starts_at for row in sessions}


@pytest.mark.django_db
@pytest.mark.parametrize("figures", [SMALL, pytest.param(FULL, marks=pytest.mark.long, id="full")])
def test_calendars_agree_whatever_happens(figures: dict[str, int]) -> None:
    held = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), **figures)  # type: ignore[arg-type]
    run_state_machine_as_test(Calendars, settings=held)
    assert not Volunteer.objects.exists()
