"""Waitlists carried over, people moved with their history, seats given by hand, and late joiners."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from base.dates import HONG_KONG, at
from mail.models import Delivery
from recruitment.actions.refusals import NotPossible
from recruitment.models import Placement, Role, Volunteer
from tests.factories import (
    CaseworkFactory,
    CohortFactory,
    CompletionFactory,
    EventFactory,
    PlacementFactory,
    SessionFactory,
)
from training.actions.make_ups import offer
from training.actions.moving import How, move, roll_over, roll_over_begun
from training.actions.people import move_training
from training.actions.places import PlaceRefusedError, confirm, invite, join, lapse_overdue
from training.actions.register import RefusedError
from training.actions.room import seat
from training.actions.seating import give_seat
from training.models import Enrolment, Event, Session

State = Enrolment.State
NOVEMBER = datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG)
FRIDAY = at(date(2027, 1, 15), 18)
SATURDAY = at(date(2027, 1, 16), 11)
SUNDAY = at(date(2027, 1, 17), 9)


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 22 November 2026; the January weekend is eight weeks off."""
    let_it_be(monkeypatch, NOVEMBER)


def let_it_be(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def weekend(first: date, season: str = "january", places: int = 1) -> Event:
    """A session on Saturday and one on Sunday."""
    cohort = CohortFactory(season=season, starts_on=first)
    event = EventFactory(kind=Event.Kind.WEEKEND, cohort=cohort, places=places, title_en=f"Weekend {season}")
    for day in (first, first + timedelta(days=1)):
        SessionFactory(event=event, starts_at=at(day, 10))
    return event


@pytest.fixture
def january(db: None) -> Event:
    return weekend(date(2027, 1, 16))


@pytest.fixture
def may(db: None) -> Event:
    return weekend(date(2027, 5, 29), "may_june")


def accepted(**fields: object) -> Placement:
    role = Role.objects.filter(slug="casework").first() or CaseworkFactory()
    return PlacementFactory(role=role, **fields)


def ask(event: Event, number: int) -> list[Enrolment]:
    return [join(volunteer=accepted().volunteer, event=event) for _number in range(number)]


def taken(event: Event) -> list[int]:
    return list(event.sessions.values_list("taken", flat=True))


def kinds(place: Enrolment) -> list[str]:
    return sorted(Delivery.objects.about(place).values_list("kind", flat=True))


def test_the_waitlist_goes_to_the_next_weekend_before_newcomers(january: Event, may: Event, tom: User) -> None:
    _first, second, third = ask(january, 3)
    held, newcomer = ask(may, 2)
    assert roll_over(event=january, actor=tom) == 2
    line = list(may.enrolments.waiting())
    assert [place.came_from for place in line] == [second, third, None]
    assert [place.priority for place in line] == [1, 1, 0]
    assert line[2] == newcomer
    assert line[0].waiting_since == second.waiting_since
    assert not january.enrolments.waiting().exists()
    assert kinds(line[0]) == ["place_carried_over"]
    assert "Weekend january" in Delivery.objects.about(line[0]).get().body
    assert held.state == State.OFFERED


def test_whoever_is_carried_over_is_offered_what_is_free_there(january: Event, may: Event) -> None:
    ask(january, 3)
    roll_over(event=january)
    assert [place.state for place in may.enrolments.order_by("pk")] == [State.OFFERED, State.WAITLISTED]
    assert taken(may) == [1, 1]


def test_it_happens_by_itself_once_the_event_has_begun(
    january: Event, may: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(january, 2)
    let_it_be(monkeypatch, FRIDAY)
    assert roll_over_begun() == 0
    let_it_be(monkeypatch, SATURDAY)
    assert roll_over_begun() == 1
    assert roll_over_begun() == 0
    assert may.enrolments.get().state == State.OFFERED


def test_the_line_waits_until_a_later_weekend_is_planned(january: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = ask(january, 2)[1]
    let_it_be(monkeypatch, SATURDAY)
    assert roll_over_begun() == 0
    with pytest.raises(PlaceRefusedError):
        roll_over(event=january)
    september = weekend(date(2027, 9, 18), "september")
    assert roll_over_begun() == 1
    assert september.enrolments.get().came_from == waiting


def test_only_those_who_still_want_it_are_carried_over(january: Event, may: Event) -> None:
    _seated, trained, left, has_one = ask(january, 4)
    CompletionFactory(volunteer=trained.volunteer, role=Role.objects.get())
    Placement.objects.filter(volunteer=left.volunteer).update(ends_on=date(2026, 11, 1))
    ask(may, 1)
    there = join(volunteer=has_one.volunteer, event=may, besides=True)
    assert roll_over(event=january) == 0
    there.refresh_from_db()
    assert (there.state, there.priority) == (State.WAITLISTED, 1)
    assert may.enrolments.count() == 2
    assert not january.enrolments.waiting().exists()


def test_a_moved_person_keeps_their_place_and_its_history(january: Event, may: Event, tom: User) -> None:
    place, waiting = ask(january, 2)
    confirm(enrolment=place, actor=None)
    moved = move(enrolment=place, to=may, actor=tom)
    waiting.refresh_from_db()
    place.refresh_from_db()
    assert (moved.state, moved.came_from, place.state) == (State.CONFIRMED, place, State.CANCELLED)
    assert waiting.state == State.OFFERED
    assert (taken(january), taken(may)) == ([1, 1], [1, 1])
    assert kinds(moved) == ["place_moved"]
    assert kinds(place) == ["place_confirmed", "place_offered"]


def test_an_offer_that_is_moved_is_offered_there(january: Event, may: Event, tom: User) -> None:
    moved = move(enrolment=ask(january, 1)[0], to=may, actor=tom)
    assert (moved.state, moved.offered_until) == (State.OFFERED, at(date(2026, 12, 6), 23, 59))
    assert kinds(moved) == ["place_offered"]


def test_a_full_event_takes_nobody_more_unless_extra_or_in_line(january: Event, may: Event, tom: User) -> None:
    ask(may, 1)
    first = ask(january, 1)[0]
    with pytest.raises(PlaceRefusedError):
        move(enrolment=first, to=may, actor=tom)
    first.refresh_from_db()
    assert (first.state, taken(january), taken(may)) == (State.OFFERED, [1, 1], [1, 1])
    extra = move(enrolment=first, to=may, actor=tom, how=How.EXTRA)
    assert (extra.state, extra.is_extra, taken(may)) == (State.CONFIRMED, True, [2, 2])
    second = ask(january, 1)[0]
    in_line = move(enrolment=second, to=may, actor=tom, how=How.LINE)
    assert (in_line.state, in_line.waiting_since) == (State.WAITLISTED, second.waiting_since)


def test_nobody_is_moved_from_what_has_begun_nor_by_themselves(
    january: Event, may: Event, tom: User, vera: Volunteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = join(volunteer=vera, event=january)
    assert vera.user
    with pytest.raises(PermissionDenied):
        move(enrolment=place, to=may, actor=vera.user)
    let_it_be(monkeypatch, SATURDAY)
    with pytest.raises(PlaceRefusedError):
        move(enrolment=place, to=may, actor=tom)
    assert not may.enrolments.exists()


def test_after_the_cut_off_staff_phone(january: Event, tom: User, monkeypatch: pytest.MonkeyPatch) -> None:
    let_it_be(monkeypatch, FRIDAY)
    place, second = ask(january, 2)
    assert kinds(place) == ["place_by_phone"]
    given = give_seat(volunteer=place.volunteer, at=january, actor=tom)
    assert (given, given.state, given.is_extra, taken(january)) == (place, State.CONFIRMED, False, [1, 1])
    assert kinds(place) == ["place_by_phone", "place_confirmed"]
    with pytest.raises(PlaceRefusedError):
        give_seat(volunteer=second.volunteer, at=january, actor=tom)
    extra = give_seat(volunteer=second.volunteer, at=january, actor=tom, extra=True)
    assert (extra.is_extra, taken(january)) == (True, [2, 2])


def test_whoever_joins_late_sits_where_there_is_room_and_counts_everywhere(
    january: Event, tom: User, vera: Volunteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saturday's session is over and full; on Sunday there is room."""
    Session.objects.filter(pk=january.sessions.earliest("starts_at").pk).update(places=0, state="held")
    let_it_be(monkeypatch, SUNDAY)
    give_seat(volunteer=vera, at=january, actor=tom)
    assert taken(january) == [1, 1]
    assert not Delivery.objects.exists()


def test_a_walk_in_is_given_one_session_and_never_two_chairs(january: Event, tom: User, vera: Volunteer) -> None:
    first, second = january.sessions.order_by("starts_at")
    place = give_seat(volunteer=vera, at=first, actor=tom)
    assert give_seat(volunteer=vera, at=first, actor=tom) == place
    assert taken(january) == [1, 0]
    with pytest.raises(PlaceRefusedError):
        give_seat(volunteer=vera, at=january, actor=tom)
    assert join(volunteer=vera, event=january) == place
    with pytest.raises(PlaceRefusedError):
        offer(volunteer=vera, session=first, actor=tom)
    assert offer(volunteer=vera, session=second, actor=tom).state == State.OFFERED


def test_two_rows_of_one_person_do_not_become_two_chairs(
    january: Event, tom: User, vera: Volunteer, victor: Volunteer
) -> None:
    join(volunteer=vera, event=january)
    offer(volunteer=victor, session=SessionFactory(event=january, places=5), actor=tom)
    for kept, other in ((vera, victor), (victor, vera)):
        with pytest.raises(NotPossible):
            move_training(kept=kept, other=other)


def test_an_offer_that_outlived_the_beginning_lapses_once(january: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    place = ask(january, 1)[0]
    let_it_be(monkeypatch, SUNDAY)
    assert [lapse_overdue(), lapse_overdue()] == [1, 0]
    place.refresh_from_db()
    assert (place.state, taken(january)) == (State.CANCELLED, [0, 0])


def test_who_is_accepted_after_the_cut_off_is_told_that_we_call(
    january: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_it_be(monkeypatch, FRIDAY)
    place = invite(placement=accepted())
    assert place
    assert (place.state, kinds(place)) == (State.WAITLISTED, ["place_by_phone"])


def test_a_walk_in_with_a_make_up_elsewhere_at_the_event_gets_no_second_chair(
    january: Event, tom: User, vera: Volunteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    saturday, sunday = january.sessions.order_by("starts_at")
    offer(volunteer=vera, session=sunday, actor=tom)
    let_it_be(monkeypatch, SATURDAY)
    with pytest.raises(RefusedError):
        seat(volunteer=vera, session=saturday, actor=tom, whole_event=True)
    seat(volunteer=vera, session=saturday, actor=tom, whole_event=False)
    assert taken(january) == [1, 1]
