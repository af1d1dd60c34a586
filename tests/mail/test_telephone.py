"""People without an e-mail address are called: by whom, what is said, and that it is done once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from base.dates import at, today
from base.work import WorkState
from mail.actions import call_again, note_call, queue
from mail.models import Delivery
from recruitment.models import Application
from tests.factories import ApplicationFactory, DraftFactory, PlacementFactory, VolunteerFactory
from tests.lists import asked_for_one_and_three

INDEX = "mail_telephone:index"
VALUES = {"site": "https://example.org"}


def task(application: Application | None = None, phone: str = "+85251234567") -> Delivery:
    about = application or ApplicationFactory(name="Nguyễn Thị Łucja", email="", phone="+85251234567")
    return queue(kind="no_account", to="", language="en", values=VALUES, about=about, phone=phone)


def page(row: Delivery) -> str:
    return reverse("mail_telephone:call", args=(row.pk,))


def test_a_message_without_an_address_names_whom_to_call_and_what_to_say(client: Client, rita: User) -> None:
    row = task()
    client.force_login(rita)

    listed, shown = client.get(reverse(INDEX)).content.decode(), client.get(page(row)).content.decode()

    assert "Nguyễn Thị Łucja" in listed
    assert "+85251234567" in listed
    assert 'href="tel:+85251234567"' in shown
    assert "There is no account for it" in shown


def test_a_message_with_an_address_is_no_telephone_task(client: Client, rita: User) -> None:
    row = queue(kind="no_account", to="x@example.org", language="en", values=VALUES, phone="+85251234567")
    client.force_login(rita)

    assert row.phone == ""
    assert client.get(page(row)).status_code == 404
    assert "x@example.org" not in client.get(reverse(INDEX)).content.decode()


def test_name_and_phone_come_from_whatever_it_is_about(client: Client, rita: User) -> None:
    person = VolunteerFactory(name="Vera Lê", email="", phone="+85260000001")
    draft = DraftFactory(answers={"about": {"name": ["Ming"], "phone": ["+85260000002"]}})
    for about in (person, PlacementFactory(volunteer=person), draft):
        queue(kind="no_account", to="", language="en", values=VALUES, about=about)
    client.force_login(rita)

    listed = client.get(reverse(INDEX)).content.decode()

    assert " outbox" not in listed.split("<main")[1]
    assert (listed.count("Vera Lê"), listed.count("+85260000001")) == (2, 2)
    assert ("Ming" in listed, "+85260000002" in listed) == (True, True)


def test_a_task_whose_row_is_gone_still_shows(client: Client, rita: User) -> None:
    row = task()
    Application.objects.all().delete()
    client.force_login(rita)

    assert client.get(reverse(INDEX)).status_code == 200
    assert "Name not known" in client.get(page(row)).content.decode()


def test_a_call_is_noted_once_and_leaves_the_list(client: Client, rita: User, ada: User) -> None:
    row = task()
    client.force_login(rita)

    assert client.post(page(row), {"note": "Will come on Monday.", "done": "1"}).status_code == 302
    second = note_call(delivery=row, by=ada, note="Again.")

    row.refresh_from_db()
    assert (row.work, row.called_by, row.call_note, second) == (WorkState.DONE, rita, "Will come on Monday.", False)
    assert row.sent_at is not None
    assert "Nguyễn" not in client.get(reverse(INDEX)).content.decode()
    assert "Will come on Monday." in client.get(page(row)).content.decode()


def test_somebody_not_reached_is_tried_again_on_a_day(client: Client, rita: User) -> None:
    row, day = task(), today() + timedelta(days=3)
    client.force_login(rita)

    client.post(page(row), {"note": "No answer.", "again_on": day.isoformat(), "again": "1"})

    row.refresh_from_db()
    assert (row.work, row.due_at, row.attempts, row.call_note) == (WorkState.WAITING, at(day, 9), 1, "No answer.")
    assert list(Delivery.objects.to_phone_now()) == []
    assert list(Delivery.objects.to_phone()) == [row]


@pytest.mark.parametrize("days", [-1, 61])
def test_a_day_that_makes_no_sense_is_asked_again_with_the_note(client: Client, rita: User, days: int) -> None:
    row = task()
    client.force_login(rita)
    typed = {"note": "No answer.", "again_on": (today() + timedelta(days=days)).isoformat(), "again": "1"}

    answer = client.post(page(row), typed)

    assert (answer.status_code, "No answer." in answer.content.decode()) == (422, True)
    assert Delivery.objects.get().attempts == 0


def test_a_call_made_meanwhile_is_not_put_off(rita: User, ada: User) -> None:
    row = task()
    note_call(delivery=row, by=ada)

    assert call_again(delivery=row, by=rita, on=today()) is False
    assert Delivery.objects.get().called_by == ada


def test_of_two_who_tried_at_once_no_note_is_lost(rita: User, ada: User) -> None:
    row = task()
    seen = Delivery.objects.get(pk=row.pk)
    call_again(delivery=row, by=ada, on=today(), note="Engaged.")

    assert call_again(delivery=seen, by=rita, on=today(), note="No answer.") is False
    assert note_call(delivery=seen, by=rita, note="Told.") is False
    assert Delivery.objects.get().call_note == "Engaged."


def test_the_list_asks_as_often_for_three_calls_as_for_one(client: Client, rita: User) -> None:
    client.force_login(rita)
    one, three = asked_for_one_and_three(client, reverse(INDEX), task)
    assert one == three


def test_the_first_staff_page_counts_the_calls(client: Client, rita: User, tom: User) -> None:
    task()
    later = task()
    call_again(delivery=later, by=rita, on=today() + timedelta(days=1))
    client.force_login(rita)
    assert "1 person waits for a call" in client.get("/admin/").content.decode()
    client.force_login(tom)
    assert "waits for a call" not in client.get("/admin/").content.decode()
