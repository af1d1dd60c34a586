"""The pages on which interviews are arranged: the applicant's, without an account, and the staff's."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from base.dates import HONG_KONG, at, today
from mail.models import Delivery
from recruitment.actions import interviews, slots
from recruitment.models import Application, InterviewSlot, Stage
from tests.factories import ApplicationFactory, InterviewSlotFactory
from tests.recruitment.following import Follower

pytestmark = pytest.mark.either

DAY = today() + timedelta(days=14)


def invited(**fields: Any) -> Application:
    return ApplicationFactory(stage=Stage.INTERVIEW, **fields)


def page(follower: Follower, name: str = "") -> str:
    return follower.url().replace("/status/", f"/interview/{name}")


# In the browser.


def test_an_applicant_chooses_changes_and_gives_up_without_an_account(db: None) -> None:
    follower = Follower(invited())
    begin = at(DAY, 9)
    first, second = (
        InterviewSlotFactory(starts_at=start, ends_at=start + timedelta(minutes=30))
        for start in (begin, begin + timedelta(hours=1))
    )
    address = page(follower)

    shown = follower.client.get(address).content.decode()
    empty = follower.client.post(address, {})
    chosen = follower.client.post(address, {"slot": first.pk}, follow=True).content.decode()
    status = follower.text()
    follower.client.post(address, {"slot": second.pk})
    second.refresh_from_db()
    asked = follower.client.get(page(follower, "give-up/")).content.decode()
    kept = InterviewSlot.objects.get(pk=second.pk).application
    follower.client.post(page(follower, "give-up/"))

    assert "09:00 to 09:30" in shown
    assert (empty.status_code, "Choose a time." in empty.content.decode()) == (422, True)
    assert "Your talk with us" in chosen
    assert "09:00 to 09:30" in status
    assert second.application == follower.application
    assert "10:00 to 10:30" in asked
    assert kept == follower.application
    assert InterviewSlot.objects.free().count() == 2
    kinds = follower.application.events.values_list("kind", flat=True)
    assert list(kinds) == ["slot_booked", "slot_moved", "slot_freed"]


def test_who_comes_too_late_is_told_and_sees_what_is_left(db: None) -> None:
    follower, taken, left = Follower(invited()), InterviewSlotFactory(), InterviewSlotFactory()
    interviews.book(slot=taken, application=invited())

    response = follower.client.post(page(follower), {"slot": taken.pk})

    text = response.content.decode()
    assert "This time has just been taken. Please choose another one." in text
    assert f'value="{left.pk}"' in text
    assert f'value="{taken.pk}"' not in text
    assert response.status_code == 422


def test_without_a_time_the_page_says_what_to_do(db: None) -> None:
    follower = Follower(invited())
    assert "No time is free just now" in follower.client.get(page(follower)).content.decode()


def test_the_entry_is_a_file_to_keep(db: None) -> None:
    follower = Follower(invited())
    assert follower.client.get(page(follower, "entry/")).status_code == 404
    slot = InterviewSlotFactory()
    interviews.book(slot=slot, application=follower.application)

    response = follower.client.get(page(follower, "entry/"))

    calendar: Any = Calendar.from_ical(response.content.decode())
    assert response["Content-Disposition"] == 'attachment; filename="conversation.ics"'
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar.walk("VEVENT")[0]["DTSTART"].dt == slot.starts_at


def test_nobody_else_opens_the_page_and_other_stages_have_none(db: None, client: Client) -> None:
    follower = Follower(invited())
    offered = Follower(ApplicationFactory(stage=Stage.OFFERED))
    slot = InterviewSlotFactory()

    for name in ("", "give-up/", "entry/"):
        assert client.get(page(follower, name)).status_code == 404
        assert client.post(page(follower, name), {"slot": slot.pk}).status_code in {404, 405}
    away = offered.client.post(page(offered), {"slot": slot.pk})

    assert (away.status_code, away.headers["Location"]) == (302, offered.url())
    assert InterviewSlot.objects.filter(application__isnull=False).count() == 0


# The staff's screens.


def url(name: str, *args: Any) -> str:
    return reverse(f"recruitment_interview:{name}", args=args)


def test_a_recruiter_opens_a_row_without_holidays_and_weekends(client: Client, rita: User) -> None:
    monday = DAY + timedelta(days=7 - DAY.weekday())
    client.force_login(rita)
    typed = {
        "interviewer": rita.pk,
        "role": "",
        "first_day": monday.isoformat(),
        "last_day": (monday + timedelta(days=6)).isoformat(),
        "weekdays": ["0", "2"],
        "begins": "14:00",
        "ends": "15:00",
        "minutes": "30",
        "pause": "0",
        "place_en": "Room 3",
        "place_zh": "",
    }

    client.get(url("open"))
    wrong = client.post(url("open"), {**typed, "ends": "13:00"})
    done = client.post(url("open"), typed)
    again = client.post(url("open"), typed)

    days = [row.starts_at.astimezone(HONG_KONG).date() for row in InterviewSlot.objects.all()]
    assert wrong.status_code == 422
    assert done.headers["Location"] == url("index") + "?when=coming"
    assert days == [monday, monday, monday + timedelta(days=2), monday + timedelta(days=2)]
    assert "The interviewer has other times then" in again.content.decode()


def test_the_list_is_narrowed_by_state_time_and_person(client: Client, rita: User, ada: User) -> None:
    mine, booked = InterviewSlotFactory(interviewer=rita), InterviewSlotFactory(interviewer=ada)
    interviews.book(slot=booked, application=invited(name="Nadia Rahimi"))
    past = InterviewSlotFactory(interviewer=ada, starts_at=timezone.now() - timedelta(days=2))
    cancelled = InterviewSlotFactory(interviewer=ada)
    slots.cancel(slot=cancelled, actor=rita)
    client.force_login(rita)

    for query, rows in {
        "": [past, mine, booked, cancelled],
        "when=coming": [mine, booked, cancelled],
        "when=past": [past],
        "state=free": [mine],
        "state=booked": [booked],
        "state=cancelled": [cancelled],
        "whose=mine": [mine],
    }.items():
        response = client.get(f"{url('index')}?{query}")
        assert sorted(row.pk for row in response.context["object_list"]) == sorted(row.pk for row in rows), query
    assert "Nadia Rahimi" in client.get(url("index")).content.decode()


def test_the_list_asks_as_often_for_three_rows_as_for_one(client: Client, rita: User) -> None:
    client.force_login(rita)
    interviews.book(slot=InterviewSlotFactory(role=None), application=invited())
    client.get(url("index"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("index"))
    for _n in range(2):
        application = invited()
        interviews.book(slot=InterviewSlotFactory(role=application.role), application=application)
    with CaptureQueriesContext(connection) as three:
        client.get(url("index"))
    assert len(three) == len(one) <= 15


def test_moving_and_cancelling_are_asked_first_and_tell_the_applicant(client: Client, rita: User) -> None:
    application, slot = invited(name="Nadia Rahimi"), InterviewSlotFactory(interviewer=rita)
    interviews.book(slot=slot, application=application)
    client.force_login(rita)

    shown = client.get(url("move", slot.pk)).content.decode()
    client.get(url("cancel", slot.pk))
    when = {"day": DAY.isoformat(), "begins": "16:00", "minutes": "20", "place_en": "Zoom", "place_zh": ""}
    client.post(url("move", slot.pk), when)
    slot.refresh_from_db()
    moved = slot.starts_at, slot.ends_at, slot.application
    client.post(url("cancel", slot.pk), {"reason": "Ill"})
    refused = client.post(url("cancel", slot.pk), {"reason": "Ill"})

    slot.refresh_from_db()
    assert "Nadia Rahimi" in shown
    assert moved == (at(DAY, 16), at(DAY, 16, 20), application)
    assert slot.cancelled_at is not None
    assert refused.status_code == 422
    kinds = set(Delivery.objects.about(application).values_list("kind", flat=True))
    assert kinds == {"interview_booked", "interview_changed", "interview_cancelled"}


def test_a_time_is_booked_and_given_up_by_telephone(client: Client, rita: User, susan: User) -> None:
    application, slot = invited(), InterviewSlotFactory(place_en="Room 9")
    client.force_login(rita)
    inspect = reverse("recruitment_application:inspect", args=(application.pk,))

    before = client.get(inspect).content.decode()
    client.post(url("book", application.pk), {"slot": slot.pk})
    slot.refresh_from_db()
    booked = slot.application
    after = client.get(inspect).content.decode()
    client.force_login(susan)
    seen = client.get(inspect).content.decode()
    client.force_login(rita)
    client.get(url("release", application.pk))
    kept = InterviewSlot.objects.filter(application=application).count()
    client.post(url("release", application.pk))

    assert url("book", application.pk) in before
    assert booked == application
    assert "Room 9" in after
    assert "Room 9" in seen
    assert url("release", application.pk) not in seen
    assert kept == 1
    assert InterviewSlot.objects.free().count() == 1
