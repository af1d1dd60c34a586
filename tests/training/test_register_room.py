"""The register in the room: phones that come late, corrections with a reason, people nobody expected, paper."""

import subprocess
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from base.dates import HONG_KONG, at
from config.retention import RULES
from recruitment.models import Volunteer
from tests.benchmarks.measure import queries as count_queries
from tests.factories import EnrolmentFactory, EventFactory, SessionFactory, UserFactory, VolunteerFactory
from training.actions import room
from training.actions.register import ConflictError, RefusedError, mark, mark_rest_present
from training.actions.tapping import ReasonNeededError, take_back_rest, tap
from training.models import Attendance, AttendanceMark, Enrolment, RegisterNote, Session, WalkIn

NOW = datetime(2027, 1, 16, 10, 0, tzinfo=HONG_KONG)
SCRIPT = {"X-Register-Script": "1"}


@pytest.fixture(autouse=True)
def in_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ten o'clock; the session runs from half past nine to half past eleven."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """To be asked for last: the session is over."""
    then = NOW + timedelta(hours=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: then)
    return then


@pytest.fixture
def session(db: None) -> Session:
    return SessionFactory()


@pytest.fixture
def place(session: Session, vera: Volunteer) -> Enrolment:
    return EnrolmentFactory(volunteer=vera, event=session.event)


def say(place: Enrolment, session: Session, actor: User, status: str = "present", **said: Any) -> Attendance:
    given = {"client_id": uuid.uuid4(), "seen_version": 0, **said}
    return tap(enrolment=place, session=session, status=status, actor=actor, **given)


def of(name: str, session: Session, *more: int) -> str:
    return reverse(f"register:{name}", args=[session.pk, *more])


def test_two_who_say_the_same_do_not_disagree(place: Enrolment, session: Session, tom: User, susan: User) -> None:
    say(place, session, susan, minutes_late=5)
    assert say(place, session, tom, minutes_late=5).version == 1
    with pytest.raises(ConflictError):
        say(place, session, tom, minutes_late=6)
    assert AttendanceMark.objects.get().marked_by == susan


def test_a_mark_upon_a_mark_that_never_arrived_overwrites_nobody(
    place: Enrolment, session: Session, tom: User, susan: User
) -> None:
    never = uuid.uuid4()
    say(place, session, susan, "absent")
    with pytest.raises(ConflictError):
        say(place, session, tom, "excused", seen_version=1, behind=never)
    assert Attendance.objects.get().status == "absent"
    assert say(place, session, tom, "excused", seen_version=1).version == 2  # what the guard is there for


def test_marks_of_one_phone_follow_each_other(place: Enrolment, session: Session, tom: User) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    for _again in range(2):
        say(place, session, tom, client_id=first)
        say(place, session, tom, "absent", client_id=second, seen_version=1, behind=first)
    assert (Attendance.objects.get().status, AttendanceMark.objects.count()) == ("absent", 2)


def test_a_correction_after_the_end_says_why(place: Enrolment, session: Session, tom: User, later: datetime) -> None:
    say(place, session, tom)  # the first mark of somebody needs no reason
    for seen, status in ((1, "absent"), (1, "undo")):
        with pytest.raises(ReasonNeededError):
            say(place, session, tom, status, seen_version=seen)
    for clock in (later + timedelta(hours=1), later - timedelta(days=40), later):
        with pytest.raises(ReasonNeededError):
            say(place, session, tom, "absent", seen_version=1, tapped_at=clock)
    say(place, session, tom, "absent", seen_version=1, reason="Was in the other room")
    assert AttendanceMark.objects.latest("version").reason == "Was in the other room"


def test_a_correction_tapped_before_the_end_needs_no_reason_when_it_comes_late(
    place: Enrolment, session: Session, tom: User, later: datetime
) -> None:
    say(place, session, tom)
    say(place, session, tom, "absent", seen_version=1, tapped_at=NOW)
    kept = AttendanceMark.objects.latest("version")
    assert (kept.tapped_at, kept.at) == (NOW, later)


def test_everybody_present_is_taken_back_but_for_those_marked_since(session: Session, tom: User, susan: User) -> None:
    before, since, untouched = (EnrolmentFactory(event=session.event) for _ in range(3))
    say(before, session, susan, "excused")
    tap_id = uuid.uuid4()
    mark_rest_present(session=session, client_id=tap_id, actor=tom)
    say(since, session, susan, "absent", seen_version=1)
    assert take_back_rest(session=session, tap_id=tap_id, actor=susan) == 0
    assert [take_back_rest(session=session, tap_id=tap_id, actor=tom) for _ in range(2)] == [1, 0]
    kept = dict(Attendance.objects.values_list("enrolment", "status"))
    assert kept == {before.pk: "excused", since.pk: "absent", untouched.pk: ""}


def test_a_walk_in_is_written_down_once_and_matched_later(client: Client, session: Session, tom: User) -> None:
    client.force_login(tom)
    sent = {"client_id": str(uuid.uuid4()), "name": "Somebody New", "contact": "5123 4567"}
    answers = [client.post(of("walk_in", session), sent, headers=SCRIPT).status_code for _ in range(2)]
    assert (answers, WalkIn.objects.count()) == ([200, 200], 1)
    waiting, person = WalkIn.objects.get(), VolunteerFactory(name="Somebody Newman", email="new@example.org")
    address = of("match", session, waiting.pk)
    found = client.post(address, {"q": "newm some"}).content.decode()
    assert "Somebody Newman" in found
    assert "new@example.org" not in found
    client.post(address, {"volunteer": person.pk})
    waiting.refresh_from_db()
    given = waiting.enrolment
    assert given
    assert (given.volunteer, given.session, given.is_extra, waiting.contact) == (person, session, True, "")
    assert Attendance.objects.get(enrolment=given).status == "present"
    assert client.get(address).status_code == 404


def test_an_extra_place_goes_beyond_the_number_and_is_recorded(tom: User, vera: Volunteer) -> None:
    session = SessionFactory(places=1, taken=1)
    other = SessionFactory(event=session.event, places=1, taken=1)
    place = room.seat(volunteer=vera, session=session, actor=tom, whole_event=True)
    again = room.seat(volunteer=vera, session=session, actor=tom, whole_event=False)
    assert (place, place.state, place.is_extra) == (again, Enrolment.State.CONFIRMED, True)
    assert [row.taken for row in Session.objects.filter(pk__in=[session.pk, other.pk])] == [2, 2]


@pytest.mark.parametrize(("state", "extra", "taken"), [("offered", False, 5), ("waitlisted", True, 6)])
def test_who_was_offered_a_place_or_waited_for_one_takes_it_up(
    tom: User, vera: Volunteer, *, state: str, extra: bool, taken: int
) -> None:
    session = SessionFactory(taken=5)
    held = EnrolmentFactory(volunteer=vera, event=session.event, state=state, waiting_since=NOW)
    place = room.seat(volunteer=vera, session=session, actor=tom, whole_event=False)
    session.refresh_from_db()
    assert (place.pk, place.state, place.is_extra) == (held.pk, Enrolment.State.CONFIRMED, extra)
    assert session.taken == taken


def test_nobody_gives_themselves_a_place(session: Session, tom: User) -> None:
    with pytest.raises(RefusedError):
        room.seat(volunteer=VolunteerFactory(user=tom), session=session, actor=tom, whole_event=False)
    assert Enrolment.objects.count() == 0


@pytest.mark.either
def test_heads_are_counted_against_the_register(client: Client, session: Session, place: Enrolment, tom: User) -> None:
    client.force_login(tom)
    say(place, session, tom)
    room.add_walk_in(session=session, name="New", contact="", client_id=uuid.uuid4(), actor=tom)
    for heads, said in (("4", "2 more in the room"), ("2", "it agrees"), ("1", "1 marked present is not in the room")):
        client.post(of("head_count", session), {"head_count": heads})
        assert said in client.get(of("sheet", session)).content.decode()
    by_script = client.post(of("head_count", session), {"head_count": "3"}, headers=SCRIPT)
    assert "1 more in the room" in by_script.json()["counts"]


@pytest.mark.either
def test_a_cell_tells_its_history(client: Client, session: Session, place: Enrolment, tom: User, susan: User) -> None:
    say(place, session, susan, minutes_late=7)
    mark(
        enrolment=place,
        session=session,
        status="excused",
        client_id=uuid.uuid4(),
        seen_version=1,
        actor=tom,
        reason="Ill",
    )
    client.force_login(tom)
    sent = {"client_id": str(uuid.uuid4()), "text": "Comes back on Sunday", "enrolment": place.pk}
    for _again in range(2):
        client.post(of("note", session), sent)
    page = client.get(of("cell", session, place.pk)).content.decode()
    for said in ("Excused", "before: Present", "7 minutes late", "susan@example.org", "tom@example.org", "Reason: Ill"):
        assert said in page
    assert "Comes back on Sunday" in page
    assert RegisterNote.objects.count() == 1


def send(client: Client, place: Enrolment, session: Session, **said: Any) -> Any:
    given = {"status": "absent", "client_id": uuid.uuid4(), "seen_version": 0, **said}
    headers = {**SCRIPT, **given.pop("headers", {})}
    return client.post(of("mark", session, place.pk), given, headers=headers)


def test_what_waited_is_sent_by_nobody_else_and_survives_a_stale_token(
    place: Enrolment, session: Session, tom: User, susan: User
) -> None:
    client = Client(enforce_csrf_checks=True)
    me = reverse("register:me")
    assert client.get(me, headers=SCRIPT).status_code == 401
    client.force_login(tom)
    said = client.get(me, headers=SCRIPT).json()
    assert said["user"] == str(tom.pk)
    assert send(client, place, session, marker=tom.pk).status_code == 403
    fresh = {"X-CSRFToken": said["token"]}
    assert send(client, place, session, marker=tom.pk + 1, headers=fresh).status_code == 401
    assert Attendance.objects.count() == 0
    assert send(client, place, session, marker=tom.pk, headers=fresh).status_code == 200


@pytest.mark.either
def test_the_script_is_asked_to_let_a_person_decide(
    client: Client, place: Enrolment, session: Session, tom: User, susan: User
) -> None:
    say(place, session, susan)
    client.force_login(tom)
    asked = send(client, place, session)
    assert asked.status_code == 409
    assert "susan@example.org" in asked.json()["rows"][0]["html"]
    assert "data-keep" in asked.json()["rows"][0]["html"]


@pytest.mark.either
def test_without_a_script_the_reason_is_asked_on_a_page_and_nothing_typed_is_lost(
    client: Client, place: Enrolment, session: Session, tom: User, later: datetime
) -> None:
    say(place, session, tom)
    client.force_login(tom)
    said = {"status": "present", "minutes_late": 9, "client_id": uuid.uuid4(), "seen_version": 1}
    asked = client.post(of("mark", session, place.pk), said)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert 'name="minutes_late" value="9"' in page
    assert 'name="reason"' in page


def test_a_phone_hears_what_others_marked(
    client: Client, place: Enrolment, session: Session, tom: User, susan: User
) -> None:
    client.force_login(tom)
    say(place, session, susan)
    said = client.get(of("state", session), {"after": "0"}).json()
    assert [(row["enrolment"], row["status"]) for row in said["rows"]] == [(place.pk, "present")]
    assert client.get(of("state", session), {"after": str(said["last"] + 25)}).json()["rows"] == []


def test_a_mark_costs_the_same_in_a_room_of_three_as_of_one(client: Client, session: Session, tom: User) -> None:
    client.force_login(tom)

    def asked() -> int:
        fresh = EnrolmentFactory(event=session.event)
        return count_queries(lambda: send(client, fresh, session))

    asked()
    alone, among = asked(), asked()
    assert alone == among
    assert among <= 20


@pytest.mark.either
def test_a_phone_keeps_names_from_the_day_before_the_event(client: Client, session: Session, tom: User) -> None:
    begun, far = (SessionFactory(starts_at=at(date(2027, 1, 18), 9)) for _ in range(2))
    Session.objects.filter(pk=begun.pk).update(event=session.event)
    client.force_login(tom)
    answer = client.get(of("sheet", session))
    assert answer["X-Keeper"] == str(tom.pk)
    assert int(answer["X-Keep-Until"]) == int((session.ends_at + timedelta(hours=2)).timestamp())
    assert "no-store" in answer["Cache-Control"]
    assert "X-Keeper" in client.get(of("sheet", begun))
    assert "X-Keeper" not in client.get(of("sheet", far))
    page = client.get(reverse("register:sessions")).content.decode()
    ready = [f'data-sheet="{of("sheet", one)}"' in page for one in (session, begun, far)]
    assert ready == [True, True, False]


@pytest.mark.either
def test_the_service_worker_minds_its_own_pages_and_holds_nobodys_data(client: Client, db: None) -> None:
    for language in ("en", "zh-hant"):
        with override(language):  # what a request says is spoken until the next
            answer = client.get(f"/{language}/register/worker.js")
            offline = client.get(f"/{language}/register/offline/")
        assert answer["Service-Worker-Allowed"] == f"/{language}/register/"
        assert answer["Content-Type"].startswith("text/javascript")
        assert offline.status_code == 200


@pytest.mark.either
def test_the_sheet_on_paper_says_what_the_page_says(
    client: Client, session: Session, place: Enrolment, tom: User, tmp_path: Any
) -> None:
    say(place, session, tom, minutes_late=12)
    EnrolmentFactory(event=session.event, volunteer__name="Chan Tai Man", volunteer__name_other="陳大文")
    for name in ("Somebody New", "Known By Now"):
        room.add_walk_in(session=session, name=name, contact="", client_id=uuid.uuid4(), actor=tom)
    WalkIn.objects.filter(name="Known By Now").update(enrolment=place)
    client.force_login(tom)
    answer = client.get(of("paper", session))
    assert answer["Content-Type"] == "application/pdf"
    (tmp_path / "sheet.pdf").write_bytes(answer.content)
    read = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "sheet.pdf", "-"], capture_output=True, text=True, check=True
    )
    vera = next(line for line in read.stdout.splitlines() if "Vera Lê" in line)
    assert "✓" in vera
    assert "12" in vera
    assert "陳大文" in read.stdout
    assert "Somebody New walk-in" in read.stdout
    assert "Known By Now" not in read.stdout


@pytest.mark.either
@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("add_person", "add"), ("make_ups", "event"), ("seat", "place"), ("move", "place"),
        ("open_check_in", "check_in"), ("close_check_in", "check_in"),
    ],
)  # fmt: skip
def test_who_signed_in_anew_is_led_to_the_page_they_had_sent(
    client: Client, session: Session, place: Enrolment, tom: User, name: str, page: str
) -> None:
    more = {"add_person": [place.volunteer_id], "seat": [place.pk], "move": [place.pk]}.get(name, [])
    key = session.pk if page == "check_in" else session.event_id
    client.force_login(tom)
    answer = client.get(reverse(f"register:{name}", args=[key, *more]), follow=True)
    there = reverse(f"register:{page}", args=[key, *(more if page == "place" else [])])
    assert (answer.redirect_chain, answer.status_code) == ([(there, 302)], 200)


@pytest.mark.parametrize(("days", "walk_ins", "notes"), [(0, 1, 1), (366, 0, 1), (732, 0, 0)])
def test_walk_ins_and_notes_are_kept_as_long_as_the_policy_says(
    session: Session, tom: User, monkeypatch: pytest.MonkeyPatch, days: int, walk_ins: int, notes: int
) -> None:
    room.add_walk_in(session=session, name="New", contact="5123 4567", client_id=uuid.uuid4(), actor=tom)
    room.add_note(session=session, text="Quiet", client_id=uuid.uuid4(), actor=tom, enrolment=None)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=days))
    due = {rule.key: rule.due() for rule in RULES}
    call_command("retain")
    assert (due["walk-ins"], due["notes of trainers"]) == (1 - walk_ins, 1 - notes)
    assert (WalkIn.objects.count(), RegisterNote.objects.count()) == (walk_ins, notes)


ALL = {
    "state": 0, "undo_rest": 0, "walk_in": 0, "known": 0, "note": 0, "head_count": 0, "paper": 0, "cell": 1, "match": 1,
}  # fmt: skip


@pytest.mark.either
@pytest.mark.parametrize("name", [*ALL, "me"])
def test_the_room_is_nobody_elses(
    client: Client, place: Enrolment, session: Session, eddie: User, vera: Volunteer, tom: User, name: str
) -> None:
    walk_in = room.add_walk_in(session=session, name="New", contact="", client_id=uuid.uuid4(), actor=tom)
    key = [walk_in.pk] if name == "match" else [place.pk] * ALL.get(name, 0)
    address = reverse("register:me") if name == "me" else of(name, session, *key)
    sent = {"name": "X", "text": "X", "head_count": 3, "volunteer": vera.pk, "client_id": uuid.uuid4()}
    assert {client.get(address).status_code, client.post(address, sent).status_code} == {302}
    strangers: list[Any] = [eddie, vera.user, UserFactory()]
    for user in strangers:
        client.force_login(user)
        assert {client.get(address).status_code, client.post(address, sent).status_code} == {404}
    session.refresh_from_db()
    assert (WalkIn.objects.count(), RegisterNote.objects.count(), session.head_count) == (1, 0, None)
    assert Enrolment.objects.get() == place


@pytest.mark.either
def test_rows_of_another_session_are_not_reached_through_this_one(
    client: Client, session: Session, place: Enrolment, tom: User
) -> None:
    elsewhere = SessionFactory(event=EventFactory())
    walk_in = room.add_walk_in(session=session, name="New", contact="", client_id=uuid.uuid4(), actor=tom)
    client.force_login(tom)
    assert client.get(of("cell", elsewhere, place.pk)).status_code == 404
    assert client.get(of("match", elsewhere, walk_in.pk)).status_code == 404
    client.post(of("note", elsewhere), {"client_id": uuid.uuid4(), "text": "X", "enrolment": place.pk})
    assert RegisterNote.objects.count() == 0
