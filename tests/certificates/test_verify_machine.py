"""Verification for a machine: what the page says, as JSON."""

import pytest
from django.test import Client
from django.urls import reverse

from certificates.actions import choose_initials
from certificates.models import Certificate
from certificates.rules import grouped, new_code

pytestmark = [pytest.mark.either, pytest.mark.django_db]


def test_a_machine_reads_every_claim(client: Client, certificate: Certificate) -> None:
    response = client.get(reverse("verify_json", args=[certificate.code]))

    told = response.json()
    assert (told["status"], told["sha256"], told["serial"]) == ("valid", certificate.sha256, certificate.serial)
    for claim in ("name", "award", "role", "modules", "organisation", "completed_on"):
        assert told["claims"][claim] == certificate.facts[claim]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_unknown_and_malformed_are_the_same_to_a_machine(client: Client, certificate: Certificate) -> None:
    answers = [client.get(reverse("verify_json", args=[code])) for code in (grouped(new_code()), "nonsense")]

    assert [(one.status_code, one.content) for one in answers] == [(404, b'{"status": "unknown"}')] * 2


def test_a_machine_is_slowed_with_everybody_else(client: Client, certificate: Certificate) -> None:
    asked = [client.get(reverse("verify_json", args=["x"])).status_code for _ in range(21)]

    assert asked == [404] * 20 + [429]
    assert client.get(reverse("verify", args=[certificate.code])).status_code == 429


def test_a_machine_hears_initials_where_the_holder_chose_so(client: Client, certificate: Certificate) -> None:
    choose_initials(certificate=certificate, initials_only=True)

    body = client.get(reverse("verify_json", args=[certificate.code])).content.decode()

    assert "V. L." in body
    assert "Vera" not in body
