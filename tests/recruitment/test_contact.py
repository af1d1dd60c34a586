import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from mail.models import Delivery
from recruitment.actions.contact import confirm, correct_contact
from recruitment.actions.drafts import by_link, send_link
from recruitment.actions.pipeline import move
from recruitment.models import AddressChange, Application, Draft, SearchText, Stage
from tests.factories import ApplicationFactory, VolunteerFactory
from tests.mailserver import Mailbox
from tests.queue import Work
from tests.recruitment.following import TOKEN, Follower

pytestmark = [pytest.mark.django_db, pytest.mark.either]
DETAILS = {"name": "Ana", "name_other": "", "phone": "+852 5123 4567"}


@pytest.fixture
def follower() -> Follower:
    application = ApplicationFactory(
        name="Ana", email="old@example.org", phone="+852 5123 4567", answers={"name": "Ana", "email": "old@example.org"}
    )
    return Follower(application)


def correct(follower: Follower, **details: str) -> Any:
    typed = {**DETAILS, "email": "old@example.org", **details}
    return follower.client.post(follower.url("contact"), typed)


def mailed_link(mailbox: Mailbox) -> str:
    """The address in the newest mail of confirmation."""
    bodies = [str(message.get_content()) for message in mailbox.messages]
    found = [match.group(0) for body in bodies if (match := re.search(r"/en/apply/confirm/[^/]+/", body))]
    return found[-1]


def test_name_and_phone_hold_at_once_under_the_checks_of_the_first_page(follower: Follower) -> None:
    wrong = correct(follower, name="", phone="12")
    done = correct(follower, name="Ana María", name_other="安娜", phone="6123 4567")

    row = Application.objects.get()
    assert (wrong.status_code, done.status_code) == (422, 302)
    assert (row.name, row.name_other, row.phone) == ("Ana María", "安娜", "+852 6123 4567")
    assert row.answers["name"] == "Ana María"
    assert row.version == 0
    assert "ana maría" in SearchText.objects.get().who.lower() or "ana maria" in SearchText.objects.get().who.lower()
    assert [event.kind for event in row.events.all()] == ["contact"]
    assert not Delivery.objects.exists()


def test_nothing_changed_is_nothing_recorded(follower: Follower) -> None:
    correct(follower)

    assert not follower.application.events.exists()
    assert not Delivery.objects.exists()


def test_a_new_address_waits_until_its_link_is_used(follower: Follower, work: Work, mailbox: Mailbox) -> None:
    correct(follower, email="new@example.org")
    work()

    row = Application.objects.get()
    told = {message["To"]: message["Subject"] for message in mailbox.messages}
    assert row.email == "old@example.org"
    assert "new@example.org" in follower.text()  # the wish is shown
    assert told == {
        "new@example.org": "Please confirm this address",
        "old@example.org": "Another address was asked for",
    }
    link = mailed_link(mailbox)
    stranger = Client()
    for _scan in range(3):
        stranger.get(link)
        stranger.head(link)
    row.refresh_from_db()
    assert row.email == "old@example.org"

    assert stranger.post(link).status_code == 200
    row.refresh_from_db()
    assert (row.email, row.answers["email"]) == ("new@example.org", "new@example.org")
    assert stranger.post(link).status_code == 404
    assert "new@example.org" not in stranger.get(follower.url()).content.decode()  # confirming opens nothing


def test_details_are_corrected_when_the_address_is_confirmed_and_the_way_goes_on(
    follower: Follower, work: Work, mailbox: Mailbox
) -> None:
    correct(follower, email="new@example.org")
    assert "You corrected your details" not in follower.text()
    follower.client.post(follower.url("contact"), {"again": "1"})
    work()
    assert [message["To"] for message in mailbox.messages].count("new@example.org") == 2

    done = Client().post(mailed_link(mailbox)).content.decode()

    assert "Send the link again" not in follower.text("contact")
    assert "You corrected your details" in follower.text()
    assert f'href="{follower.url()}"' in done


def test_the_old_address_says_nothing_of_the_new(follower: Follower) -> None:
    correct(follower, email="new@example.org")

    told = Delivery.objects.get(to="old@example.org")
    assert "new@example.org" not in told.subject + told.body


def test_links_to_the_old_address_die_with_it(follower: Follower, work: Work, mailbox: Mailbox) -> None:
    token = f"{TOKEN}{follower.application.pk}"
    correct(follower, email="new@example.org")
    assert by_link(token)  # until confirmed the old one still works
    work()

    joined = Follower(ApplicationFactory(merged_into=follower.application, role=follower.application.role))
    Client().post(mailed_link(mailbox))

    assert by_link(token) is None
    assert by_link(f"{TOKEN}{joined.application.pk}") is None  # it would open the same application
    joined.draft.delete()
    Draft.objects.get().refresh_from_db()
    send_link(draft=Draft.objects.select_related("application").get())
    assert Delivery.objects.filter(kind="application_link").get().to == "new@example.org"


def test_a_later_wish_replaces_the_earlier_and_the_old_address_ends_it(
    follower: Follower, work: Work, mailbox: Mailbox
) -> None:
    correct(follower, email="typo@example.org")
    work()
    first = mailed_link(mailbox)
    correct(follower, email="new@example.org")
    assert AddressChange.objects.get().email == "new@example.org"
    assert Client().post(first).status_code == 404

    correct(follower)
    assert not AddressChange.objects.exists()
    assert Application.objects.get().email == "old@example.org"


def test_mails_go_to_the_old_address_until_then(follower: Follower, rita: User) -> None:
    correct(follower, email="new@example.org")

    move(application=follower.application, to=Stage.SCREENING, actor=rita, seen_version=0)

    assert Delivery.objects.get(kind="application_screening").to == "old@example.org"


def test_going_without_an_address_holds_at_once_if_there_is_a_phone(follower: Follower) -> None:
    refused = correct(follower, email="", phone="")
    correct(follower, email="")

    assert refused.status_code == 422
    assert Application.objects.get().email == ""
    assert Delivery.objects.get().to == "old@example.org"
    assert Draft.objects.get().token_hash is None


def test_the_same_wish_again_mails_nothing_and_a_flood_is_refused(follower: Follower) -> None:
    for _click in range(3):
        correct(follower, email="new@example.org")
    assert Delivery.objects.filter(kind="address_confirm").count() == 1

    for number in range(6):
        last = correct(follower, email=f"victim{number}@example.org")

    assert Delivery.objects.filter(kind="address_confirm").count() == 5
    assert last.status_code == 422
    assert "many links" in last.content.decode()


def test_recruiters_see_that_it_happened_and_logs_hold_nothing(client: Client, rita: User, follower: Follower) -> None:
    correct(follower, name="Anna", email="new@example.org")

    client.force_login(rita)
    page = client.get(f"/admin/applications/inspect/{follower.application.pk}/").content.decode()
    event = follower.application.events.get()
    assert "Contact details corrected" in page
    assert "new@example.org" in page
    assert (event.reason, event.note) == ("", "")
    assert "ana" not in str([(row.label, row.data) for row in ModelLogEntry.objects.all()]).lower()


def test_a_volunteer_corrects_with_their_account() -> None:
    follower = Follower(ApplicationFactory(stage=Stage.ACCEPTED, name="Vera"))

    assert correct(follower, name="Other").status_code == 302
    assert Application.objects.get().name == "Vera"


def test_a_name_corrected_while_an_address_is_confirmed_stays_in_the_answers(follower: Follower) -> None:
    correct_contact(application=follower.application, details={**DETAILS, "email": "new@example.org"})
    seen = AddressChange.objects.select_related("application").get()
    Application.objects.filter(pk=seen.application_id).update(
        name="Ana María", answers={"name": "Ana María", "email": "old@example.org"}
    )

    assert confirm(change=seen)

    row = Application.objects.get()
    assert (row.name, row.email) == ("Ana María", "new@example.org")
    assert row.answers == {"name": "Ana María", "email": "new@example.org"}


@pytest.mark.parametrize(("used", "signs_in_by"), [(False, "new@example.org"), (True, "old@example.org")])
def test_a_volunteer_by_now_is_written_to_at_the_new_address_too(
    follower: Follower,
    rita: User,
    used: bool,  # noqa: FBT001
    signs_in_by: str,
) -> None:
    correct(follower, email="new@example.org")
    row = follower.application
    Application.objects.filter(pk=row.pk).update(stage=Stage.OFFERED)
    row.refresh_from_db()
    move(application=row, to=Stage.ACCEPTED, actor=rita, seen_version=row.version)
    other = VolunteerFactory(email="other@example.org")
    User.objects.filter(email="old@example.org").update(last_login=timezone.now() if used else None)

    assert confirm(change=AddressChange.objects.get())

    person = row.placement.volunteer
    person.refresh_from_db()
    other.refresh_from_db()
    assert person.user
    assert (person.email, person.user.email) == ("new@example.org", signs_in_by)
    assert other.email == "other@example.org"
