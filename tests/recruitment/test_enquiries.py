"""An enquiry is asked once, reaches staff, and is answered once, by mail or by telephone."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from mail.models import Delivery
from recruitment.actions.enquiries import AnsweredAlready, answer
from recruitment.actions.refusals import NotAllowed
from recruitment.models import Enquiry
from tests.factories import EnquiryFactory, RoleFactory
from tests.lists import asked_for_one_and_three
from tests.mailserver import Mailbox
from tests.queue import Work
from tests.recruitment.applying import hidden

pytestmark = pytest.mark.django_db
TYPED = {"name": "Łucja", "email": "lucja@example.org", "phone": "", "text": "My field is human development."}
INDEX = "recruitment_enquiry:index"


def send(client: Client, language: str = "en", token: str = "", **typed: str) -> Any:
    url = f"/{language}/ask/"
    token = token or hidden(client.get(url), "started_with")
    return client.post(url, {**TYPED, "started_with": token, **typed})


def page(enquiry: Enquiry) -> str:
    return reverse("recruitment_enquiry:answer", args=(enquiry.pk,))


def test_a_question_is_kept_and_a_receipt_mailed(client: Client, work: Work, mailbox: Mailbox) -> None:
    answered = send(client, like="other", time="some")

    enquiry = Enquiry.objects.get()
    work()
    assert answered["Location"] == "/en/ask/thank-you/"
    assert (enquiry.name, enquiry.text) == (TYPED["name"], TYPED["text"])
    assert enquiry.found == {"like": "other", "time": "some"}
    assert [message["To"] for message in mailbox.messages] == ["lucja@example.org"]
    assert TYPED["text"] in mailbox.messages[0].get_content()
    assert "no-store" in client.get("/en/ask/")["Cache-Control"]


def test_two_clicks_are_one_enquiry(client: Client) -> None:
    token = hidden(client.get("/en/ask/"), "started_with")
    send(client, token=token)
    send(client, token=token)

    assert Enquiry.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_a_phone_number_is_enough_and_nobody_is_called_for_a_receipt(client: Client) -> None:
    send(client, email="", phone="5123 4567")

    assert Enquiry.objects.get().phone == "+852 5123 4567"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "", "phone": ""}, "Give an e-mail address or a phone number."),
        ({"email": "no address"}, "Enter an e-mail address such as"),
        ({"text": ""}, "Please answer: What would you like to share?"),
        ({"website": "https://spam.example"}, "it is there to stop programs"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, typed: dict[str, str], said: str) -> None:
    shown = send(client, **typed).content.decode()

    assert said in shown
    assert "Łucja" in shown
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("token", ["x", "x" * 50, "0" * 8 + "y" * 42])
def test_without_a_token_of_ours_nothing_is_kept_and_the_text_is_shown_back(client: Client, token: str) -> None:
    refused = send(client, token=token)

    assert refused.status_code == 400
    assert TYPED["text"] in refused.content.decode()
    assert not Enquiry.objects.exists()


def test_staff_see_the_open_ones_oldest_first(client: Client, rita: User) -> None:
    now = timezone.now()
    new, old = EnquiryFactory(name="New"), EnquiryFactory(name="Old", received_at=now - timedelta(days=3))
    EnquiryFactory(name="Done", answered_at=now)
    client.force_login(rita)

    listed = client.get(reverse(INDEX)).content.decode()
    done = client.get(reverse(INDEX), {"standing": "answered"}).content.decode()

    assert listed.index(old.name) < listed.index(new.name)
    assert ("Done" in listed, "Done</a>" in done.replace("\n", "").replace(" ", "") or "Done" in done) == (False, True)
    assert "2 wait for an answer" in client.get("/admin/").content.decode()


def test_the_answer_is_mailed_in_their_language_with_the_way_to_a_role(
    client: Client, rita: User, work: Work, mailbox: Mailbox
) -> None:
    enquiry, role = EnquiryFactory(email="ming@example.org", language="zh-hant"), RoleFactory(name_zh="活動策劃")
    client.force_login(rita)

    answered = client.post(page(enquiry), {"text": "歡迎你。", "role": role.pk, "send": "1"})

    work()
    enquiry.refresh_from_db()
    sent = mailbox.messages[0]
    assert answered.status_code == 302
    assert (enquiry.answered_by, enquiry.role, enquiry.answer) == (rita, role, "歡迎你。")
    assert sent["To"] == "ming@example.org"
    assert all(
        part in sent.get_content() for part in ("歡迎你。", "活動策劃", f"/zh-hant/apply/{role.slug}/", enquiry.text)
    )


def test_the_answer_is_read_as_it_will_be_before_it_goes(client: Client, rita: User) -> None:
    enquiry, role = EnquiryFactory(name="Łucja", language="en"), RoleFactory(name_en="Events planning")
    client.force_login(rita)

    form = client.get(page(enquiry)).content.decode()
    typed = {"text": "Come and see us.", "role": role.pk}
    read = client.post(page(enquiry), typed).content.decode()
    changed = client.post(page(enquiry), {**typed, "change": "1"}).content.decode()

    assert "A greeting with their name is put before it" in form
    assert read.index("Dear Łucja,") < read.index("Come and see us.") < read.index("This role may fit you")
    assert ("<textarea" in read, 'name="send"' in read) == (False, True)
    assert ("<textarea" in changed, "Come and see us." in changed) == (True, True)
    assert not Delivery.objects.exists()
    assert Enquiry.objects.get().answered_at is None


def test_without_an_address_the_answer_becomes_a_call(client: Client, rita: User) -> None:
    enquiry = EnquiryFactory(name="Łucja", email="", phone="+852 5123 4567")
    client.force_login(rita)

    client.post(page(enquiry), {"text": "Come and see us.", "send": "1"})

    task = Delivery.objects.get()
    assert (task.to, task.phone) == ("", "+852 5123 4567")
    assert "Łucja" in client.get(reverse("mail_telephone:index")).content.decode()


def test_of_two_who_answer_the_second_is_told_and_keeps_what_they_wrote(client: Client, rita: User, ada: User) -> None:
    enquiry = EnquiryFactory()
    answer(enquiry=Enquiry.objects.get(), actor=ada, text="Ada's answer.")
    client.force_login(rita)

    second = client.post(page(enquiry), {"text": "Rita's answer.", "send": "1"})

    html = second.content.decode()
    assert second.status_code == 409
    assert ("Ada&#x27;s answer." in html, "Rita&#x27;s answer." in html) == (True, True)
    assert Delivery.objects.count() == 1
    with pytest.raises(AnsweredAlready):
        answer(enquiry=enquiry, actor=rita, text="Again.")


def test_whoever_may_not_answer_cannot(client: Client, susan: User, tom: User) -> None:
    enquiry = EnquiryFactory()
    for user in (susan, tom):
        client.force_login(user)
        assert client.get(page(enquiry)).status_code in {302, 403, 404}
        assert client.post(page(enquiry), {"text": "x"}).status_code in {302, 403, 404}
    with pytest.raises(NotAllowed):
        answer(enquiry=enquiry, actor=susan, text="x")
    assert Enquiry.objects.get().answered_at is None


def test_an_enquiry_goes_with_its_mails_twelve_months_after_its_answer_or_after_it_came(rita: User) -> None:
    gone, kept, still_open, forgotten = EnquiryFactory(), EnquiryFactory(), EnquiryFactory(), EnquiryFactory()
    for enquiry in (gone, kept):
        answer(enquiry=enquiry, actor=rita, text="Yes.")
    Enquiry.objects.filter(pk=gone.pk).update(answered_at=timezone.now() - timedelta(days=367))
    Enquiry.objects.filter(pk=kept.pk).update(received_at=timezone.now() - timedelta(days=900))
    Enquiry.objects.filter(pk=still_open.pk).update(received_at=timezone.now() - timedelta(days=360))
    Enquiry.objects.filter(pk=forgotten.pk).update(received_at=timezone.now() - timedelta(days=367))

    call_command("retain", verbosity=0)

    assert set(Enquiry.objects.all()) == {kept, still_open}
    assert (Delivery.objects.about(gone).count(), Delivery.objects.about(kept).count()) == (0, 1)


def test_the_list_asks_as_often_for_three_as_for_one(client: Client, rita: User) -> None:
    client.force_login(rita)
    one, three = asked_for_one_and_three(client, reverse(INDEX), EnquiryFactory)
    assert one == three


def test_header_injection_stays_text(client: Client, work: Work, mailbox: Mailbox) -> None:
    send(client, name="Eve\r\nBcc: all@example.org", text="Hi\r\nBcc: all@example.org")

    work()
    assert [message["Bcc"] for message in mailbox.messages] == [None]
