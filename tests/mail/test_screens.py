"""The outbox and the texts, as staff see them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from base.models import Organisation
from base.work import WorkState
from mail.actions import queue, seed_texts
from mail.models import Delivery, Message
from tests.queue import Work

pytestmark = pytest.mark.either

OUTBOX, TEXTS = "mail_delivery:index", "mail_message:index"
SECRET = {"code": "7K3 M2Q", "minutes": "10"}


def write(number: int = 1) -> Delivery:
    to = f"person{number}@example.org"
    return queue(kind="no_account", to=to, language="en", values={"site": "https://example.org"})


def entered(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_a_recruiter_reads_the_outbox(client: Client, rita: User) -> None:
    row = write()
    shown = entered(client, rita).get(reverse(OUTBOX)).content.decode()
    assert row.to in shown
    assert "https://example.org" in client.get(reverse("mail_delivery:inspect", args=(row.pk,))).content.decode()


def test_staff_screens_are_the_organisations_own(client: Client, rita: User) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"name_en": "Harbour Aid"})
    for address in ("/admin/", reverse("recruitment_application:index"), reverse(OUTBOX)):
        shown = entered(client, rita).get(address).content.decode()

        assert "- Harbour Aid</title>" in shown
        assert '<span class="staff-brand-name">Harbour Aid</span>' in shown
        assert "css/admin.css" in shown
        assert "wagtailadmin/images/favicon" not in shown


@pytest.mark.parametrize("who", ["eddie", "tom"])
def test_others_neither_see_it_nor_send_anything_again(
    db: None, client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    row = write()
    Delivery.objects.update(work=WorkState.FAILED)
    entered(client, request.getfixturevalue(who))
    assert client.get(reverse(OUTBOX)).status_code == 302
    assert client.get(reverse("mail_delivery:inspect", args=(row.pk,))).status_code in {302, 404}
    assert client.post(reverse("mail_delivery:retry", args=(row.pk,))).status_code == 404
    assert Delivery.objects.get().work == WorkState.FAILED


def test_a_code_is_shown_to_nobody(client: Client, ada: User, settings: Settings) -> None:
    row = queue(kind="sign_in_code", to="vera@example.org", language="en", values=SECRET)
    page = reverse("mail_delivery:inspect", args=(row.pk,))
    assert "Type it on the page" not in entered(client, ada).get(page).content.decode()
    settings.DEMO = True
    assert "Type it on the page" in client.get(page).content.decode()


def test_what_was_given_up_is_sent_again_by_post_only(client: Client, rita: User) -> None:
    row = write()
    Delivery.objects.update(work=WorkState.FAILED, attempts=9)
    again = reverse("mail_delivery:retry", args=(row.pk,))
    assert entered(client, rita).get(again).status_code == 405
    assert client.post(again).status_code == 302
    row.refresh_from_db()
    assert (row.work, row.attempts) == (WorkState.WAITING, 0)


def test_the_list_asks_as_often_for_three_rows_as_for_one(
    client: Client, rita: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write()
    entered(client, rita).get(reverse(OUTBOX))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(OUTBOX))
    write(2)
    write(3)
    with django_assert_num_queries(len(one)):
        client.get(reverse(OUTBOX))


def test_the_list_narrows_by_state_and_kind(client: Client, rita: User) -> None:
    write(1)
    queue(kind="sign_in_code", to="code@example.org", language="en", values=SECRET)
    shown = entered(client, rita).get(reverse(OUTBOX), {"kind": "sign_in_code"}).content.decode()
    assert "code@example.org" in shown
    assert "person1@example.org" not in shown
    assert "code@example.org" not in client.get(reverse(OUTBOX), {"work": "failed"}).content.decode()


def test_an_administrator_edits_a_text_and_the_next_mail_uses_it(client: Client, ada: User, work: Work) -> None:
    seed_texts()
    text = Message.objects.get(kind="no_account")
    words = {"subject_en": "Hello from {site}", "subject_zh": "你好", "body_en": "See {site}.", "body_zh": "{site}"}
    page = reverse("mail_message:edit", args=(text.pk,))
    preview = entered(client, ada).post(page, words | {"preview": "1"}).content.decode()
    assert "Hello from https://example.org" in preview
    assert Message.objects.get(pk=text.pk).subject_en != words["subject_en"]
    assert client.post(page, words).status_code == 302
    assert write().subject == "Hello from https://example.org"


def test_a_field_that_is_not_known_is_refused(client: Client, ada: User) -> None:
    seed_texts()
    text = Message.objects.get(kind="no_account")
    words = {"subject_en": "Dear {surname}", "subject_zh": "你好", "body_en": "x", "body_zh": "y"}
    answer = entered(client, ada).post(reverse("mail_message:edit", args=(text.pk,)), words)
    assert answer.status_code == 200
    assert "{surname}" in answer.content.decode()
    assert Message.objects.get(pk=text.pk).subject_en == text.subject_en


def test_a_recruiter_does_not_edit_texts(client: Client, rita: User) -> None:
    seed_texts()
    text = Message.objects.get(kind="no_account")
    assert entered(client, rita).get(reverse(TEXTS)).status_code == 302
    assert client.get(reverse("mail_message:edit", args=(text.pk,))).status_code in {302, 404}


def test_seeding_leaves_what_staff_wrote(db: None) -> None:
    assert seed_texts() > 0
    Message.objects.filter(kind="no_account").update(subject_en="Ours")
    assert seed_texts() == 0
    assert Message.objects.get(kind="no_account").subject_en == "Ours"
