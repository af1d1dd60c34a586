"""The ground the other tests stand on."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from wagtail.models import Locale

from mail.models import Delivery
from tests.mailserver import Mailbox
from tests.queue import Work

KINDS_OF_STAFF = 5


def test_the_database_is_a_real_one_with_the_products_own_guarantees(db: None) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    assert (journal, synchronous, connection.is_in_memory_db()) == ("wal", 2, False)  # type: ignore[attr-defined]


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_committed_row_is_gone_and_what_migrations_wrote_is_not(turn: int) -> None:
    assert Delivery.objects.count() == 0
    assert Group.objects.filter(permissions__isnull=False).distinct().count() >= 1
    assert Group.objects.count() >= KINDS_OF_STAFF
    assert Locale.objects.count() >= 1
    Delivery.objects.create(kind="no_account", to="vera@example.org", language="en", subject="Hello")
    Group.objects.all().delete()


def test_the_worker_delivers_to_the_mail_server(work: Work, mailbox: Mailbox) -> None:
    from mail.actions import queue  # noqa: PLC0415

    queue(kind="no_account", to="vera@example.org", language="en", values={"site": "https://example.org"})
    assert work() == 1
    assert mailbox.last("vera@example.org")["Subject"] == "There is no account for this address"
    assert "https://example.org" in mailbox.text("vera@example.org")
