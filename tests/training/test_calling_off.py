"""A day called off and a changed plan: seats, credits, mails, and who has heard."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.dates import HONG_KONG, at
from mail.models import Delivery
from recruitment.actions.cohorts import keep
from recruitment.models import Volunteer
from tests.factories import CohortFactory, EventFactory, ModuleFactory, SessionFactory, VolunteerFactory
from tests.training.test_places import assert_counters_agree
from training.actions.calling_off import call_off, plan_replacements
from training.actions.make_ups import offer
from training.actions.notices import acknowledge, called_off_soon, reached
from training.actions.places import cancel, confirm, join
from training.actions.plan import last_seated, move_weekend, over, save_event, save_session
from training.models import Acknowledgement, Enrolment, Event, Session

SATURDAY, SUNDAY = date(2027, 1, 16), date(2027, 1, 17)
NEXT = date(2027, 1, 23)
TYPHOON = Session.Why.TYPHOON
State = Enrolment.State


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 22 November 2026; the January weekend is eight weeks off."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG))


@pytest.fixture
def weekend(db: None) -> Event:
    """January 2027: two sessions on Saturday, one on Sunday, two places."""
    event: Event = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory(), places=2)
    for starts_at in (at(SATURDAY, 9, 30), at(SATURDAY, 14), at(SUNDAY, 9, 30)):
        SessionFactory(event=event, starts_at=starts_at)
    return event


def coming(event: Event, person: Volunteer) -> Enrolment:
    return confirm(enrolment=join(volunteer=person, event=event), actor=person.user)


def told(kind: str) -> list[str]:
    return sorted(Delivery.objects.filter(kind=kind).values_list("to", flat=True))


def test_a_typhoon_calls_a_day_off_with_everybody_told_once(weekend: Event, vera: Volunteer, tom: User) -> None:
    coming(weekend, vera)
    silent = VolunteerFactory(email="", phone="+852 5123 4567")
    join(volunteer=silent, event=weekend)
    join(volunteer=VolunteerFactory(email="waiting@example.org"), event=weekend)
    weekend.trainers.add(tom)

    call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom)
    with pytest.raises(ValidationError):
        call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom)

    states = list(weekend.sessions.values_list("state", "called_off_because", "sequence"))
    assert states == [("cancelled", "typhoon", 1)] * 2 + [("planned", "", 0)]
    assert told("day_called_off") == ["", vera.email]
    assert told("day_called_off_trainer") == [tom.email]
    assert Delivery.objects.get(kind="day_called_off", to="").phone == silent.phone
    assert Acknowledgement.objects.waiting().count() == 4
    assert_counters_agree()


def test_who_no_longer_works_with_us_hears_nothing_of_the_sessions(weekend: Event, tom: User, susan: User) -> None:
    weekend.trainers.set([tom, susan])
    User.objects.filter(pk=tom.pk).update(is_active=False)
    session = weekend.sessions.earliest("starts_at")
    session.room = "Another room"
    save_session(session=session, actor=None)
    call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=None)

    assert told("sessions_changed_trainer") == [susan.email]
    assert told("day_called_off_trainer") == [susan.email]


def test_seats_are_carried_to_the_day_that_takes_its_place(weekend: Event, vera: Volunteer, tom: User) -> None:
    coming(weekend, vera)
    session = weekend.sessions.earliest("starts_at")
    make_up = Enrolment.objects.create(volunteer=VolunteerFactory(), session=session, state=State.CONFIRMED)
    Session.objects.take_seat(session.pk)

    off = call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom, instead_on=NEXT)

    first, second = off.replacements
    assert [(row.starts_at, row.taken, row.replaces_id) for row in off.replacements] == [
        (at(NEXT, 9, 30), 2, off.sessions[0].pk),
        (at(NEXT, 14), 1, off.sessions[1].pk),
    ]
    make_up.refresh_from_db()
    carried = Enrolment.objects.get(came_from=make_up)
    assert (make_up.state, carried.state, carried.session) == (State.CANCELLED, State.CONFIRMED, first)
    bodies = dict(Delivery.objects.filter(kind="day_called_off").values_list("to", "body"))
    assert second.module.title in bodies[vera.email]
    assert second.module.title not in bodies[make_up.volunteer.email]
    assert "Saturday 23 January 2027" in bodies[make_up.volunteer.email]
    assert_counters_agree()


def test_another_day_may_be_planned_later(weekend: Event, vera: Volunteer, tom: User) -> None:
    coming(weekend, vera)
    make_up = Enrolment.objects.create(
        volunteer=VolunteerFactory(email="z@example.org"), session=weekend.sessions.first(), state=State.CONFIRMED
    )
    call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom)

    made = plan_replacements(event=weekend, instead_on=NEXT, actor=tom)

    assert [row.taken for row in made] == [2, 1]
    assert made[0].make_ups.get().came_from == make_up
    assert told("sessions_changed") == [vera.email, "z@example.org"]
    assert_counters_agree()
    with pytest.raises(ValidationError):
        plan_replacements(event=weekend, instead_on=NEXT, actor=tom)


@pytest.mark.parametrize("instead_on", [SATURDAY, date(2026, 11, 21)])
def test_a_day_that_cannot_take_its_place_changes_nothing(weekend: Event, tom: User, instead_on: date) -> None:
    with pytest.raises(ValidationError):
        call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom, instead_on=instead_on)
    assert set(weekend.sessions.values_list("state", flat=True)) == {"planned"}


def test_a_session_that_was_held_is_not_called_off_once_it_is_over(
    weekend: Event, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Session.objects.filter(starts_at=at(SATURDAY, 9, 30)).update(state=Session.State.HELD)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(SATURDAY, 13))

    off = call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom)

    assert [row.starts_at for row in off.sessions] == [at(SATURDAY, 14)]


def test_who_says_that_they_know_is_not_telephoned(weekend: Event, vera: Volunteer, tom: User) -> None:
    coming(weekend, vera)
    other = coming(weekend, VolunteerFactory())
    call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom)
    mine = list(Acknowledgement.objects.filter(enrolment__volunteer=vera).values_list("pk", flat=True))
    theirs = list(Acknowledgement.objects.filter(enrolment=other).values_list("pk", flat=True))

    assert acknowledge(volunteer=vera, seen=[*mine, *theirs], actor=vera.user) == 2
    assert acknowledge(volunteer=vera, seen=mine, actor=vera.user) == 0
    assert set(Acknowledgement.objects.waiting().values_list("enrolment", flat=True)) == {other.pk}

    assert (reached(enrolment=other, actor=tom), reached(enrolment=other, actor=tom)) == (2, 0)
    assert not Acknowledgement.objects.waiting().exists()


def test_who_was_reached_is_not_called_again_and_who_gave_up_not_at_all(
    weekend: Event, vera: Volunteer, tom: User
) -> None:
    coming(weekend, vera)
    silent = coming(weekend, VolunteerFactory(email="", phone="+852 5123 4567"))
    call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom)
    off = Delivery.objects.to_phone().filter(kind="day_called_off")
    assert off.count() == 1

    reached(enrolment=silent, actor=tom)
    cancel(enrolment=vera.enrolments.get(), actor=vera.user)

    assert not off.exists()
    assert not Acknowledgement.objects.waiting().exists()


def test_nobody_notes_of_themselves_that_they_were_reached(weekend: Event, vera: Volunteer, tom: User) -> None:
    place = coming(weekend, vera)
    call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom)
    assert vera.user is not None
    with pytest.raises(PermissionDenied):
        reached(enrolment=place, actor=vera.user)


def test_a_further_change_asks_again_and_only_for_the_last(weekend: Event, vera: Volunteer, tom: User) -> None:
    coming(weekend, vera)
    session = weekend.sessions.earliest("starts_at")
    for room in ("B", "C"):
        session.room = room
        save_session(session=session, actor=tom)

    assert session.sequence == 2
    assert Delivery.objects.filter(kind="sessions_changed").count() == 2
    assert Acknowledgement.objects.waiting().get().sequence == 2


def test_what_nobody_need_hear_of_is_not_told(weekend: Event, vera: Volunteer, tom: User) -> None:
    coming(weekend, vera)
    session = weekend.sessions.earliest("starts_at")
    session.places = 5
    save_session(session=session, actor=tom)
    weekend.title_en = "January weekend"
    save_event(event=weekend, actor=tom)

    assert session.sequence == 0
    assert told("sessions_changed") == []


def test_another_venue_is_told_once_to_each(weekend: Event, vera: Volunteer, tom: User) -> None:
    coming(weekend, vera)
    weekend.venue_en = "Another room"
    save_event(event=weekend, actor=tom)

    assert "Another room" in Delivery.objects.get(kind="sessions_changed").body
    assert set(weekend.sessions.values_list("sequence", flat=True)) == {1}
    assert Acknowledgement.objects.waiting().count() == 3


def test_more_places_reach_the_sessions_and_the_first_in_line(weekend: Event, tom: User) -> None:
    places = [join(volunteer=VolunteerFactory(), event=weekend) for _ in range(4)]
    Session.objects.filter(starts_at=at(SUNDAY, 9, 30)).update(places=9)
    weekend.places = 3
    assert save_event(event=weekend, actor=tom) == 0

    assert list(weekend.sessions.values_list("places", flat=True)) == [3, 3, 9]
    states = [Enrolment.objects.get(pk=place.pk).state for place in places]
    assert states == [State.OFFERED] * 3 + [State.WAITLISTED]
    assert_counters_agree()


def test_fewer_places_throw_nobody_out_and_say_who_is_over(weekend: Event, tom: User) -> None:
    first, second = (join(volunteer=VolunteerFactory(), event=weekend) for _ in range(2))
    weekend.places = 1
    assert save_event(event=weekend, actor=tom) == 1

    assert over(weekend) == 1
    assert last_seated(weekend, 1) == [second]
    assert {place.state for place in Enrolment.objects.filter(pk__in=(first.pk, second.pk))} == {State.OFFERED}
    assert_counters_agree()


def test_an_extra_seat_to_make_up_one_session_is_no_person_too_many(weekend: Event, tom: User) -> None:
    for _number in range(2):
        join(volunteer=VolunteerFactory(), event=weekend)
    session = weekend.sessions.get(starts_at=at(SUNDAY, 9, 30))
    assert offer(volunteer=VolunteerFactory(), session=session, actor=tom, extra=True).is_extra
    assert over(weekend) == 0
    assert_counters_agree()


def test_the_sessions_follow_a_weekend_that_is_moved(weekend: Event, vera: Volunteer, tom: User) -> None:
    coming(weekend, vera)
    cohort = weekend.cohort
    assert cohort is not None
    cohort.starts_on = NEXT
    keep(cohort=cohort, numbers={}, actor=tom)

    assert [row.starts_at for row in weekend.sessions.all()] == [
        at(NEXT, 9, 30),
        at(NEXT, 14),
        at(date(2027, 1, 24), 9, 30),
    ]
    assert told("sessions_changed") == [vera.email]


def test_everybody_sees_that_a_day_within_a_week_is_called_off(
    client: Client, weekend: Event, vera: Volunteer, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming(weekend, vera)
    call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom)
    assert called_off_soon() == []
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(date(2027, 1, 15), 8))

    assert called_off_soon() == [(weekend, SATURDAY, TYPHOON)]
    assert vera.user is not None
    client.force_login(vera.user)
    page = client.get(reverse("training:portal"))
    assert "no. 8" in page.content.decode()
    seen = [row.pk for row in Acknowledgement.objects.waiting()]
    client.post(reverse("training:acknowledge"), {"seen": seen})
    assert not Acknowledgement.objects.waiting().exists()


def test_a_weekends_session_on_another_day_is_refused_with_the_reason(weekend: Event, tom: User) -> None:
    added = Session(event=weekend, module=ModuleFactory(), places=2, starts_at=at(NEXT, 10), ends_at=at(NEXT, 12))
    with pytest.raises(ValidationError, match="Saturday 16 and Sunday 17 January 2027"):
        save_session(session=added, actor=tom)


def test_an_offer_ends_before_what_it_is_for_begins_once_that_is_moved_nearer(weekend: Event, tom: User) -> None:
    place = join(volunteer=VolunteerFactory(), event=weekend)
    sunday = weekend.sessions.latest("starts_at")
    late, nearer = {"state": State.OFFERED, "offered_until": at(SUNDAY, 8)}, date(2026, 11, 28)
    make_up = Enrolment.objects.create(volunteer=VolunteerFactory(), session=sunday, **late)
    sunday.starts_at, sunday.ends_at = at(SATURDAY, 18), at(SATURDAY, 20)
    save_session(session=sunday, actor=tom)
    make_up.refresh_from_db()
    assert make_up.offered_until == at(SATURDAY, 18)

    call_off(event=weekend, day=SATURDAY, because=TYPHOON, actor=tom, instead_on=nearer)

    place.refresh_from_db()
    assert place.offered_until == at(nearer, 9, 30)
    assert make_up.went_to.get().offered_until == at(nearer, 18)


def test_an_offer_ends_before_a_weekend_moved_nearer_begins(weekend: Event, tom: User) -> None:
    place = join(volunteer=VolunteerFactory(), event=weekend)
    Enrolment.objects.filter(pk=place.pk).update(offered_until=at(date(2027, 1, 12), 23, 59))
    assert weekend.cohort is not None
    move_weekend(cohort=weekend.cohort, by=timedelta(days=-7))
    place.refresh_from_db()
    assert place.offered_until == at(date(2027, 1, 9), 9, 30)


def test_whoever_teaches_hears_of_another_time_unless_they_made_it(weekend: Event, tom: User, susan: User) -> None:
    weekend.trainers.set([tom, susan])
    session = weekend.sessions.earliest("starts_at")
    session.starts_at = at(SATURDAY, 11)
    session.ends_at = at(SATURDAY, 12)
    save_session(session=session, actor=tom)
    assert told("sessions_changed_trainer") == [susan.email]
    session.places = 5  # nothing they must hear of
    save_session(session=session, actor=tom)
    assert told("sessions_changed_trainer") == [susan.email]

    assert move_weekend(cohort=weekend.cohort, by=timedelta(days=7)) == 3  # type: ignore[arg-type]
    assert told("sessions_changed_trainer") == sorted([tom.email, susan.email, susan.email])
    body = Delivery.objects.get(kind="sessions_changed_trainer", to=tom.email).body
    assert "Saturday 23 January 2027 · 11:00" in body
