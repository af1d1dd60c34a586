"""Places: one line, what is free to the first in it, counters that always agree with the places."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from base.dates import HONG_KONG, at
from mail.models import Delivery
from recruitment.models import Placement, Role, Volunteer
from tests.factories import (
    ApplicationFactory,
    CaseworkFactory,
    CohortFactory,
    CompletionFactory,
    EventFactory,
    PlacementFactory,
    SessionFactory,
    VolunteerFactory,
)
from training.actions.places import (
    PlaceGoneError,
    cancel,
    confirm,
    invite,
    invite_missing,
    join,
    lapse_overdue,
    promote,
)
from training.models import Enrolment, Event, Session
from training.rules import CUT_OFF_DAYS, OFFER_DAYS, offer_until

State = Enrolment.State
NOVEMBER = datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG)


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 22 November 2026; the January weekend is eight weeks off."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOVEMBER)


def weekend(*, places: int = 2) -> Event:
    """January 2027: two sessions on Saturday, one on Sunday."""
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory(), places=places)
    for starts_at in (at(date(2027, 1, 16), 9, 30), at(date(2027, 1, 16), 14), at(date(2027, 1, 17), 9, 30)):
        SessionFactory(event=event, starts_at=starts_at)
    return event


def accepted(**fields: object) -> Placement:
    role = Role.objects.filter(slug="casework").first() or CaseworkFactory()
    return PlacementFactory(role=role, **fields)


def taken(event: Event) -> list[int]:
    return list(event.sessions.values_list("taken", flat=True))


def assert_counters_agree() -> None:
    for session in Session.objects.all():
        seated = Enrolment.objects.seated().filter(Q(event=session.event) | Q(session=session)).count()
        assert session.taken == seated


def test_who_is_accepted_for_casework_is_offered_a_place(db: None) -> None:
    event = weekend()
    place = invite(placement=accepted())
    assert place is not None
    assert (place.state, place.event) == (State.OFFERED, event)
    assert place.offered_until == at(date(2026, 12, 6), 23, 59)
    assert taken(event) == [1, 1, 1]
    assert Delivery.objects.get().kind == "place_offered"


def test_inviting_twice_changes_nothing(db: None) -> None:
    event = weekend()
    placement = accepted()
    assert invite(placement=placement) == invite(placement=placement)
    assert taken(event) == [1, 1, 1]
    assert Delivery.objects.count() == 1


def test_the_place_is_on_the_weekend_of_the_cohort_applied_for(db: None) -> None:
    weekend()
    may = CohortFactory(season="may_june", starts_on=date(2027, 5, 29))
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=may)
    SessionFactory(event=event, starts_at=at(date(2027, 5, 29), 10))
    placement = accepted(application=ApplicationFactory(cohort=may))
    place = invite(placement=placement)
    assert place is not None
    assert place.event == event


def test_who_is_trained_already_is_not_invited(db: None) -> None:
    weekend()
    placement = accepted()
    CompletionFactory(volunteer=placement.volunteer, role=placement.role)
    assert invite(placement=placement) is None


def test_a_role_without_compulsory_training_invites_nobody(db: None) -> None:
    weekend()
    assert invite(placement=PlacementFactory()) is None


def test_without_a_weekend_nobody_is_invited(db: None) -> None:
    assert invite(placement=accepted()) is None


def test_a_full_weekend_puts_people_in_line_in_order(db: None) -> None:
    event = weekend(places=2)
    places = [join(volunteer=VolunteerFactory(), event=event) for _ in range(5)]
    assert [place.state for place in places] == [State.OFFERED] * 2 + [State.WAITLISTED] * 3
    assert list(Enrolment.objects.waiting()) == places[2:]
    assert taken(event) == [2, 2, 2]


def test_one_full_session_is_enough_to_wait_and_takes_no_seat_elsewhere(db: None) -> None:
    event = weekend(places=2)
    Session.objects.filter(pk=event.sessions.latest("starts_at").pk).update(taken=2)
    assert join(volunteer=VolunteerFactory(), event=event).state == State.WAITLISTED
    assert taken(event) == [0, 0, 2]


def test_a_place_given_up_goes_to_the_first_in_line_once(db: None, tom: User) -> None:
    event = weekend(places=1)
    first, second, third = (join(volunteer=VolunteerFactory(), event=event) for _ in range(3))
    cancel(enrolment=first, actor=tom)
    cancel(enrolment=first, actor=tom)
    for place in (first, second, third):
        place.refresh_from_db()
    assert [first.state, second.state, third.state] == [State.CANCELLED, State.OFFERED, State.WAITLISTED]
    assert taken(event) == [1, 1, 1]
    assert Delivery.objects.filter(kind="place_offered").about(second).count() == 1


def test_leaving_the_waitlist_frees_no_seat(db: None, tom: User) -> None:
    event = weekend(places=1)
    join(volunteer=VolunteerFactory(), event=event)
    waiting = join(volunteer=VolunteerFactory(), event=event)
    assert cancel(enrolment=waiting, actor=tom).state == State.CANCELLED
    assert taken(event) == [1, 1, 1]


def test_nobody_new_passes_the_line(db: None) -> None:
    event = weekend(places=1)
    join(volunteer=VolunteerFactory(), event=event)
    waiting = join(volunteer=VolunteerFactory(), event=event)
    event.sessions.update(places=2)
    newcomer = join(volunteer=VolunteerFactory(), event=event)
    waiting.refresh_from_db()
    assert (waiting.state, newcomer.state) == (State.OFFERED, State.WAITLISTED)


def test_confirming_twice_counts_once(db: None, vera: Volunteer) -> None:
    place = join(volunteer=vera, event=weekend())
    confirm(enrolment=place, actor=vera.user)
    assert confirm(enrolment=place, actor=vera.user).state == State.CONFIRMED
    assert Delivery.objects.filter(kind="place_confirmed").count() == 1
    assert_counters_agree()


@pytest.mark.parametrize("state", [State.WAITLISTED, State.CANCELLED])
def test_only_an_offer_can_be_confirmed(db: None, vera: Volunteer, state: Enrolment.State) -> None:
    place = join(volunteer=vera, event=weekend())
    Enrolment.objects.update(state=state)
    with pytest.raises(PlaceGoneError):
        confirm(enrolment=place, actor=vera.user)
    place.refresh_from_db()
    assert place.state == state


def test_an_offer_cannot_be_confirmed_after_its_deadline(db: None, vera: Volunteer) -> None:
    place = join(volunteer=vera, event=weekend())
    Enrolment.objects.update(offered_until=NOVEMBER - timedelta(seconds=1))
    with pytest.raises(PlaceGoneError):
        confirm(enrolment=place, actor=vera.user)


def test_an_offer_nobody_answers_lapses_to_the_next_in_line(db: None) -> None:
    event = weekend(places=1)
    silent, waiting = (join(volunteer=VolunteerFactory(), event=event) for _ in range(2))
    late = at(date(2026, 12, 7), 9)
    assert lapse_overdue() == 0
    assert lapse_overdue(now=late) == 1
    silent.refresh_from_db()
    waiting.refresh_from_db()
    assert (silent.state, waiting.state) == (State.CANCELLED, State.OFFERED)
    assert Delivery.objects.about(silent).filter(kind="place_lapsed").count() == 1


def test_a_confirmed_place_does_not_lapse(db: None, vera: Volunteer) -> None:
    place = join(volunteer=vera, event=weekend())
    confirm(enrolment=place, actor=vera.user)
    assert lapse_overdue(now=at(date(2026, 12, 31), 9)) == 0


def test_nothing_is_offered_by_itself_once_the_cut_off_has_passed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    event = weekend()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(date(2027, 1, 13), 9))
    place = join(volunteer=VolunteerFactory(), event=event)
    assert place.state == State.WAITLISTED
    assert promote(event=event) == []


def test_no_place_is_given_up_once_the_event_has_begun(
    db: None, vera: Volunteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = join(volunteer=vera, event=weekend())
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(date(2027, 1, 16), 10))
    with pytest.raises(PlaceGoneError):
        cancel(enrolment=place, actor=vera.user)
    assert taken(place.at) == [1, 1, 1]


def test_the_catch_up_invites_whoever_was_missed_and_nobody_twice(db: None, tom: User) -> None:
    weekend()
    placement = accepted(starts_on=date(2026, 11, 1))
    accepted(starts_on=date(2026, 5, 1))
    assert invite_missing() == 1
    cancel(enrolment=placement.volunteer.enrolments.get(), actor=tom)
    assert invite_missing() == 0


def test_mails_speak_the_language_of_the_volunteer(db: None) -> None:
    join(volunteer=VolunteerFactory(language="zh-hant", name="CHAN Tai Man", name_other="陳大文"), event=weekend())
    mail = Delivery.objects.get()
    assert mail.subject == "為你預留名額：培訓"
    assert "/zh-hant/my/" in mail.body
    assert mail.body.startswith("陳大文")


def test_make_ups_count_in_the_same_seats(db: None) -> None:
    event = weekend(places=1)
    session = event.sessions.earliest("starts_at")
    assert Session.objects.take_seat(session.pk)
    Enrolment.objects.create(volunteer=VolunteerFactory(), session=session, state=State.CONFIRMED)
    assert join(volunteer=VolunteerFactory(), event=event).state == State.WAITLISTED
    assert_counters_agree()


@given(left=st.integers(min_value=-400, max_value=400))
def test_the_time_to_answer_shortens_and_never_reaches_the_cut_off(left: int) -> None:
    day = date(2026, 11, 22)
    until = offer_until(day + timedelta(days=left), day)
    if left <= CUT_OFF_DAYS:
        assert until is None
    else:
        assert until is not None
        assert day < until <= day + timedelta(days=OFFER_DAYS)
        assert until + timedelta(days=CUT_OFF_DAYS) <= day + timedelta(days=left)


def test_a_weekend_without_sessions_has_no_seats_to_give(db: None) -> None:
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory())
    assert join(volunteer=VolunteerFactory(), event=event).state == State.WAITLISTED
