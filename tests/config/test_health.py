"""What machines ask."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from base.models import Heartbeat
from certificates.signing import ensure_key
from config.checks import no_demonstration_accounts, secret_key
from config.settings import PLACEHOLDER_KEY
from mail.models import Delivery
from tests.factories import UserFactory


@pytest.fixture
def ready(db: None) -> None:
    """Everything the product needs is there."""
    ensure_key()
    Heartbeat.beat("tick")


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_when_all_is_there(client: Client, ready: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, set(answer.json().values())) == (200, {True})
    assert "no-store" in answer["Cache-Control"]


def test_not_ready_while_the_database_does_not_answer(client: Client, ready: None) -> None:
    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert {name for name, good in answer.json().items() if not good} == {"database", "migrations", "tick", "queue"}


def refuse(*_query: object) -> None:
    """A database that is gone."""
    raise OperationalError


def test_not_ready_without_a_tick_for_ten_minutes(client: Client, ready: None) -> None:
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=10, seconds=1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["tick"], answer.json()["database"]) == (503, False, True)


def test_not_ready_while_mail_waits_too_long(client: Client, ready: None) -> None:
    waiting = Delivery.objects.create(kind="no_account", to="vera@example.org", language="en", subject="Hello")
    assert client.get("/readyz").status_code == 200
    Delivery.objects.filter(pk=waiting.pk).update(due_at=timezone.now() - timedelta(minutes=11))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["queue"]) == (503, False)


def test_a_telephone_task_is_nobodys_delay(client: Client, ready: None) -> None:
    call = Delivery.objects.create(kind="no_account", to="", language="en", subject="Hello")
    Delivery.objects.filter(pk=call.pk).update(due_at=timezone.now() - timedelta(days=3))
    assert client.get("/readyz").status_code == 200


def test_it_names_no_person_and_no_path(client: Client, ready: None) -> None:
    assert set(client.get("/readyz").json()) == {"database", "migrations", "tick", "queue", "fonts", "signing_key"}


@pytest.mark.parametrize("path", ["/admin/nowhere/", "/verify/no/where", "/.well-known/nothing"])
def test_a_missing_unprefixed_address_is_a_real_404(client: Client, ada: User, path: str) -> None:
    client.force_login(ada)
    assert client.get(path).status_code == 404


def test_published_passwords_and_the_placeholder_do_not_start_outside_a_demonstration(
    db: None, settings: Settings
) -> None:
    UserFactory(is_demonstration=True)
    settings.SECRET_KEY = f"{PLACEHOLDER_KEY}-please"
    settings.DEMO = True
    assert (no_demonstration_accounts(databases=["default"]), secret_key()) == ([], [])
    settings.DEMO = False
    found = [*no_demonstration_accounts(databases=["default"]), *secret_key()]
    assert [fault.id for fault in found] == ["config.E002", "config.E003"]
