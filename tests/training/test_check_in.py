"""Self check-in: what the room's screen shows lets those in the room mark themselves, once, for a minute."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Volunteer
from tests.factories import EnrolmentFactory, ModuleFactory, SessionFactory, UserFactory, VolunteerFactory
from training.actions.check_in import TRIES, CheckInRefusedError, check_in, close_check_in, here, open_check_in
from training.actions.register import RefusedError, id_of, mark, undo
from training.models import Attendance, AttendanceMark, Credit, Enrolment, Session
from training.rules.check_in import GRACES, STEP, accepts, minutes_late, shown, step_at

BEGINS = at(date(2027, 1, 16), 10)
PAGE = "training:check_in"


class Clock:
    """The time it is; ``clock.at`` moves it."""

    at: datetime = BEGINS - timedelta(minutes=5)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Five to ten on the Saturday of the January weekend."""
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.at)
    return clock


@pytest.fixture
def session(db: None, tom: User) -> Session:
    """A session from ten to twelve, with check-in open."""
    session = SessionFactory(starts_at=BEGINS, module=ModuleFactory(title_en="Refugee law", allowance_minutes=15))
    open_check_in(session=session, grace_seconds=30, actor=tom)
    session.refresh_from_db()
    return session


@pytest.fixture
def place(session: Session, vera: Volunteer) -> Enrolment:
    return EnrolmentFactory(volunteer=vera, event=session.event)


def on_screen(session: Session, moment: datetime) -> Any:
    return shown(session.check_in_secret, step_at(moment))


def say(volunteer: Volunteer, said: str) -> Attendance | None:
    assert volunteer.user
    return check_in(volunteer=volunteer, said=said, actor=volunteer.user).attendance


def send(client: Client, **said: str) -> Any:
    return client.post(reverse(PAGE), said)


@settings(deadline=None)
@given(
    seconds=st.integers(0, 4 * STEP),
    begins=st.integers(0, STEP - 1),
    grace=st.sampled_from(GRACES),
    way=st.integers(0, 2),
)
def test_what_was_shown_counts_while_shown_and_for_the_grace_after(
    seconds: int, begins: int, grace: int, way: int
) -> None:
    first = datetime.fromtimestamp(1_800_000_000 // STEP * STEP + begins, tz=HONG_KONG)
    said = list(shown("secret", step_at(first)).said())[way]
    later = first + timedelta(seconds=seconds)
    ends = (step_at(first) + 1) * STEP + grace
    assert accepts("secret", said, now=later, grace=grace) == (later.timestamp() < ends)
    assert not accepts("secret", said, now=first - timedelta(seconds=begins + 1), grace=grace)  # not before it is shown
    assert not accepts("other", said, now=later, grace=grace)
    assert not accepts("", said, now=later, grace=grace)


@settings(deadline=None)
@given(st.integers(-3600, 7200))
def test_lateness_is_in_whole_minutes_by_the_clock(seconds: int) -> None:
    assert minutes_late(BEGINS, BEGINS + timedelta(seconds=seconds)) == max(0, seconds) // 60


def test_the_code_and_the_words_in_either_language_count_as_people_type_them(
    session: Session, vera: Volunteer, clock: Clock
) -> None:
    code, (english, chinese) = on_screen(session, clock.at).code, on_screen(session, clock.at).words
    for said in (code, english.upper(), english.replace(" ", "-"), f" {chinese[:2]} {chinese[2:]}。"):
        person = VolunteerFactory(user=UserFactory())
        EnrolmentFactory(volunteer=person, event=session.event)
        assert say(person, said) is not None
    assert AttendanceMark.objects.filter(source="check_in").count() == 4


def test_the_mark_is_their_own_late_by_the_clock_and_earns_credit(
    session: Session, place: Enrolment, vera: Volunteer, clock: Clock
) -> None:
    clock.at = BEGINS + timedelta(minutes=7, seconds=59)
    say(vera, on_screen(session, clock.at).code)
    kept = AttendanceMark.objects.get()
    assert (kept.status, kept.minutes_late, kept.source, kept.marked_by) == ("present", 7, "check_in", vera.user)
    assert Credit.objects.standing().get().volunteer == vera
    session.refresh_from_db()
    assert session.state == Session.State.HELD


def test_saying_it_again_counts_once(session: Session, place: Enrolment, vera: Volunteer, clock: Clock) -> None:
    say(vera, on_screen(session, clock.at).code)
    clock.at += timedelta(minutes=20)
    say(vera, on_screen(session, clock.at).code)
    assert (AttendanceMark.objects.count(), Attendance.objects.get().minutes_late) == (1, 0)


@pytest.mark.parametrize(("minutes", "counts"), [(0, 1), (0.5, 1), (1.1, 0), (60, 0)])
def test_what_was_shared_counts_no_longer_than_the_next_code_is_shown(
    session: Session, place: Enrolment, vera: Volunteer, clock: Clock, minutes: float, counts: int
) -> None:
    sent = on_screen(session, clock.at).code
    clock.at += timedelta(minutes=minutes)
    if counts:
        say(vera, sent)
    else:
        with pytest.raises(CheckInRefusedError):
            say(vera, sent)
    assert AttendanceMark.objects.count() == counts


def test_a_code_of_one_session_is_worth_nothing_at_another(
    session: Session, vera: Volunteer, tom: User, clock: Clock
) -> None:
    other = SessionFactory(starts_at=BEGINS)
    open_check_in(session=other, grace_seconds=600, actor=tom)
    EnrolmentFactory(volunteer=vera, event=other.event)
    with pytest.raises(CheckInRefusedError):
        say(vera, on_screen(session, clock.at).code)
    assert AttendanceMark.objects.count() == 0


@pytest.mark.parametrize("state", ["offered", "waitlisted", "cancelled"])
def test_nobody_without_a_confirmed_place_checks_in(
    session: Session, vera: Volunteer, clock: Clock, state: str
) -> None:
    EnrolmentFactory(volunteer=vera, event=session.event, state=state, waiting_since=clock.at)
    with pytest.raises(CheckInRefusedError):
        say(vera, on_screen(session, clock.at).code)
    assert here(vera) == []


def test_a_make_up_checks_in_at_its_own_session_only(
    session: Session, vera: Volunteer, tom: User, clock: Clock
) -> None:
    beside = SessionFactory(event=session.event, starts_at=BEGINS)
    open_check_in(session=beside, grace_seconds=30, actor=tom)
    EnrolmentFactory(volunteer=vera, session=session)
    assert [one.session for one in here(vera)] == [session]
    assert say(vera, on_screen(session, clock.at).words[1]) is not None


@pytest.mark.parametrize("status", ["absent", "excused", "undone", "present"])
def test_a_trainers_mark_is_never_overwritten(
    session: Session, place: Enrolment, vera: Volunteer, tom: User, clock: Clock, status: str
) -> None:
    given: Any = {"enrolment": place, "session": session, "actor": tom}
    mark(status="present" if status == "undone" else status, client_id=id_of(session.uid, 1), seen_version=0, **given)
    if status == "undone":
        undo(client_id=id_of(session.uid, 2), seen_version=1, **given)
    before = list(AttendanceMark.objects.values())
    code = on_screen(session, clock.at).code
    if status == "present":
        say(vera, code)
    else:
        with pytest.raises(CheckInRefusedError):
            say(vera, code)
    assert list(AttendanceMark.objects.values()) == before


def test_nobody_checks_in_for_somebody_else(session: Session, place: Enrolment, vera: Volunteer, tom: User) -> None:
    own: Any = vera.user
    given: Any = {"enrolment": place, "session": session, "status": "present", "client_id": session.uid}
    with pytest.raises(RefusedError):
        mark(actor=tom, seen_version=0, source=AttendanceMark.Source.CHECK_IN, **given)
    with pytest.raises(RefusedError):
        mark(actor=own, seen_version=0, **given)
    assert AttendanceMark.objects.count() == 0


def test_guessing_ends_after_a_few_tries_even_with_the_right_words(
    session: Session, place: Enrolment, vera: Volunteer, clock: Clock
) -> None:
    for _turn in range(TRIES):
        with pytest.raises(CheckInRefusedError):
            say(vera, "harbour harbourer")
    with pytest.raises(CheckInRefusedError, match="Too many tries"):
        say(vera, on_screen(session, clock.at).words[0])
    assert AttendanceMark.objects.count() == 0


@pytest.mark.parametrize("hours", [-1.1, 2])
def test_it_is_open_from_an_hour_before_to_the_end(
    session: Session, place: Enrolment, vera: Volunteer, clock: Clock, hours: float
) -> None:
    clock.at = BEGINS + timedelta(hours=hours)
    with pytest.raises(CheckInRefusedError):
        say(vera, on_screen(session, clock.at).code)
    assert here(vera) == []


def test_closing_makes_every_code_void_and_opening_again_makes_new_ones(
    session: Session, place: Enrolment, vera: Volunteer, tom: User, clock: Clock
) -> None:
    code = on_screen(session, clock.at).code
    close_check_in(session=session, actor=tom)
    with pytest.raises(CheckInRefusedError):
        say(vera, code)
    open_check_in(session=session, grace_seconds=600, actor=tom)
    with pytest.raises(CheckInRefusedError):
        say(vera, code)
    first = session.check_in_secret
    session.refresh_from_db()
    again = session.check_in_secret
    open_check_in(session=session, grace_seconds=60, actor=tom)  # open already: another grace, the same codes
    session.refresh_from_db()
    assert (first != again, session.check_in_secret, session.grace_seconds) == (True, again, 60)


def test_a_cancelled_or_finished_session_is_not_opened(session: Session, tom: User, clock: Clock) -> None:
    close_check_in(session=session, actor=tom)
    clock.at = session.ends_at
    with pytest.raises(RefusedError):
        open_check_in(session=session, grace_seconds=30, actor=tom)
    clock.at, session.state = BEGINS, Session.State.CANCELLED
    with pytest.raises(RefusedError):
        open_check_in(session=session, grace_seconds=30, actor=tom)
    session.refresh_from_db()
    assert (session.check_in_open, session.check_in_secret) == (False, "")


@pytest.mark.either
def test_opening_the_address_does_nothing_and_a_press_of_its_button_does(
    client: Client, session: Session, place: Enrolment, vera: Volunteer, clock: Clock
) -> None:
    assert vera.user
    client.force_login(vera.user)
    code = on_screen(session, clock.at).code
    for _turn in range(TRIES + 2):  # a scanner that opens links uses nothing up either
        page = client.get(reverse(PAGE), {"code": code}).content.decode()
    assert f'name="code" value="{code}"' in page
    assert client.head(reverse(PAGE), {"code": code}).status_code == 200
    assert AttendanceMark.objects.count() == 0
    answer = client.post(reverse(PAGE), {"code": code}, follow=True)
    assert "You are checked in: Refugee law." in answer.content.decode()
    assert Attendance.objects.get().status == "present"


@pytest.mark.either
def test_without_a_token_nothing_is_marked(session: Session, place: Enrolment, vera: Volunteer, clock: Clock) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert vera.user
    strict.force_login(vera.user)
    assert send(strict, code=on_screen(session, clock.at).code).status_code == 403
    assert AttendanceMark.objects.count() == 0


@pytest.mark.either
def test_a_wrong_word_is_said_with_what_was_typed_kept(
    client: Client, session: Session, place: Enrolment, vera: Volunteer
) -> None:
    assert vera.user
    client.force_login(vera.user)
    page = send(client, said="harbour lamp").content.decode()
    assert 'value="harbour lamp"' in page
    assert "changes every 30 seconds" in page
    page = send(client, code="oldoldoldold").content.decode()
    assert "oldoldoldold" not in page
    assert "changes every 30 seconds" in page


@pytest.mark.either
def test_whoever_is_not_signed_in_comes_back_to_the_code(client: Client, session: Session) -> None:
    answer = client.get(reverse(PAGE), {"code": "abc"})
    assert answer.status_code == 302
    assert "code%3Dabc" in answer["Location"]


@pytest.mark.either
@pytest.mark.parametrize("name", ["check_in", "open_check_in", "close_check_in", "screen"])
def test_only_trainers_open_it_and_see_the_screen(
    client: Client, session: Session, eddie: User, vera: Volunteer, name: str
) -> None:
    address = reverse(f"register:{name}", args=[session.pk])
    strangers: list[Any] = [eddie, vera.user]
    for user in strangers:
        client.force_login(user)
        assert {client.get(address).status_code, client.post(address).status_code} == {404}
    session.refresh_from_db()
    assert session.check_in_open


@pytest.mark.either
def test_the_screen_shows_the_code_of_the_moment_and_no_names(
    client: Client, session: Session, place: Enrolment, tom: User, clock: Clock
) -> None:
    client.force_login(tom)
    address = reverse("register:screen", args=[session.pk])
    for _turn in range(2):
        page = client.get(address).content.decode()
        now = on_screen(session, clock.at)
        assert f"/en/my/check-in/?code={now.code}</title>" in page
        assert now.words[0] in page
        assert now.words[1] in page
        assert place.volunteer.name not in page
        clock.at += timedelta(seconds=STEP)
    close_check_in(session=session, actor=tom)
    assert "?code=" not in client.get(address).content.decode()


@pytest.mark.either
def test_the_trainer_sees_who_came_against_the_head_count(
    client: Client, session: Session, place: Enrolment, vera: Volunteer, tom: User, clock: Clock
) -> None:
    EnrolmentFactory(event=session.event, volunteer__name="Somebody Missing")
    Session.objects.filter(pk=session.pk).update(head_count=2)
    clock.at = BEGINS + timedelta(minutes=3)
    say(vera, on_screen(session, clock.at).code)
    client.force_login(tom)
    page = client.get(reverse("register:check_in", args=[session.pk])).content.decode()
    came, missing = page.split("Without a mark")
    assert vera.name in came
    assert "10:03, 3 minutes late" in came
    assert "1 more in the room than the register knows of." in came
    assert "Somebody Missing" in missing


@pytest.mark.either
def test_the_trainers_list_asks_no_more_for_more_people(
    client: Client, session: Session, place: Enrolment, vera: Volunteer, tom: User, clock: Clock
) -> None:
    client.force_login(tom)
    say(vera, on_screen(session, clock.at).code)
    address, asked = reverse("register:check_in", args=[session.pk]), []
    client.get(address)
    for _turn in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        asked.append(len(captured))
        for _more in range(2):
            person = VolunteerFactory(user=UserFactory())
            EnrolmentFactory(volunteer=person, event=session.event)
            EnrolmentFactory(event=session.event)
            say(person, on_screen(session, clock.at).code)
    assert asked[0] == asked[1]


def test_thirty_people_check_in_while_the_code_rotates(client: Client, session: Session, clock: Clock) -> None:
    """One every twelve seconds by what the screen shows then; ten by what a friend sent two minutes before: nobody."""
    people = [VolunteerFactory(user=UserFactory()) for _ in range(40)]
    for person in people:
        EnrolmentFactory(volunteer=person, event=session.event)
    at_home, in_the_room = people[:10], people[10:]
    clock.at = BEGINS - timedelta(minutes=2)
    sent = on_screen(session, clock.at).code
    for number, person in enumerate(in_the_room):
        now = on_screen(session, clock.at)
        said = (now.code, *now.words)[number % 3]
        clock.at += timedelta(seconds=12)
        client.force_login(person.user)
        assert send(client, said=said).status_code == 302
    for person in at_home:
        client.force_login(person.user)
        assert send(client, code=sent).status_code == 200
    marked = Attendance.objects.filter(session=session, status="present")
    assert set(marked.values_list("enrolment__volunteer", flat=True)) == {person.pk for person in in_the_room}
    assert marked.filter(minutes_late=0).count() == 14


def test_the_screen_says_when_an_opened_check_in_begins(
    client: Client, session: Session, tom: User, clock: Clock
) -> None:
    screen = reverse("register:screen", args=[session.pk])
    clock.at = BEGINS - timedelta(hours=2)
    client.force_login(tom)
    assert (
        "It begins an hour before the session: Saturday 16 January 2027, 09:00." in client.get(screen).content.decode()
    )
    close_check_in(session=session, actor=tom)
    assert "A trainer opens it" in client.get(screen).content.decode()
