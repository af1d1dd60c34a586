"""Delivering: at least once, always with the same Message-ID, whatever the mail server does."""

import socket
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from base.models import Organisation
from base.work import BACKOFF, WorkState
from mail.actions import one_line, queue, resume
from mail.models import Delivery
from mail.tasks import ATTEMPTS, deliver
from tests.mailserver import Mailbox
from tests.queue import Work

TO = "vera@example.org"


def write(**given: Any) -> Delivery:
    return queue(**{"kind": "no_account", "to": TO, "language": "en", **given}, values={"site": "https://x.example"})


def later(row: Delivery) -> None:
    """The time of its next attempt has come."""
    Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_message_goes_out_once(work: Work, mailbox: Mailbox) -> None:
    row = write()
    work()
    deliver.enqueue(str(row.pk))
    work()
    row.refresh_from_db()
    assert (row.work, row.attempts, len(mailbox.messages)) == (WorkState.DONE, 1, 1)
    assert str(row.pk) in mailbox.last(TO)["Message-ID"]


def test_it_comes_from_the_organisation_unless_a_setting_says_otherwise(
    work: Work, mailbox: Mailbox, settings: Settings
) -> None:
    Organisation.objects.create(pk=1, name_en="The Centre", name_zh="中心", email="hello@example.org")
    write()
    write(language="zh-hant")
    settings.MAIL_FROM = settings.DEFAULT_FROM_EMAIL = "set@example.org"
    work()
    assert {message["From"] for message in mailbox.messages} == {"set@example.org"}
    settings.MAIL_FROM = ""
    write()
    write(language="zh-hant")
    work()
    assert [str(message["From"]) for message in mailbox.messages[2:]] == [
        "The Centre <hello@example.org>",
        "中心 <hello@example.org>",
    ]


def test_the_same_occasion_is_told_once(work: Work, mailbox: Mailbox) -> None:
    assert write(once="receipt:1") == write(once="receipt:1")
    work()
    assert len(mailbox.messages) == 1


def test_without_an_address_it_waits_for_a_telephone_call(work: Work, mailbox: Mailbox) -> None:
    row = write(to="")
    work()
    assert list(Delivery.objects.to_phone()) == [row]
    assert (resume(), mailbox.messages) == (0, [])


def test_a_secret_is_forgotten_once_it_is_delivered(work: Work, mailbox: Mailbox) -> None:
    row = queue(kind="sign_in_code", to=TO, language="en", values={"code": "7K3 M2Q", "minutes": "10"})
    work()
    row.refresh_from_db()
    assert (row.body, "7K3 M2Q" in mailbox.text(TO)) == ("", True)
    assert "7K3" not in row.subject


def test_a_line_break_never_reaches_a_header() -> None:
    assert one_line("Hello\r\nBcc: all@example.org \u202ex\x00") == "Hello Bcc: all@example.org x"


@pytest.mark.parametrize("answer", ["451 Try later", "421 Busy"])
def test_a_server_that_says_later_is_asked_again_with_the_same_id(work: Work, mailbox: Mailbox, answer: str) -> None:
    row = write()
    mailbox.answer = answer
    work()
    row.refresh_from_db()
    assert (row.work, row.attempts) == (WorkState.WAITING, 1)
    assert row.due_at > timezone.now() + BACKOFF[0] - timedelta(seconds=5)
    assert resume() == 0
    mailbox.answer = "250 OK"
    later(row)
    assert (resume(), work(), len(mailbox.messages)) == (1, 1, 1)
    assert str(row.pk) in mailbox.last(TO)["Message-ID"]


def test_an_address_refused_for_good_is_given_up_and_shown(work: Work, mailbox: Mailbox) -> None:
    row = write()
    mailbox.answer = "550 No such person"
    work()
    assert list(Delivery.objects.stuck()) == [row]
    row.refresh_from_db()
    assert ("550" in row.error, TO in row.error) == (True, False)


def test_a_server_that_is_down_keeps_nobody_from_anything(work: Work, settings: Settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = closed.getsockname()
        row = write()
        work()
    row.refresh_from_db()
    assert (row.work, row.error) == (WorkState.WAITING, "ConnectionRefusedError")


def test_a_server_that_hangs_is_left_after_the_time_limit(work: Work, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = hanging.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        row = write()
        work()
    row.refresh_from_db()
    assert (row.work, row.error) == (WorkState.WAITING, "SMTPServerDisconnected")


def test_a_message_that_no_server_could_take_is_not_tried_for_ever(work: Work, mailbox: Mailbox) -> None:
    row = write()
    Delivery.objects.update(subject="Hello\nBcc: all@example.org", attempts=ATTEMPTS - 1)
    work()
    row.refresh_from_db()
    assert (row.work, row.error, mailbox.messages) == (WorkState.FAILED, "BadHeaderError", [])


def test_after_a_day_of_trying_it_is_given_up(work: Work, mailbox: Mailbox) -> None:
    row = write()
    Delivery.objects.update(attempts=ATTEMPTS - 1)
    mailbox.answer = "451 Try later"
    work()
    row.refresh_from_db()
    assert row.work == WorkState.FAILED


def test_what_a_dead_worker_held_is_taken_up_when_its_lease_ends(work: Work, mailbox: Mailbox) -> None:
    row = write()
    DBTaskResult.objects.all().delete()
    assert Delivery.objects.claim(row.pk)
    assert resume() == 0
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert (resume(), work() > 0, len(mailbox.messages)) == (1, True, 1)


def test_a_worker_that_is_down_does_not_find_thousands_of_calls(db: None) -> None:
    row = write()
    assert (resume(), resume()) == (1, 0)
    assert Delivery.objects.get() == row


def test_mail_of_a_kind_that_is_known_no_more_is_sent_once_and_keeps_no_other_waiting(
    work: Work, mailbox: Mailbox
) -> None:
    old, other = write(), write()
    Delivery.objects.filter(pk=old.pk).update(kind="gone")

    assert (resume(), work() > 0, len(mailbox.messages)) == (2, True, 2)

    old.refresh_from_db()
    other.refresh_from_db()
    assert (old.work, old.body, bool(other.body)) == (WorkState.DONE, "", True)
    assert str(old).startswith("gone ")


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_transaction_that_failed_is_never_sent(mailbox: Mailbox) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert (Delivery.objects.count(), Work()(), mailbox.messages) == (0, 0, [])
