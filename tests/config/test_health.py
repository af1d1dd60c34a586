"""What machines ask."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from base.models import Heartbeat
from certificates.credential.keys import new_key
from certificates.signing import ensure_key, new_pair
from config.checks import keys, no_demonstration_accounts, secret_key
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


def locked(pem: bytes) -> bytes:
    """The private key of a PEM, behind a password."""
    key = serialization.load_pem_private_key(pem, password=None)
    hidden = serialization.BestAvailableEncryption(b"secret")
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hidden)


def expired(pem: bytes) -> bytes:
    """The pair of a PEM, its certificate good until yesterday."""
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    name, yesterday = x509.load_pem_x509_certificate(pem).subject, datetime.now(UTC) - timedelta(days=1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, yesterday - timedelta(days=1), yesterday)
    ended = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return pem.partition(b"-----BEGIN CERTIFICATE")[0] + ended


def test_keys_that_cannot_sign_are_named_and_stop_the_start_but_for_one_that_expired(
    client: Client, ready: None, settings: Settings, tmp_path: Path
) -> None:
    pair, badge, file = new_pair(), new_key(), tmp_path / "key.pem"
    wrong = (
        ("SIGNING_KEY", None, "SIGNING_KEY: its file cannot be read (No such file or directory)."),
        ("SIGNING_KEY", b"rubbish", "SIGNING_KEY holds no private key (PEM)."),
        ("SIGNING_KEY", locked(pair), "SIGNING_KEY is locked with a password: it must be a key without one."),
        ("SIGNING_KEY", badge, "SIGNING_KEY must be an RSA key."),
        ("SIGNING_KEY", expired(pair), "SIGNING_CERTIFICATE expired on "),
        ("BADGE_KEY", None, "BADGE_KEY: its file cannot be read (No such file or directory)."),
        ("BADGE_KEY", locked(badge), "BADGE_KEY is locked with a password: it must be a key without one."),
        ("BADGE_KEY", pair, "BADGE_KEY must be an Ed25519 key."),
    )
    assert [fault.id for fault in keys()] == ["config.W002"]
    for name, content, said in wrong:
        file.unlink(missing_ok=True)
        if content is not None:
            file.write_bytes(content)
        settings.SIGNING_KEY = settings.SIGNING_CERTIFICATE = str(file) if name == "SIGNING_KEY" else ""
        settings.BADGE_KEY = str(file) if name == "BADGE_KEY" else ""

        found = [fault for fault in keys() if fault.id != "config.W002"]

        assert [fault.msg.startswith(said) for fault in found] == [True], (said, found)
        assert found[0].id == ("config.W003" if "expired" in said else "config.E005"), said
        assert client.get("/readyz").status_code == 503, said


def test_keys_that_were_made_are_told_of_outside_a_demonstration(settings: Settings) -> None:
    settings.DEMO = True
    assert keys() == []
    settings.DEMO = False
    (told,) = keys()
    assert (told.id, "SIGNING_KEY and BADGE_KEY" in told.msg) == ("config.W002", True)
