"""The form for a code: it takes what people type, and says what is wrong with it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from certificates.rules import grouped
from tests.certificates.asking import page
from tests.certificates.samples import CODE

pytestmark = [pytest.mark.either, pytest.mark.django_db]


def wide(text: str) -> str:
    """As keyboards for Chinese write it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize("write", [str.lower, grouped, lambda code: grouped(code).replace("-", " "), wide])
def test_the_code_may_be_written_in_any_way(client: Client, certificate: Certificate, write: Any) -> None:
    assert "genuine and valid" in page(client, write(certificate.code))


@pytest.mark.parametrize(
    "typed", ["{}", "https://forged.example/verify/{}/?lang=zh-hant", "See HTTPS://OURS.EXAMPLE/VERIFY/{} !"]
)
@pytest.mark.parametrize("write", [str.lower, wide])
def test_the_form_leads_to_the_answer(client: Client, certificate: Certificate, typed: str, write: Any) -> None:
    response = client.get(reverse("verify_form"), {"code": write(typed.format(certificate.printed_code))})

    assert response.url == reverse("verify", args=[certificate.printed_code])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7K3U-2Q9X-WT5H-RD8P-C2", "Check this character"),
        ("7K3U-2Q9é-WT5H-RD8P-C2", "No code has any of “U É” in it. Check these characters."),
        ("7K3M-2Q9X", "this one has 8"),
        ("7K3U", "this one has 4"),
        ("7K3U", "Check this character"),
        ("ｈｋｒａｃ－２０２６－００００３", "This is the serial number."),
        (CODE[1] + CODE[0] + CODE[2:], "two have changed places"),
        ("", "Please answer: Code on the certificate"),
        ("hkrac-2026-00003", "This is the serial number."),
    ],
)
def test_the_form_says_what_to_check(client: Client, typed: str, said: str) -> None:
    html = client.get(reverse("verify_form"), {"code": typed}).content.decode()

    assert said in html
