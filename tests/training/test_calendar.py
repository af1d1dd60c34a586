"""Training in people's calendars: what goes along with mails and what a private address shows, read by two programs."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import ics
import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from base.dates import HONG_KONG, at
from mail.models import Attachment, reference
from recruitment.models import Volunteer
from recruitment.rules.entry import Entry, Method, calendar_file, calendar_of
from tests.factories import CohortFactory, EnrolmentFactory, EventFactory, SessionFactory, UserFactory, VolunteerFactory
from tests.mailserver import Mailbox
from tests.queue import Work
from training.actions.calling_off import call_off
from training.actions.feeds import make_feed
from training.actions.moving import How, move
from training.actions.places import cancel, confirm, join
from training.actions.plan import move_weekend, save_event, save_session
from training.actions.seating import give_seat
from training.models import CalendarFeed, Enrolment, Event, Session

pytestmark = pytest.mark.either

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=HONG_KONG)
SATURDAY, SUNDAY, NEXT = date(2027, 1, 16), date(2027, 1, 17), date(2027, 1, 23)


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 22 November 2026; the January weekend is eight weeks off."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def weekend(db: None) -> Event:
    """January 2027, a session each day."""
    event: Event = EventFactory(
        kind=Event.Kind.WEEKEND, cohort=CohortFactory(), title_en="January weekend", title_zh="一月培訓周末"
    )
    for day in (SATURDAY, SUNDAY):
        SessionFactory(event=event, starts_at=at(day, 9, 30), room="A; 2, left")
    return event


@pytest.fixture
def place(weekend: Event, vera: Volunteer) -> Enrolment:
    return coming(weekend, vera)


def coming(event: Event, person: Volunteer) -> Enrolment:
    return confirm(enrolment=join(volunteer=person, event=event), actor=person.user)


class Said(NamedTuple):
    """An entry as both programs understood it."""

    method: str
    uid: str
    sequence: int
    begins: datetime
    ends: datetime
    title: str
    where: str
    note: str
    status: str


def read(content: bytes) -> list[Said]:
    """A file, read by two programs that agree about it; its lines are folded and ended as the standard says."""
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    text = content.decode()
    by_vobject = vobject.readOne(text)
    second = {event.uid: event for event in ics.Calendar(text).events}
    found = [_said(event, by_vobject.method.value) for event in getattr(by_vobject, "vevent_list", [])]
    assert len(found) == len(second)
    for one in found:
        other = second[one.uid]
        assert (other.begin.datetime, other.end.datetime) == (one.begins, one.ends)
        assert (other.name, other.location, other.description) == (one.title, one.where, one.note)
        assert other.status == one.status
        assert one.begins.utcoffset() == timedelta(hours=8)
    return sorted(found, key=lambda one: one.begins)


def _said(event: Any, method: str) -> Said:
    return Said(
        method, event.uid.value, int(event.sequence.value), event.dtstart.value, event.dtend.value,
        event.summary.value, event.location.value, event.description.value, event.status.value,
    )  # fmt: skip


def sent(about: Enrolment, kind: str = "") -> list[Said]:
    """What went along with the mails about a place, in the order in which it was written."""
    rows = Attachment.objects.filter(delivery__about=reference(about), delivery__kind__contains=kind).order_by("pk")
    for row in rows:
        assert row.media_type == f"text/calendar; method={read(bytes(row.content))[0].method}"
        assert len(read(bytes(row.content))) == 1  # programs take one occasion of a kind from one mail
    return [said for row in rows for said in read(bytes(row.content))]


def calendar_after(entries: list[Said]) -> dict[str, Said]:
    """What stands in a calendar that took all of this: for each occasion what has the highest sequence, unless off."""
    kept: dict[str, Said] = {}
    for entry in entries:
        before = kept.get(entry.uid)
        assert before is None or entry.sequence > before.sequence  # each one counts for every program
        kept[entry.uid] = entry
    return {uid: entry for uid, entry in kept.items() if entry.method == "REQUEST"}


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=120).map(
    lambda text: f"x{' '.join(text.split())}"
)


@settings(deadline=None, max_examples=40)
@given(title=TEXTS, note=TEXTS, place=TEXTS, moment=st.integers(950_000_000, 4_000_000_000))
def test_whatever_is_written_is_read_as_it_was_meant(title: str, note: str, place: str, moment: int) -> None:
    begins = datetime.fromtimestamp(moment, tz=HONG_KONG)
    entry = Entry(
        uid="one@example.org", sequence=3, starts_at=begins, ends_at=begins + timedelta(hours=2), title=title,
        place=place, note=f"{note}\n{title}", organiser="us@example.org", guest="you@example.org", written_at=NOW,
    )  # fmt: skip
    for content in (calendar_file(entry, Method.REQUEST), calendar_of([entry], title=title)):
        (found,) = read(content)
        assert (found.title, found.where, found.note, found.begins) == (title, place, entry.note, begins)
        assert (found.ends, found.sequence) == (entry.ends_at, 3)


def test_a_confirmed_place_puts_each_session_into_the_calendar(weekend: Event, vera: Volunteer) -> None:
    place = join(volunteer=vera, event=weekend)
    assert sent(place) == []  # an offer is not in anybody's calendar yet
    confirm(enrolment=place, actor=vera.user)
    first, last = sent(place, "place_confirmed")
    session = weekend.sessions.earliest("starts_at")
    assert (first.method, first.sequence, first.status) == ("REQUEST", 0, "CONFIRMED")
    assert first.uid.startswith(f"{session.uid}@")
    assert (first.begins, first.ends) == (session.starts_at, session.ends_at)
    assert (first.title, first.where) == (session.module.title, "Training room, Hong Kong · Room A; 2, left")
    assert "/en/my/" in first.note
    assert last.begins == at(SUNDAY, 9, 30)


def test_the_entry_names_whoever_it_is_sent_to_and_nobody_else(place: Enrolment) -> None:
    other = coming(place.at, VolunteerFactory())
    content = bytes(Attachment.objects.filter(delivery__about=reference(place))[0].content).replace(b"\r\n ", b"")
    assert content.count(b"ATTENDEE") == 1
    assert place.volunteer.email.encode() in content
    assert other.volunteer.email.encode() not in content
    assert place.volunteer.name.encode() not in content


def test_a_mail_carries_it_as_programs_expect(
    place: Enrolment, work: Work, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the queue goes by the real clock
    work()
    (mail,) = [one for one in mailbox.messages if "confirmed" in one["Subject"]]
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert {part.get_param("method") for part in parts} == {"REQUEST"}
    assert [part.get_filename() for part in parts] == ["2027-01-16-0930.ics", "2027-01-17-0930.ics"]
    assert len(read(parts[0].get_payload(decode=True))) == 1  # type: ignore[arg-type]


def test_entries_are_in_the_volunteers_language(weekend: Event) -> None:
    person = VolunteerFactory(language="zh-hant", user=UserFactory())
    first, _last = sent(coming(weekend, person))
    assert first.title == weekend.sessions.earliest("starts_at").module.title_zh
    assert first.note.startswith("一月培訓周末\n")
    assert "/zh-hant/my/" in first.note


def test_whoever_has_no_address_is_telephoned_and_gets_no_files(weekend: Event) -> None:
    person = VolunteerFactory(email="", phone="+852 5123 4567")
    assert sent(coming(weekend, person)) == []


def test_giving_up_takes_it_out_and_coming_back_puts_it_in_again(weekend: Event, vera: Volunteer) -> None:
    everything: list[Said] = []
    for _turn in range(2):
        place = coming(weekend, vera)
        everything += sent(place)
        assert len(calendar_after(everything)) == 2
        cancel(enrolment=place, actor=vera.user)
        everything += sent(place, "place_cancelled")
        assert calendar_after(everything) == {}
    assert {one.method for one in sent(place, "place_cancelled")} == {"CANCEL"}
    assert {one.status for one in sent(place, "place_cancelled")} == {"CANCELLED"}


def test_an_offer_given_up_takes_nothing_out(weekend: Event, vera: Volunteer) -> None:
    place = join(volunteer=vera, event=weekend)
    cancel(enrolment=place, actor=vera.user)
    assert sent(place) == []


def test_a_changed_time_room_or_venue_changes_the_entry(place: Enrolment, tom: User) -> None:
    session = place.sessions().earliest("starts_at")
    session.starts_at, session.ends_at, session.room = at(SATURDAY, 14), at(SATURDAY, 16), "B"
    save_session(session=session, actor=tom)
    event = place.at
    event.venue_en = "Another house"
    save_event(event=event, actor=tom)
    move_weekend(cohort=event.cohort, by=timedelta(days=7))  # type: ignore[arg-type]
    kept = calendar_after(sent(place))
    begins = sorted((one.begins, one.where) for one in kept.values())
    assert begins == [
        (at(NEXT, 14), "Another house · Room B"),
        (at(NEXT + timedelta(days=1), 9, 30), "Another house · Room A; 2, left"),
    ]


def test_what_is_called_off_goes_and_what_takes_its_place_comes(place: Enrolment, tom: User) -> None:
    offered = join(volunteer=VolunteerFactory(), event=place.at)
    call_off(event=place.at, day=SATURDAY, because=Session.Why.TYPHOON, actor=tom, instead_on=NEXT)
    assert [one.method for one in sent(place, "day_called_off")] == ["CANCEL", "REQUEST"]
    assert sorted(one.begins.date() for one in calendar_after(sent(place)).values()) == [SUNDAY, NEXT]
    assert sent(offered) == []
    session = Session.objects.get(state="cancelled")
    session.state = Session.State.PLANNED
    save_session(session=session, actor=tom)  # after all
    assert len(calendar_after(sent(place))) == 3


def test_a_make_up_called_off_is_carried_in_the_calendar_too(weekend: Event, vera: Volunteer, tom: User) -> None:
    session = weekend.sessions.earliest("starts_at")
    make_up = give_seat(volunteer=vera, at=session, actor=tom)
    call_off(event=weekend, day=SATURDAY, because=Session.Why.VENUE, actor=tom, instead_on=NEXT)
    (kept,) = calendar_after(sent(make_up)).values()
    assert kept.begins == at(NEXT, 9, 30)
    carried = Enrolment.objects.get(came_from=make_up)
    cancel(enrolment=carried, actor=vera.user)
    assert calendar_after(sent(make_up) + sent(carried)) == {}


@pytest.mark.parametrize("how", [How.SEAT, How.LINE])
def test_a_moved_place_leaves_one_weekend_and_enters_the_other(
    place: Enrolment, vera: Volunteer, tom: User, how: How
) -> None:
    may = EventFactory(kind=Event.Kind.WEEKEND, cohort=CohortFactory(starts_on=date(2027, 5, 29), season="may_june"))
    SessionFactory(event=may, starts_at=at(date(2027, 5, 29), 9, 30), places=1 if how == How.SEAT else 0)
    moved = move(enrolment=place, to=may, actor=tom, how=how)
    kept = calendar_after(sent(place) + sent(moved))
    assert [one.begins.month for one in kept.values()] == ([5] if how == How.SEAT else [])
    if how == How.SEAT:
        back = move(enrolment=moved, to=place.at, actor=tom)
        kept = calendar_after(sent(place) + sent(moved) + sent(back))
        assert [one.begins.month for one in kept.values()] == [1, 1]


def feed(client: Client, user: User | None, language: str = "en") -> list[Said]:
    made = make_feed(user=user)  # type: ignore[arg-type]
    response = client.get(f"/{language}/my/calendar/{made.key}.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    return read(response.content)


def test_the_private_address_shows_ones_own_training_without_signing_in(
    client: Client, place: Enrolment, vera: Volunteer, tom: User
) -> None:
    SessionFactory()
    coming(place.at, VolunteerFactory(name="Somebody Else", email="else@example.org"))
    EnrolmentFactory(volunteer=vera, event=EventFactory(), state="offered")
    found = feed(client, vera.user)
    assert [(one.uid, one.begins, one.sequence) for one in found] == [
        (one.uid, one.begins, one.sequence) for one in sent(place)
    ]
    assert {one.method for one in found} == {"PUBLISH"}
    call_off(event=place.at, day=SATURDAY, because=Session.Why.RAIN, actor=tom)
    first, _last = feed(client, vera.user, "zh-hant")
    assert (first.status, first.sequence) == ("CANCELLED", 1)


def test_a_trainers_address_shows_what_they_teach_and_no_participants(
    client: Client, place: Enrolment, tom: User, susan: User
) -> None:
    place.at.trainers.add(tom)
    found = feed(client, tom)
    assert [one.begins for one in found] == [at(SATURDAY, 9, 30), at(SUNDAY, 9, 30)]
    assert "/en/register/" in found[0].note
    content = client.get(f"/en/my/calendar/{tom.calendar_feed.key}.ics").content
    for private in (place.volunteer.name, place.volunteer.email, "ATTENDEE", "ORGANIZER"):
        assert private.encode() not in content
    assert feed(client, susan) == []


def test_a_new_address_makes_the_old_one_nobodys(client: Client, place: Enrolment, vera: Volunteer) -> None:
    assert vera.user
    client.force_login(vera.user)
    page = reverse("training:calendar")
    assert client.get(page).status_code == 200
    assert not CalendarFeed.objects.exists()  # looking makes nothing
    client.post(page)
    client.post(page)
    old = CalendarFeed.objects.get().key
    assert f"/en/my/calendar/{old}.ics" in client.get(page).content.decode()
    client.post(page, {"renew": "1"})
    new = CalendarFeed.objects.get().key
    stranger = Client()
    assert [stranger.get(f"/en/my/calendar/{key}.ics").status_code for key in (old, new, uuid4())] == [404, 200, 404]
    vera.user.is_active = False
    vera.user.save()
    assert stranger.get(f"/en/my/calendar/{new}.ics").status_code == 404


def test_guessing_addresses_is_slow_and_disturbs_nobody(client: Client, place: Enrolment, vera: Volunteer) -> None:
    answers = [client.get(f"/en/my/calendar/{uuid4()}.ics").status_code for _ in range(22)]
    assert answers == [404] * 20 + [429] * 2
    assert len(feed(client, vera.user)) == 2


@pytest.mark.either
def test_files_to_keep_are_ones_own(client: Client, place: Enrolment, vera: Volunteer, eddie: User) -> None:
    assert vera.user
    mine, all_mine = reverse("training:place_file", args=[place.pk]), reverse("training:calendar_file")
    assert client.get(mine).status_code == client.get(all_mine).status_code == 302
    client.force_login(vera.user)
    for address in (mine, all_mine):
        response = client.get(address)
        assert response["Content-Disposition"].startswith("attachment; ")
        assert len(read(response.content)) == 2
    strangers: list[Any] = [eddie, VolunteerFactory(user=UserFactory()).user]
    for user in strangers:
        client.force_login(user)
        assert client.get(mine).status_code == 404
    client.force_login(eddie)
    assert {client.get(reverse(f"training:{name}")).status_code for name in ("calendar", "calendar_file")} == {404}


@pytest.mark.either
def test_an_address_asks_no_more_for_more_sessions(client: Client, place: Enrolment, vera: Volunteer) -> None:
    asked = []
    for _turn in range(2):
        feed(client, vera.user)
        with CaptureQueriesContext(connection) as captured:
            feed(client, vera.user)
        asked.append(len(captured))
        for _more in range(2):
            SessionFactory(event=place.at, starts_at=at(SUNDAY, 14))
            EnrolmentFactory(volunteer=vera, session=SessionFactory())
    assert asked[0] == asked[1]
