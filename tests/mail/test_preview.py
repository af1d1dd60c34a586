"""A mail's text as typed, seen on a real application or on the example before it is saved."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mail.actions import seed_texts
from mail.models import Delivery, Message
from mail.rules import NotFound, kind, source_of
from recruitment.actions.pipeline import move
from recruitment.actions.previews import values
from recruitment.models import Application, Stage
from tests.factories import ApplicationFactory, CaseworkFactory, FormDefinitionFactory, UserFactory

pytestmark = pytest.mark.either

WORDS = {
    "subject_en": "About {reference}",
    "subject_zh": "關於 {reference}",
    "body_en": "Dear {name}, about {role}. {question}",
    "body_zh": "{name}：關於{role}。{question}",
    "preview": "1",
}


@pytest.fixture
def application(db: None) -> Application:
    seed_texts()
    row: Application = ApplicationFactory(
        form=FormDefinitionFactory(role=CaseworkFactory()), name="Nadia <Rahimi>", reference="7K3M2Q"
    )
    return row


def text() -> Message:
    return Message.objects.get(kind="application_information")


def page(client: Client, user: User, **typed: Any) -> Any:
    client.force_login(user)
    return client.post(
        reverse("mail_message:edit", args=(text().pk,)),
        {name: word for name, word in (WORDS | typed).items() if word is not None},
    )


def test_the_example_of_a_chinese_mail_is_chinese(client: Client, ada: User, application: Application) -> None:
    shown = page(client, ada).content.decode()

    assert "陳小明：關於個案工作。九月起" in shown
    assert "Dear Chan Siu Ming, about Casework." in shown


def test_a_chinese_mail_greets_by_the_chinese_name_if_there_is_one(rita: User) -> None:
    for other in ("陳小明", "Сяо Мин", ""):
        for language in ("zh-hant", "en"):
            row = ApplicationFactory(name="Chan Siu Ming", name_other=other, language=language)
            move(application=row, to=Stage.SCREENING, actor=rita, seen_version=0)

    greetings = [row.body.splitlines()[0] for row in Delivery.objects.order_by("created_at", "pk")]
    mine, known = "Chan Siu Ming：", "Dear Chan Siu Ming,"
    assert sorted(greetings) == sorted(["陳小明：", known, mine, known, mine, known])


def test_it_reads_as_this_applicant_would_get_it_in_both_languages(
    client: Client, ada: User, application: Application
) -> None:
    shown = page(client, ada, about="7k3m2q").content.decode()

    assert "About 7K3M2Q" in shown
    assert "Dear Nadia &lt;Rahimi&gt;, about Casework." in shown
    assert "Nadia &lt;Rahimi&gt;：關於個案工作。" in shown
    assert "from the example: {question}" in shown


def test_nothing_is_saved_or_sent_and_what_was_typed_stays(client: Client, ada: User, application: Application) -> None:
    before = text().body_en

    shown = page(client, ada, about=application.reference).content.decode()

    assert (text().body_en, Delivery.objects.count()) == (before, 0)
    assert "Dear {name}, about {role}. {question}</textarea>" in shown
    assert f'value="{application.reference}"' in shown


def test_without_a_reference_the_example_is_put_in(client: Client, ada: User, application: Application) -> None:
    shown = page(client, ada).content.decode()

    assert "Dear Chan Siu Ming, about Casework." in shown
    assert "Nadia" not in shown


def test_a_reference_nobody_has_is_told_at_its_box(client: Client, ada: User, application: Application) -> None:
    shown = page(client, ada, about="XXXXXX").content.decode()

    assert "There is no application of this reference." in shown
    assert "Dear {name}, about {role}. {question}</textarea>" in shown


def test_a_mistake_in_a_field_s_name_is_told_and_nothing_typed_is_lost(
    client: Client, ada: User, application: Application
) -> None:
    for button in ("1", None):  # the preview, and saving
        shown = page(client, ada, body_en="Dear {nmae},", preview=button).content.decode()
        assert "There is no field {nmae} here. The fields are: {name}, {role}," in shown
        assert "Dear {nmae},</textarea>" in shown
        assert "關於 {reference}" in shown


def test_who_may_edit_texts_but_not_read_applications_sees_the_example_only(
    client: Client, application: Application
) -> None:
    writer = UserFactory(is_staff=True)
    for name in ("access_admin", "change_message"):
        writer.user_permissions.add(Permission.objects.get(codename=name))

    shown = page(client, writer, about=application.reference).content.decode()

    assert "Dear Chan Siu Ming" in shown
    assert "Nadia" not in shown
    assert 'name="about"' not in shown


def test_a_recruiter_previews_nothing(client: Client, rita: User, application: Application) -> None:
    answer = page(client, rita, about=application.reference)

    assert answer.status_code in {302, 404}


def test_a_hidden_name_is_not_told(ada: User, application: Application) -> None:
    type(application.role).objects.update(blind_review=True)

    with pytest.raises(NotFound, match="hidden"):
        values(application.reference, "en", ada)


def test_every_mail_on_an_application_has_a_source_and_no_other() -> None:
    assert source_of(kind("application_offered"))
    assert source_of(kind("application_received"))
    assert source_of(kind("no_account")) is None
    assert source_of(kind("certificate_issued")) is None
