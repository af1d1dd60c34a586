"""Public verification: what is true is shown whole, an altered code says no, and guessing is slow."""

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from django.test import Client
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from accounts.models import User
from base.dates import today
from certificates.actions import (
    choose_forgetting,
    choose_initials,
    erase_certificates,
    issue,
    reissue,
    revoke,
    show_replaced,
)
from certificates.management.samples import AWARDS
from certificates.models import Award, Certificate
from certificates.rendering import rosette_svg
from certificates.rules import grouped, new_code, printed, written
from certificates.signing import certificate_pem, digest, fingerprint, new_pair
from recruitment.models import Volunteer
from tests.certificates.asking import page
from tests.certificates.samples import CODE
from tests.certificates.samples import facts as printed_facts
from tests.queue import Work
from training.models import Completion

pytestmark = [pytest.mark.either, pytest.mark.django_db]


@pytest.mark.parametrize("kind", AWARDS)
def test_every_printed_claim_is_shown(client: Client, certificate: Certificate, kind: str) -> None:
    """Every text and every day on the paper, of a training, of one that expires, and of service."""
    facts = {**printed_facts(), **AWARDS[kind], "expires_on": "2099-10-31" if kind == "interpreting" else None}
    Certificate.objects.update(facts=facts, issued_on=facts["issued_on"], expires_on=facts["expires_on"])

    said = " ".join(unescape(re.sub("<[^>]*>", " ", page(client, certificate.code))).split())

    assert "genuine and valid" in said
    service = facts["service"] or {}
    days = [facts["issued_on"], facts["expires_on"], service.get("from"), service.get("until")]
    days += [module["on"] for module in facts["modules"]]
    claims = [*filter(None, printed(facts)), *(written(date.fromisoformat(day)) for day in days if day)]
    claims += [certificate.serial, certificate.printed_code, fingerprint()]
    claims += [f"Hours given {service['hours']}"] if service else []
    assert [claim for claim in claims if claim not in said] == []


def test_the_page_carries_the_rosette_of_the_paper(client: Client, certificate: Certificate) -> None:
    assert rosette_svg(certificate.code) in page(client, certificate.code)
    assert rosette_svg(certificate.code) != rosette_svg(CODE)


def test_an_altered_code_says_no(client: Client, certificate: Certificate) -> None:
    code = certificate.code
    altered = ("0" if code[0] != "0" else "1") + code[1:]

    html = page(client, altered)

    assert "No certificate has this code" in html
    assert certificate.facts["name"] not in html


def test_unknown_and_malformed_look_alike(client: Client, certificate: Certificate) -> None:
    def body(code: str, end: str = "/") -> str:
        response = client.get(f"/verify/{quote(code)}{end}")
        assert response.status_code == (404 if "/" in code else 200)
        return response.content.decode().replace(f"/{code}{end}", "/CODE/")

    typed = (grouped(new_code()), "nonsense", "☃", "A" * 300, certificate.code[:-1], "no/where", "a/b.css")
    answers = {body(code, end) for code in typed for end in ("/", "")}

    assert len(answers) == 1
    assert "No certificate has this code" in answers.pop()


def test_an_address_without_its_last_stroke_is_answered(client: Client, certificate: Certificate) -> None:
    assert "genuine and valid" in client.get(f"/verify/{certificate.printed_code}").content.decode()
    assert client.get(f"/verify/{certificate.printed_code}/json").json()["serial"] == certificate.serial


def test_a_certificate_whose_document_is_not_made_yet_is_unknown(
    client: Client, award: Award, completion: Completion, tom: User
) -> None:
    row = issue(award=award, achievement=completion, actor=tom)

    assert "No certificate has this code" in page(client, row.code)


def test_a_revoked_one_says_so_and_not_why(client: Client, certificate: Certificate, ada: User) -> None:
    revoke(certificate=certificate, reason="Forged attendance", actor=ada)

    html = page(client, certificate.code)

    assert "was withdrawn" in html
    assert "Forged attendance" not in html
    assert "genuine and valid" not in html


def test_an_expired_one_says_since_when(client: Client, certificate: Certificate) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(expires_on=today() - timedelta(days=1))

    assert "has expired" in page(client, certificate.code)


def test_on_its_last_day_it_is_valid(client: Client, certificate: Certificate) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(expires_on=today())

    assert "genuine and valid" in page(client, certificate.code)


def test_a_replaced_one_links_no_names(
    client: Client, certificate: Certificate, vera: Volunteer, tom: User, work: Work
) -> None:
    Volunteer.objects.filter(pk=vera.pk).update(name="Vincent Lê")
    newer = reissue(certificate=Certificate.objects.get(pk=certificate.pk), actor=tom)
    work()

    html = page(client, certificate.code)

    assert "was replaced" in html
    for secret in ("Vera", "Vincent", newer.serial, newer.code, newer.printed_code):
        assert secret not in html


def test_the_holder_may_choose_initials(client: Client, certificate: Certificate) -> None:
    choose_initials(certificate=certificate, initials_only=True)

    html = page(client, certificate.code)

    assert "V. L." in html
    assert "Vera" not in html


def test_the_language_is_the_browsers_or_the_one_asked_for(client: Client, certificate: Certificate) -> None:
    assert 'lang="zh-hant"' in page(client, certificate.code, headers={"accept-language": "zh-HK,zh-Hant;q=0.9"})[:200]
    assert 'lang="en"' in page(client, certificate.code, headers={"accept-language": "de"})[:200]
    response = client.get(reverse("verify", args=[certificate.code]) + "?lang=zh-hant")
    assert 'lang="zh-hant"' in response.content.decode()[:200]
    assert "?lang=en" in response.content.decode()


def test_the_language_chosen_on_the_form_holds_on_the_answer(client: Client, certificate: Certificate) -> None:
    form = client.get(reverse("verify_form"), {"lang": "zh-hant"}).content.decode()
    assert '<input type="hidden" name="lang" value="zh-hant">' in form

    answer = client.get(reverse("verify_form"), {"lang": "zh-hant", "code": certificate.code})

    assert answer["Location"] == reverse("verify", args=[certificate.printed_code]) + "?lang=zh-hant"
    unknown = client.get(reverse("verify", args=["x"]), {"lang": "zh-hant"}).content.decode()
    assert f'href="{reverse("verify_form")}?lang=zh-hant"' in unknown


def test_nothing_is_indexed_listed_or_kept(client: Client, certificate: Certificate) -> None:
    for address in (reverse("verify_form"), reverse("verify", args=[certificate.code]), reverse("verify", args=["x"])):
        response = client.get(address)
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
        assert 'content="noindex"' in response.content.decode()
    assert certificate.serial not in client.get(reverse("verify_form")).content.decode()


def test_guessing_is_slowed_after_twenty_a_minute(client: Client, certificate: Certificate) -> None:
    address = reverse("verify", args=[grouped(new_code())])
    statuses = [client.get(address).status_code for _ in range(21)]

    assert statuses == [200] * 20 + [429]
    right = client.get(reverse("verify", args=[certificate.code]))
    assert right.status_code == 429
    assert certificate.facts["name"] not in right.content.decode()
    assert client.get(address, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_one_client_is_slowed_at_all_its_addresses(client: Client, certificate: Certificate) -> None:
    address = reverse("verify", args=[grouped(new_code())])
    statuses = [client.get(address, REMOTE_ADDR=f"2001:db8:1:2::{number:x}").status_code for number in range(21)]

    assert statuses == [200] * 20 + [429]
    assert client.get(address, REMOTE_ADDR="2001:db8:1:3::1").status_code == 200
    for number in range(21):
        assert client.get(address, REMOTE_ADDR=f"::ffff:192.0.2.{number}").status_code == 200


def test_anyone_gets_the_signing_certificate_and_never_the_key(client: Client) -> None:
    response = client.get("/.well-known/signing-certificate.pem")

    assert response.content == certificate_pem()
    assert b"PRIVATE" not in response.content


def test_the_page_tells_the_fingerprint_the_document_was_signed_with(
    client: Client, certificate: Certificate, tmp_path: Path, settings: Any
) -> None:
    """Also after the key was changed: it is the one that a reader of this file shows."""
    before, other = fingerprint(), tmp_path / "other.pem"
    other.write_bytes(new_pair())
    settings.SIGNING_KEY = settings.SIGNING_CERTIFICATE = str(other)
    now, html = fingerprint(), page(client, certificate.code)
    published = x509.load_pem_x509_certificates(client.get("/.well-known/signing-certificate.pem").content)

    assert now != before
    assert before in html
    assert now not in html
    assert {certificate.signed_with, now.replace(" ", "").lower()} <= {digest(one) for one in published}
    reader = PdfFileReader(certificate.file.open())
    assert reader.embedded_signatures[0].signer_cert.sha256.hex() == certificate.signed_with


def test_a_replaced_one_tells_what_it_said_if_its_holder_agrees(
    client: Client, certificate: Certificate, tom: User
) -> None:
    show_replaced(certificate=certificate, shown=True)
    newer = reissue(certificate=Certificate.objects.get(pk=certificate.pk), actor=tom)

    html = page(client, certificate.code)

    assert "was replaced" in html
    assert "Vera Lê" in html
    assert newer.serial not in html


@pytest.mark.parametrize("forget", [True, False])
def test_after_erasure_the_code_answers_as_the_holder_chose(
    client: Client, certificate: Certificate, vera: Volunteer, *, forget: bool
) -> None:
    choose_forgetting(certificate=certificate, forget=forget)

    erase_certificates(volunteer=vera)

    html = page(client, certificate.code)
    assert ("No certificate has this code" in html) is forget
    assert ("Vera Lê" in html) is not forget
    assert not Certificate.objects.get().file


@pytest.mark.parametrize("ago", [0, 1])
@pytest.mark.parametrize(("printed", "said"), [("2030-05-18", "“valid until 18 May 2030”"), (None, "no last day")])
def test_one_that_we_ended_early_says_why_the_paper_names_another_day(
    client: Client, certificate: Certificate, ago: int, printed: str | None, said: str
) -> None:
    last = today() - timedelta(days=ago)
    facts = {**certificate.facts, "expires_on": printed}
    Certificate.objects.filter(pk=certificate.pk).update(expires_on=last, facts=facts)

    html = page(client, certificate.code)
    told = client.get(reverse("verify_json", args=[certificate.code])).json()

    assert f"We ended it early, with {written(last)} as its last day." in html
    assert said in html
    assert ("Valid until, as printed" in html) is (printed is not None)
    assert (told["valid_until"], told["ended_early"]) == (last.isoformat(), True)
    assert told["claims"]["printed_valid_until"] == printed
