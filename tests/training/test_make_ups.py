"""Make-ups and who is at risk: a module counts wherever it was earned, the seat held, one completion from many days."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from base.dates import HONG_KONG, at
from mail.models import Delivery
from recruitment.models import Role, Volunteer
from tests.benchmarks.measure import queries as count_queries
from tests.factories import (
    CaseworkFactory,
    CohortFactory,
    EnrolmentFactory,
    EventFactory,
    ModuleFactory,
    PlacementFactory,
    RequirementFactory,
    SessionFactory,
)
from training.actions.at_risk import AtRisk, Why, at_risk, unmarked
from training.actions.make_ups import meet, offer, offer_after, offer_missed, offer_of_the_day
from training.actions.places import PlaceRefusedError, cancel, confirm, lapse_overdue
from training.actions.register import mark
from training.models import Attendance, Completion, Enrolment, Event, Requirement, Session

State = Enrolment.State
SATURDAY = datetime(2027, 1, 16, 13, 0, tzinfo=HONG_KONG)
NEXT_WEEK = at(date(2027, 1, 20), 9)


@pytest.fixture(autouse=True)
def on_saturday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one o'clock on the Saturday of the January weekend."""
    let_it_be(monkeypatch, SATURDAY)


def let_it_be(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def weekend(day: date, season: str, places: int = 1) -> Event:
    """Both compulsory modules: one on Saturday morning, one on Sunday."""
    role = Role.objects.filter(slug="casework").first() or CaseworkFactory()
    if not role.requirements.exists():
        for _number in range(2):
            RequirementFactory(role=role, module=ModuleFactory(allowance_minutes=15))
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory(season=season, starts_on=day), places=places)
    for number, requirement in enumerate(Requirement.objects.filter(role=role).order_by("pk")):
        SessionFactory(event=event, module=requirement.module, starts_at=at(day + timedelta(days=number), 10))
    return event


@pytest.fixture
def january(db: None) -> Event:
    return weekend(date(2027, 1, 16), "january", places=5)


@pytest.fixture
def may(db: None, january: Event) -> Event:
    return weekend(date(2027, 5, 29), "may_june")


@pytest.fixture
def place(january: Event, vera: Volunteer) -> Enrolment:
    """Vera's confirmed place since December."""
    PlacementFactory(volunteer=vera, role=Role.objects.get())
    place = EnrolmentFactory(volunteer=vera, event=january)
    Enrolment.objects.update(changed_at=at(date(2026, 12, 1), 9))
    january.sessions.update(taken=1)
    place.refresh_from_db()
    return place


def say(place: Enrolment, session: Session, actor: User, status: str, late: int = 0) -> Attendance:
    seen = Attendance.objects.filter(enrolment=place, session=session).values_list("version", flat=True).first() or 0
    return mark(
        enrolment=place, session=session, status=status, minutes_late=late, client_id=uuid.uuid4(),
        seen_version=seen, actor=actor,
    )  # fmt: skip


def first(event: Event) -> Session:
    return event.sessions.select_related("module", "event").earliest("starts_at")


def risk(event: Event) -> AtRisk:
    (found,) = at_risk(event)
    return found


def test_nobody_is_at_risk_for_what_is_to_come_or_not_marked(place: Enrolment, january: Event) -> None:
    assert at_risk(january) == []
    assert unmarked(january) == 1


@pytest.mark.parametrize(
    ("status", "late", "why"),
    [("absent", 0, Why.ABSENT), ("excused", 0, Why.EXCUSED), ("present", 16, Why.TOO_SHORT), ("present", 15, None)],
)
def test_whoever_missed_a_compulsory_module_is_at_risk(
    place: Enrolment, january: Event, may: Event, tom: User, status: str, late: int, why: Why | None
) -> None:
    say(place, first(january), tom, status, late)
    if why is None:
        assert at_risk(january) == []
        return
    found = risk(january)
    assert [(missed.session, missed.why) for missed in found.missed] == [(first(january), why)]
    assert (found.earned, found.required, found.percent, found.is_mended) == (0, 2, 0, False)
    assert found.missed[0].coming == (first(may),)


def test_the_percentage_is_of_all_that_is_required(place: Enrolment, january: Event, tom: User) -> None:
    saturday, sunday = january.sessions.order_by("starts_at")
    say(place, saturday, tom, "present")
    say(place, sunday, tom, "excused")
    assert (risk(january).percent, [missed.session for missed in risk(january).missed]) == (50, [sunday])


def test_what_is_not_compulsory_for_their_role_puts_nobody_at_risk(place: Enrolment, january: Event, tom: User) -> None:
    voluntary = SessionFactory(event=january, starts_at=at(date(2027, 1, 16), 9))
    say(place, voluntary, tom, "absent")
    assert at_risk(january) == []


def test_a_late_joiner_is_at_risk_for_what_was_over(place: Enrolment, january: Event) -> None:
    Enrolment.objects.update(changed_at=SATURDAY)
    assert risk(january).missed[0].why == Why.JOINED_LATER


def test_eight_queries_whatever_the_number(january: Event, may: Event, tom: User) -> None:
    counts = []
    for number in (1, 2):
        for _each in range(number):
            one = EnrolmentFactory(event=january, volunteer=PlacementFactory(role=Role.objects.get()).volunteer)
            say(one, first(january), tom, "absent")
        with CaptureQueriesContext(connection) as captured:
            assert at_risk(january)
        counts.append(len(captured))
    assert counts == [8, 8]


def test_a_make_up_is_offered_held_and_confirmed(place: Enrolment, january: Event, may: Event, tom: User) -> None:
    say(place, first(january), tom, "absent")
    make_up = offer(volunteer=place.volunteer, session=first(may), actor=tom)
    assert (make_up.state, make_up.offered_until) == (State.OFFERED, at(date(2027, 1, 30), 23, 59))
    assert list(may.sessions.values_list("taken", flat=True)) == [1, 0]
    assert not risk(january).is_mended
    confirm(enrolment=make_up, actor=place.volunteer.user)
    assert risk(january).is_mended
    assert sorted(Delivery.objects.values_list("kind", flat=True)) == ["make_up_confirmed", "make_up_offered"]


def test_one_completion_from_two_weekends(
    place: Enrolment, january: Event, may: Event, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    saturday, sunday = january.sessions.order_by("starts_at")
    say(place, saturday, tom, "absent")
    let_it_be(monkeypatch, sunday.starts_at)
    say(place, sunday, tom, "present")
    make_up = offer(volunteer=place.volunteer, session=first(may), actor=tom, agreed=True)
    let_it_be(monkeypatch, at(date(2027, 5, 29), 11))
    assert not Completion.objects.exists()
    say(make_up, first(may), tom, "present")
    assert Completion.objects.get().completed_on == date(2027, 5, 29)
    assert at_risk(january) == []


def test_a_full_session_takes_an_extra_person_only_when_said(
    place: Enrolment, january: Event, may: Event, tom: User
) -> None:
    Session.objects.filter(event=may).update(taken=1)
    EnrolmentFactory(event=may)
    say(place, first(january), tom, "absent")
    assert risk(january).missed[0].coming == ()
    with pytest.raises(PlaceRefusedError):
        offer(volunteer=place.volunteer, session=first(may), actor=tom, agreed=True)
    extra = offer(volunteer=place.volunteer, session=first(may), actor=tom, agreed=True, extra=True)
    assert (extra.state, extra.is_extra, first(may).taken) == (State.CONFIRMED, True, 2)


def test_nobody_makes_up_what_they_have_or_twice_or_for_themselves(
    place: Enrolment, january: Event, may: Event, tom: User
) -> None:
    assert place.volunteer.user
    with pytest.raises(PermissionDenied):
        offer(volunteer=place.volunteer, session=first(may), actor=place.volunteer.user)
    offer(volunteer=place.volunteer, session=first(may), actor=tom)
    with pytest.raises(PlaceRefusedError):
        offer(volunteer=place.volunteer, session=first(may), actor=tom)
    say(place, first(january), tom, "present")
    other = SessionFactory(module=first(january).module, starts_at=at(date(2027, 3, 1), 10))
    with pytest.raises(PlaceRefusedError):
        offer(volunteer=place.volunteer, session=other, actor=tom)


def test_one_to_one_on_the_spot(place: Enrolment, january: Event, tom: User) -> None:
    say(place, first(january), tom, "absent")
    make_up = meet(
        volunteer=place.volunteer, module=first(january).module, starts_at=at(date(2027, 1, 16), 17), minutes=60,
        venue="Room 2", actor=tom,
    )  # fmt: skip
    session = make_up.session
    assert session
    assert (make_up.state, session.places, session.taken, session.event.kind) == ("confirmed", 1, 1, "other")
    assert list(session.event.trainers.all()) == [tom]
    assert risk(january).is_mended


def test_everybody_is_offered_the_next_session_by_itself_and_once(
    place: Enrolment, january: Event, may: Event, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(place, first(january), tom, "absent")
    assert offer_after() == 0  # marks are still being put right
    let_it_be(monkeypatch, NEXT_WEEK)
    assert [offer_after(), offer_after()] == [1, 0]
    make_up = Enrolment.objects.get(session=first(may))
    cancel(enrolment=make_up, actor=place.volunteer.user)
    assert first(may).taken == 0
    assert offer_missed(event=january, actor=tom).made == 0
    kinds = Delivery.objects.about(make_up).values_list("kind", flat=True)
    assert sorted(kinds) == ["make_up_cancelled", "make_up_offered"]


def test_a_session_too_soon_is_passed_over_and_nobody_is_left_out_in_silence(
    place: Enrolment, january: Event, may: Event, client: Client, tom: User
) -> None:
    say(place, first(january), tom, "absent")
    soon = SessionFactory(module=first(january).module, starts_at=at(date(2027, 1, 17), 15))
    Session.objects.filter(event=may).update(taken=1)
    client.force_login(tom)
    address = reverse("register:make_ups", args=[january.pk])
    text = client.post(address, follow=True).content.decode()
    assert f"1 not offered: {place.volunteer.name} – That session begins too soon" in text
    Session.objects.filter(event=may).update(taken=0)
    assert "1 make-up offered." in client.post(address, follow=True).content.decode()
    assert first(may).make_ups.exists()
    assert not soon.make_ups.exists()


def test_every_event_is_looked_at_once_a_day(
    place: Enrolment, january: Event, may: Event, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_it_be(monkeypatch, NEXT_WEEK)
    assert count_queries(offer_of_the_day) > 5
    say(place, first(january), tom, "absent")
    assert count_queries(offer_of_the_day) == 1
    let_it_be(monkeypatch, NEXT_WEEK + timedelta(days=1))
    assert offer_of_the_day() == 1
    assert first(may).make_ups.exists()


def test_an_offer_nobody_answers_gives_the_seat_back(place: Enrolment, may: Event, tom: User) -> None:
    make_up = offer(volunteer=place.volunteer, session=first(may), actor=tom)
    assert lapse_overdue(now=at(date(2027, 2, 1), 9)) == 1
    make_up.refresh_from_db()
    assert (make_up.state, first(may).taken) == (State.CANCELLED, 0)
    assert Delivery.objects.about(make_up).filter(kind="make_up_lapsed").count() == 1
