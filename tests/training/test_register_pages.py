"""The register's pages: marked by a form or a script, searched by name, nobody else's."""

import uuid
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from base.dates import HONG_KONG, at
from recruitment.models import Volunteer
from tests.factories import EnrolmentFactory, EventFactory, ModuleFactory, SessionFactory, UserFactory
from tests.training.test_register import say
from training.models import Attendance, Enrolment, Event, Session

NOW = datetime(2027, 1, 16, 10, 0, tzinfo=HONG_KONG)
SCRIPT = {"X-Register-Script": "1"}


@pytest.fixture(autouse=True)
def in_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ten o'clock on the Saturday of the January weekend."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def session(db: None) -> Session:
    return SessionFactory(module=ModuleFactory(allowance_minutes=15))


@pytest.fixture
def place(session: Session, vera: Volunteer) -> Enrolment:
    return EnrolmentFactory(volunteer=vera, event=session.event)


def send(client: Client, place: Enrolment, session: Session, status: str = "present", **said: Any) -> Any:
    given = {"status": status, "client_id": uuid.uuid4(), "seen_version": 0, **said}
    headers = given.pop("headers", {})
    return client.post(reverse("register:mark", args=[session.pk, place.pk]), given, headers=headers)


@pytest.mark.either
def test_a_trainer_marks_by_a_plain_form(client: Client, place: Enrolment, session: Session, tom: User) -> None:
    client.force_login(tom)
    response = send(client, place, session, minutes_late="5", minutes_left_early="")
    assert response.status_code == 302
    assert response["Location"] == reverse("register:sheet", args=[session.pk]) + f"#p{place.pk}"
    assert Attendance.objects.get().minutes_late == 5


@pytest.mark.either
def test_the_script_gets_the_row_alone(client: Client, place: Enrolment, session: Session, tom: User) -> None:
    client.force_login(tom)
    row = send(client, place, session, headers=SCRIPT).json()["rows"][0]
    assert (row["enrolment"], row["status"], row["version"]) == (place.pk, "present", 1)
    assert "<html" not in row["html"]
    assert 'name="seen_version" value="1"' in row["html"]


def test_a_conflict_shows_both_marks_and_who_made_them(
    client: Client, place: Enrolment, session: Session, tom: User, susan: User
) -> None:
    say(place, session, susan, "excused")
    client.force_login(tom)
    response = send(client, place, session, "absent")
    assert response.status_code == 409
    page = response.content.decode()
    assert "Excused" in page
    assert "Absent" in page
    assert "susan@example.org" in page
    assert Attendance.objects.get().status == "excused"


def test_search_finds_without_accents_and_puts_no_name_into_an_address(
    client: Client, place: Enrolment, session: Session, tom: User
) -> None:
    EnrolmentFactory(event=session.event, volunteer__name="Somebody Else")
    client.force_login(tom)
    sheet = reverse("register:sheet", args=[session.pk])
    found = client.post(sheet, {"q": "LE"}).content.decode()
    assert "Vera Lê" in found
    assert "Somebody Else" not in found
    assert "Somebody Else" in client.get(sheet, {"q": "LE"}).content.decode()  # no address holds a name
    assert "Vera Lê" not in client.post(sheet, {"q": "zz"}).content.decode()


def test_an_offered_place_is_not_on_the_register(client: Client, session: Session, tom: User) -> None:
    offered = EnrolmentFactory(event=session.event, state="offered", volunteer__name="Not Yet")
    client.force_login(tom)
    assert "Not Yet" not in client.get(reverse("register:sheet", args=[session.pk])).content.decode()
    assert send(client, offered, session).status_code == 404


@pytest.mark.either
@pytest.mark.parametrize("name", ["sessions", "sheet", "mark", "rest", "event"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_register_is_nobody_elses(
    client: Client, place: Enrolment, session: Session, eddie: User, vera: Volunteer, name: str, method: str
) -> None:
    args = {"sheet": [session.pk], "mark": [session.pk, place.pk], "rest": [session.pk], "event": [session.event.pk]}
    address = reverse(f"register:{name}", args=args.get(name, []))
    assert getattr(client, method)(address).status_code == 302
    strangers: list[Any] = [eddie, vera.user, UserFactory()]
    for user in strangers:
        client.force_login(user)
        assert getattr(client, method)(address).status_code == 404
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("bad", [{"status": "here"}, {"client_id": "x"}, {"seen_version": "-1"}, {"minutes_late": "x"}])
def test_a_tampered_mark_changes_nothing(
    client: Client, place: Enrolment, session: Session, tom: User, bad: dict[str, str]
) -> None:
    client.force_login(tom)
    assert send(client, place, session, **{"status": "present", **bad}).status_code == 302
    assert Attendance.objects.count() == 0


@pytest.mark.either
@pytest.mark.parametrize("status", ["present", "undo"])
def test_a_version_that_never_was_is_refused(
    client: Client, place: Enrolment, session: Session, tom: User, status: str
) -> None:
    client.force_login(tom)
    assert send(client, place, session, status, seen_version=5).status_code == 302
    assert Attendance.objects.count() == 0


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.either
def test_pages_ask_the_same_number_of_queries_for_more_rows(client: Client, session: Session, tom: User) -> None:
    client.force_login(tom)
    addresses = [
        reverse("register:sheet", args=[session.pk]),
        reverse("register:sessions"),
        reverse("register:event", args=[session.event.pk]),
    ]
    EnrolmentFactory(event=session.event)
    queries(client, addresses[0])
    one = [queries(client, address) for address in addresses]
    for _ in range(2):
        say(EnrolmentFactory(event=session.event), session, tom)
        SessionFactory(event=session.event)
        EnrolmentFactory(event=session.event, state="waitlisted", waiting_since=NOW)
    assert [queries(client, address) for address in addresses] == one


@pytest.mark.either
def test_events_of_any_kind_have_a_page(client: Client, tom: User) -> None:
    event = EventFactory(kind=Event.Kind.INTERPRETATION)
    client.force_login(tom)
    assert client.get(reverse("register:event", args=[event.pk])).status_code == 200


def test_a_sheet_holds_back_until_the_day_what_a_phone_then_offers(
    client: Client, place: Enrolment, session: Session, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = reverse("register:sheet", args=[session.pk])
    client.force_login(tom)
    assert "data-on-the-day" not in client.get(sheet).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(date(2027, 1, 15), 10))
    client.force_login(tom)
    page = client.get(sheet).content.decode()
    assert page.count("data-on-the-day hidden") == 6
    assert f'data-begins="{int(at(date(2027, 1, 16), 0).timestamp())}"' in page


def test_more_minutes_than_the_session_has_are_refused_and_too_many_are_shown(
    client: Client, place: Enrolment, session: Session, tom: User
) -> None:
    client.force_login(tom)
    refused = send(client, place, session, minutes_late="80", minutes_left_early="41", headers=SCRIPT)
    assert (refused.status_code, Attendance.objects.count()) == (400, 0)
    html = send(client, place, session, minutes_late="16", headers=SCRIPT).json()["rows"][0]["html"]
    assert "Present, too short to count" in html
    assert 'data-short="true"' in html
    assert 'max="120"' in html
