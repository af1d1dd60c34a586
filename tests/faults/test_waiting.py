"""Who waits for whom: what two do at the same moment comes out as if one had come after the other, and nobody waits
for ever. On SQLite one transaction waits for the other as a whole; on PostgreSQL it is the rows held that do it.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.models import User
from accounts.roles import Staff
from base.dates import at, today
from recruitment.models import Placement, Volunteer
from tests.factories import (
    EnrolmentFactory,
    HoursEntryFactory,
    PlacementFactory,
    RoleFactory,
    SessionFactory,
    VolunteerFactory,
    staff,
)
from training.actions import hours, register, tapping
from training.actions.calling_off import call_off
from training.actions.importing import File, NotReadyError, bring_in
from training.actions.plan import save_session
from training.models import HoursEntry, Session, Status

pytestmark = pytest.mark.django_db(transaction=True)
DAY, HALF_A_DAY_AND_MORE = timedelta(days=1), 13 * 60
Act = Callable[[], Any]


class Other(Thread):
    """Somebody else, on a connection of their own."""

    def __init__(self, act: Act) -> None:
        super().__init__()
        self.act = act
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.act()
        except Exception as error:  # noqa: BLE001 - told to the test
            self.error = error
        finally:
            connection.close()


@contextmanager
def beside(act: Act) -> Iterator[Other]:
    """A transaction in the middle of which somebody else acts: they wait until it is over, and come to an end."""
    other = Other(act)
    with transaction.atomic():
        yield other
        assert other.is_alive()
    other.join(30)
    assert not other.is_alive()


def hold(person: Volunteer, *, nowait: bool = False) -> None:
    list(Volunteer.objects.filter(pk=person.pk).select_for_update(no_key=True, nowait=nowait))


@pytest.fixture
def tom() -> User:
    return staff(Staff.TRAINER, email="tom@example.org")


class Room:
    """Two sessions of yesterday that the second of two people was expected at before the first."""

    def __init__(self, tom: User) -> None:
        self.tom, self.tap = tom, uuid.uuid4()
        self.first, self.second = VolunteerFactory(), VolunteerFactory()
        morning = SessionFactory(starts_at=at(today() - DAY, 10))
        self.sessions = [morning, SessionFactory(event=morning.event, starts_at=at(today() - DAY, 14))]
        self.places = [EnrolmentFactory(event=morning.event, volunteer=one) for one in (self.second, self.first)]

    def mark_the_rest(self) -> None:
        register.mark_rest_present(session=self.fresh(), client_id=self.tap, actor=self.tom)

    def take_back(self) -> None:
        tapping.take_back_rest(session=self.fresh(), tap_id=self.tap, actor=self.tom)

    def fresh(self) -> Session:
        return Session.objects.get(pk=self.sessions[0].pk)

    def call_off(self) -> None:
        event = self.sessions[0].event
        because, also = Session.Why.RAIN, [row.pk for row in self.sessions]
        call_off(event=event, day=today() - DAY, because=because, actor=self.tom, also=also)

    def mark(self, which: int, session: int) -> None:
        said = {"status": Status.PRESENT, "client_id": uuid.uuid4(), "seen_version": 0, "actor": self.tom}
        register.mark(enrolment=self.places[which], session=self.sessions[session], **said)  # type: ignore[arg-type]


def rest(room: Room) -> Act:
    room.mark_the_rest()
    room.take_back()
    room.tap = uuid.uuid4()
    return room.mark_the_rest  # of people whose cells are empty again: one by one


def back(room: Room) -> Act:
    room.mark_the_rest()
    return room.take_back


def off(room: Room) -> Act:
    room.mark(0, 0)
    room.mark(1, 1)
    Session.objects.update(state=Session.State.PLANNED)
    return room.call_off


def bulk(room: Room) -> Act:
    entries = [HoursEntryFactory(placement=PlacementFactory(volunteer=one)).pk for one in (room.second, room.first)]
    return lambda: hours.confirm_hours(ids=entries, actor=room.tom)


@pytest.mark.parametrize("batch", [rest, back, off, bulk])
def test_whoever_acts_for_many_holds_them_in_order(tom: User, batch: Callable[[Room], Act]) -> None:
    """While the first is held by somebody else, the second is not held yet: two batches cannot cross."""
    room = Room(tom)
    with beside(batch(room)) as other:
        hold(room.first)
        other.start()
        other.join(0.5)
        hold(room.second, nowait=True)
    assert other.error is None


def test_a_session_edited_while_its_first_mark_is_made_stays_held(tom: User) -> None:
    room = Room(tom)
    edited = room.fresh()
    edited.room = "Room B"
    with beside(lambda: save_session(session=edited, actor=tom)) as other:
        room.mark(0, 0)
        other.start()
        other.join(0.5)
    assert other.error is None
    assert (room.fresh().state, room.fresh().room) == (Session.State.HELD, "Room B")


@pytest.fixture
def two_roles() -> list[Placement]:
    """One person in two roles: a day has 24 hours for both."""
    person, begun = VolunteerFactory(), today() - 40 * DAY
    return [PlacementFactory(volunteer=person, role=RoleFactory(slug=slug), starts_on=begun) for slug in ("one", "two")]


def log(placement: Placement) -> HoursEntry:
    wanted = hours.Wanted(day=today(), minutes=HALF_A_DAY_AND_MORE)
    return hours.log_hours(placement=placement, wanted=wanted, client_id=uuid.uuid4(), actor=None)


@pytest.mark.parametrize("way", ["logged", "brought in"])
def test_a_day_has_24_hours_in_two_roles_at_once(two_roles: list[Placement], way: str) -> None:
    one, two = two_roles
    ada = staff(Staff.ADMINISTRATOR)
    sheet = f"person,role,day,hours\n{one.volunteer},two,{today()},13\n"
    file = File.read("hours.csv", sheet.encode())
    acts: dict[str, Act] = {
        "logged": lambda: log(two),
        "brought in": lambda: bring_in(kind="hours", file=file, actor=ada),
    }
    with beside(acts[way]) as other:
        log(one)
        other.start()
        other.join(0.5)
    assert isinstance(other.error, ValidationError | NotReadyError)
    assert HoursEntry.objects.get().placement == one
