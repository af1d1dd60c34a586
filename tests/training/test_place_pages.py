"""The trainers' pages of an event and of a person's place, and what the volunteer sees of it."""

import html
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Placement, Volunteer
from tests.factories import (
    CaseworkFactory,
    CohortFactory,
    EnrolmentFactory,
    EventFactory,
    PlacementFactory,
    RequirementFactory,
    SessionFactory,
    VolunteerFactory,
)
from training.actions.make_ups import offer
from training.actions.places import join
from training.actions.seating import give_seat
from training.models import Attendance, Enrolment, Event, Session

pytestmark = pytest.mark.either

State = Enrolment.State
FRIDAY = at(date(2027, 1, 15), 18)
SATURDAY = at(date(2027, 1, 16), 13)


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 22 November 2026."""
    let_it_be(monkeypatch, datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG))


def let_it_be(monkeypatch: pytest.MonkeyPatch, now: datetime, client: Client | None = None) -> None:
    """So late that whoever was signed in signs in again."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    if client:
        client.force_login(User.objects.get(email="tom@example.org"))


def weekend(title: str, day: date, season: str) -> Event:
    cohort = CohortFactory(season=season, starts_on=day)
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=cohort, title_en=title, places=1)
    SessionFactory(event=event, starts_at=at(day, 10))
    return event


@pytest.fixture
def january(db: None) -> Event:
    return weekend("January weekend", date(2027, 1, 16), "january")


@pytest.fixture
def may(db: None) -> Event:
    return weekend("May weekend", date(2027, 5, 29), "may_june")


@pytest.fixture
def accepted(vera: Volunteer, january: Event) -> Placement:
    """Vera needs the module of January's session."""
    Volunteer.objects.filter(pk=vera.pk).update(phone="+85255501234")
    vera.refresh_from_db()
    placement = PlacementFactory(volunteer=vera, role=CaseworkFactory())
    RequirementFactory(role=placement.role, module=january.sessions.get().module)
    return placement


@pytest.fixture
def trainer(client: Client, tom: User) -> Client:
    client.force_login(tom)
    return client


def page(client: Client, called: str, /, *args: Any, **data: Any) -> str:
    """GET a page, or POST to it what is given, and read where that leads."""
    url = reverse(f"register:{called}", args=args)
    response = client.post(url, data, follow=True) if data else client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_event_page_lists_people_and_asks_few_queries(trainer: Client, january: Event, accepted: Placement) -> None:
    counts = []
    for number in (1, 2):
        for _each in range(number):
            join(volunteer=VolunteerFactory(), event=january)
        with CaptureQueriesContext(connection) as captured:
            page(trainer, "event", january.pk)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_at_risk_asks_few_queries(trainer: Client, january: Event, accepted: Placement, monkeypatch: Any) -> None:
    let_it_be(monkeypatch, SATURDAY, trainer)
    counts = []
    for number in (1, 2):
        for _each in range(number):
            person = PlacementFactory(role=accepted.role).volunteer
            place = EnrolmentFactory(event=january, volunteer=person)
            Attendance.objects.create(enrolment=place, session=january.sessions.get(), status="absent")
        with CaptureQueriesContext(connection) as captured:
            text = page(trainer, "event", january.pk)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert text.count("Arrange a make-up") == 3


def test_after_the_cut_off_the_page_gives_the_numbers_to_call(
    trainer: Client, january: Event, accepted: Placement, monkeypatch: Any
) -> None:
    let_it_be(monkeypatch, FRIDAY, trainer)
    place = join(volunteer=accepted.volunteer, event=january)
    assert "tel:+85255501234" in page(trainer, "event", january.pk)
    assert "Confirm the place" in page(trainer, "place", january.pk, place.pk)
    assert "The place is confirmed." in page(trainer, "seat", january.pk, place.pk, extra="")
    place.refresh_from_db()
    assert (place.state, place.is_extra) == (State.CONFIRMED, False)


def test_an_extra_seat_is_given_on_purpose_only(trainer: Client, january: Event, accepted: Placement) -> None:
    join(volunteer=VolunteerFactory(), event=january)
    place = join(volunteer=accepted.volunteer, event=january)
    assert "No seat is free." in page(trainer, "seat", january.pk, place.pk, extra="")
    assert "An extra seat was given." in page(trainer, "seat", january.pk, place.pk, extra="1")
    text = page(trainer, "place", january.pk, place.pk)
    assert "Extra seat given by a trainer" in text
    assert "tom@example.org" in text


def test_moving_shows_where_the_place_came_from(
    trainer: Client, january: Event, may: Event, accepted: Placement
) -> None:
    place = join(volunteer=accepted.volunteer, event=january)
    text = page(trainer, "move", january.pk, place.pk, to=may.pk, how="seat")
    assert f"{accepted.volunteer.name} is moved to “May weekend”." in html.unescape(text)
    assert "Moved from another event" in text
    assert "January weekend" in text
    assert "May weekend" in page(trainer, "place", january.pk, place.pk)


def test_what_is_refused_is_said_and_what_was_chosen_stays(
    trainer: Client, january: Event, may: Event, accepted: Placement
) -> None:
    join(volunteer=VolunteerFactory(), event=may)
    place = join(volunteer=accepted.volunteer, event=january)
    text = page(trainer, "move", january.pk, place.pk, to=may.pk, how="seat")
    assert "No seat is free." in text
    assert "There is a problem" in text or "error-summary" in text
    assert Enrolment.objects.live().get(volunteer=accepted.volunteer) == place


def test_the_waitlist_is_carried_over_after_a_question(
    trainer: Client, january: Event, may: Event, accepted: Placement
) -> None:
    join(volunteer=VolunteerFactory(), event=january)
    join(volunteer=accepted.volunteer, event=january)
    assert "May weekend" in page(trainer, "carry_over", january.pk)
    assert may.enrolments.count() == 0
    assert "1 person carried over and told." in page(trainer, "carry_over", january.pk, yes="1")
    assert may.enrolments.get().priority == 1


def test_somebody_is_found_by_name_without_a_name_in_the_address(
    trainer: Client, january: Event, accepted: Placement
) -> None:
    assert "Vera Lê" in page(trainer, "add", january.pk, name="vera")
    assert "Nobody found" in page(trainer, "add", january.pk, name="zzz")
    assert "The place is confirmed." in page(trainer, "add_person", january.pk, accepted.volunteer_id, extra="")
    assert january.enrolments.get().state == State.CONFIRMED


def test_whoever_has_a_place_is_offered_no_other_and_a_full_event_has_a_line(
    trainer: Client, january: Event, accepted: Placement, tom: User
) -> None:
    late = VolunteerFactory(name="Late Comer")
    give_seat(volunteer=accepted.volunteer, at=january, actor=tom)  # the one seat there is

    again = page(trainer, "add", january.pk, name="vera")
    full = page(trainer, "add", january.pk, name="late comer")

    assert ("Has a place here" in again, "Give an extra seat" in again) == (True, False)
    assert "Put in line" in full
    assert "They stand in line now" in page(trainer, "add_person", january.pk, late.pk, line="1")
    assert january.enrolments.get(volunteer=late).state == State.WAITLISTED


def test_a_make_up_is_arranged_or_planned_one_to_one(
    trainer: Client, january: Event, may: Event, accepted: Placement, tom: User, monkeypatch: Any
) -> None:
    missed = january.sessions.get()
    later = SessionFactory(event=may, module=missed.module, starts_at=at(date(2027, 5, 30), 10))
    place = give_seat(volunteer=accepted.volunteer, at=january, actor=tom)
    let_it_be(monkeypatch, SATURDAY, trainer)
    Attendance.objects.create(enrolment=place, session=missed, status="absent")
    keys = (january.pk, place.pk, missed.pk)
    assert "Please answer" in page(trainer, "make_up", *keys, extra="")
    assert "An extra seat is given to somebody who has agreed" in page(
        trainer, "make_up", *keys, session=later.pk, extra="on"
    )
    early = {"meet-day_day": "16", "meet-day_month": "1", "meet-day_year": "2027", "meet-begins": "09:00"}
    early |= {"meet-minutes": "60", "meet-venue": "Room 2", "alone": "1"}
    assert "Choose a time that is still to come." in page(trainer, "make_up", *keys, **early)
    assert "Offered: the seat is held" in page(trainer, "make_up", *keys, session=later.pk)
    assert "Make-up offered" in page(trainer, "event", january.pk)
    Enrolment.objects.filter(session=later).update(state=State.CANCELLED)
    page(trainer, "make_up", *keys, **(early | {"meet-begins": "17:30"}))
    assert Session.objects.get(event__kind="other").starts_at == at(date(2027, 1, 16), 17, 30)
    assert "Make-up confirmed" in page(trainer, "event", january.pk)


def test_nobody_acts_on_a_place_of_their_own(client: Client, january: Event, tom: User) -> None:
    place = join(volunteer=VolunteerFactory(user=tom), event=january)
    client.force_login(tom)
    for name, data in (("seat", {"extra": "1"}), ("move", {"to": weekend("May", date(2027, 5, 29), "may_june").pk})):
        assert "Nobody decides this about themselves" in page(client, name, january.pk, place.pk, how="seat", **data)
    place.refresh_from_db()
    assert place.state == State.OFFERED


def test_the_pages_are_the_trainers_alone(client: Client, january: Event, accepted: Placement, susan: User) -> None:
    place = join(volunteer=accepted.volunteer, event=january)
    keys = [january.pk, place.pk]
    pages = [("event", keys[:1]), ("add", keys[:1]), ("carry_over", keys[:1]), ("make_ups", keys[:1])]
    pages += [("place", keys), ("seat", keys), ("give_up", keys), ("move", keys), ("add_person", keys)]
    for user in (susan, accepted.volunteer.user):
        client.force_login(user)  # type: ignore[arg-type]
        for name, args in [*pages, ("make_up", [*keys, 1])]:
            url = reverse(f"register:{name}", args=args)
            assert [client.get(url).status_code, client.post(url).status_code] == [404, 404]
    assert Enrolment.objects.get() == place


def test_another_events_place_is_not_found_here(trainer: Client, january: Event, may: Event) -> None:
    place = join(volunteer=VolunteerFactory(), event=january)
    for name in ("place", "give_up"):
        assert trainer.get(reverse(f"register:{name}", args=[may.pk, place.pk])).status_code == 404


def test_a_volunteer_confirms_a_make_up_on_their_own_page(
    client: Client, january: Event, accepted: Placement, tom: User
) -> None:
    make_up = offer(volunteer=accepted.volunteer, session=january.sessions.get(), actor=tom)
    client.force_login(accepted.volunteer.user)  # type: ignore[arg-type]
    assert "Make-up: Module" in client.get("/en/my/").content.decode()
    client.post(reverse("training:confirm_place", args=[make_up.pk]))
    make_up.refresh_from_db()
    assert make_up.state == State.CONFIRMED


def test_a_second_weekend_is_given_on_purpose_only(
    trainer: Client, january: Event, may: Event, accepted: Placement, tom: User
) -> None:
    vera = accepted.volunteer
    give_seat(volunteer=vera, at=january, actor=tom)
    asked = reverse("register:add_person", args=[may.pk, vera.pk])
    assert "January weekend" in page(trainer, "add", may.pk, name="Vera")
    assert "Give this place as well" in page(trainer, "add", may.pk, name="Vera")
    for given in ({"extra": "1"}, {"line": "1"}):  # an old page that asks nothing
        assert "January weekend" in trainer.post(asked, given, follow=True).content.decode()
        assert not may.enrolments.exists()
    trainer.post(asked, {"besides": "1"})
    assert may.enrolments.get().state == State.CONFIRMED
