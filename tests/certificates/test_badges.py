"""Badges on our pages: the public files, and the holder's own badge."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

from accounts.models import User
from base.dates import today
from certificates import credential
from certificates.actions import erase_certificates, issue, reissue, revoke
from certificates.models import Award, Certificate
from certificates.rendering import render
from recruitment.models import Volunteer
from tests.certificates.samples import CODE, SERIAL, facts
from tests.certificates.test_holder import signed_in
from training.models import Completion


def fetched(address: str) -> bytes:
    """What a verifier gets from us at an address printed in a badge."""
    path = address.partition("://")[2].partition("/")[2]
    return Client().get(f"/{path}", headers={"host": "127.0.0.1:8000"}).content


def verify(badge: bytes) -> Any:
    issuer = json.loads(badge)["issuer"]["id"]
    verifier = OB3LdpVerifier.for_issuer_did(issuer)
    return verifier.verify(badge, check_status=True, verify_status_list=False, download=fetched)


def test_the_badge_in_the_document_stands_until_it_is_replaced(
    certificate: Certificate, ada: User, completion: Completion
) -> None:
    with certificate.file.open("rb") as file, pikepdf.open(BytesIO(file.read())) as document:
        (related,) = document.Root.AF
        badge = document.attachments["openbadge.json"].get_file().read_bytes()
        assert str(related.AFRelationship) == "/Data"
        assert str(related.EF.F.Subtype) == "/application/json"

    assert verify(badge).issuer.name.startswith("Hong Kong Refugee Advice Centre")
    reissue(certificate=certificate, actor=ada)
    with pytest.raises(OB3VerificationError, match="revocation"):
        verify(badge)


def test_the_same_facts_and_badge_give_the_same_document() -> None:
    def drawn() -> bytes:
        badge = credential.attached(facts(), code=CODE, serial=SERIAL)
        return render(facts(), code=CODE, serial=SERIAL, badge=badge)

    assert drawn() == drawn()


def test_the_list_tells_what_fell_and_what_was_erased(certificate: Certificate, ada: User) -> None:
    year = today().year
    number = int(certificate.serial[-5:])
    assert Certificate.objects.fallen(year) == frozenset()

    revoke(certificate=certificate, reason="For a test", actor=ada)
    assert Certificate.objects.fallen(year) == {number}

    Certificate.objects.filter(pk=certificate.pk).delete()
    assert Certificate.objects.fallen(year) == {number}
    assert Certificate.objects.fallen(year - 1) == frozenset()


@pytest.mark.either
def test_what_ran_out_or_was_forgotten_stands_no_longer(certificate: Certificate, ada: User, vera: Volunteer) -> None:
    number, year, day = int(certificate.serial[-5:]), today().year, timedelta(days=1)
    badge = certificate_badge(certificate)
    Certificate.objects.update(expires_on=today())
    assert Certificate.objects.fallen(year) == frozenset()
    assert verify(badge)

    Certificate.objects.update(expires_on=today() - day)
    assert Certificate.objects.fallen(year) == {number}
    with pytest.raises(OB3VerificationError, match="revocation"):
        verify(badge)

    Certificate.objects.update(expires_on=None, forget=True)
    erase_certificates(volunteer=vera)
    assert Certificate.objects.fallen(year) == {number}


def certificate_badge(row: Certificate) -> bytes:
    """The badge as its holder downloads it."""
    return credential.badge(row.facts, code=row.code, serial=row.serial)


@pytest.mark.either
def test_public_files_may_be_read_by_anyone_and_name_nobody(client: Client, certificate: Certificate) -> None:
    for path in ("/.well-known/did.json", f"/verify/status/{today().year}.json"):
        answer = client.get(path)
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
        assert "public" in answer["Cache-Control"]
        assert "Set-Cookie" not in answer
        assert certificate.serial not in answer.content.decode()
    assert client.post("/.well-known/did.json").status_code == 405


@pytest.mark.either
def test_only_years_with_certificates_have_a_list_and_it_is_signed_once(
    client: Client, certificate: Certificate
) -> None:
    """However many years or addresses are asked for, none costs much or drives out what was signed."""
    ours = f"/verify/status/{today().year}.json"
    first = client.get(ours)
    signed = credential._signed_list.cache_info().misses  # noqa: SLF001 - what it costs

    others = [client.get(f"/verify/status/{year}.json").status_code for year in (2000, *range(2060, 2080), 10**30)]
    again = [client.get(ours, headers={"host": host}).status_code for host in ("TESTSERVER", "testServer")]
    asked = [client.get(ours).status_code for _ in range(18)]

    assert set(others) == {404}
    assert (again, asked) == ([200] * 2, [200] * 17 + [429])
    assert credential._signed_list.cache_info().misses == signed  # noqa: SLF001
    assert client.get(ours, REMOTE_ADDR="192.0.2.7").content == first.content


@pytest.mark.either
def test_an_earlier_address_answers_for_itself(client: Client, settings: Any) -> None:
    settings.VERIFY_URL = "https://new.example.org"
    settings.ALLOWED_HOSTS = ["new.example.org", "old.example.org"]

    named = [
        client.get("/.well-known/did.json", headers={"host": host}).json()["id"] for host in settings.ALLOWED_HOSTS
    ]

    assert named == ["did:web:new.example.org", "did:web:old.example.org"]


@pytest.mark.either
def test_the_holder_gets_their_badge_as_they_choose(certificate: Certificate, vera: Volunteer) -> None:
    client = signed_in(vera)
    address = reverse("certificates:badge", args=[certificate.uuid])

    plain, known = client.get(address), client.get(address, {"email": "1"})
    picture = client.get(address, {"as": "png"})

    assert plain["Content-Disposition"] == f'attachment; filename="{certificate.serial}.json"'
    assert plain["Cache-Control"] == "private, no-store"
    assert verify(plain.content)
    assert (b"emailAddress" in plain.content, b"emailAddress" in known.content) == (False, True)
    assert vera.name.encode() in plain.content
    assert credential.unbaked(picture.content) == plain.content
    assert client.get(address, {"as": "exe"}).status_code == 404
    assert address in client.get(reverse("certificates:list")).content.decode()

    Certificate.objects.update(initials_only=True)
    assert vera.name.encode() not in client.get(address).content


@pytest.mark.either
@pytest.mark.parametrize("who", ["victor", "eddie", "tom"])
def test_nobody_else_gets_it(
    request: pytest.FixtureRequest, certificate: Certificate, who: str, client: Client
) -> None:
    address = reverse("certificates:badge", args=[certificate.uuid])

    assert signed_in(request.getfixturevalue(who)).get(address).status_code == 404
    assert client.get(address).status_code == 302


@pytest.mark.either
def test_what_is_not_made_or_stands_no_longer_has_no_badge(
    award: Award, completion: Completion, vera: Volunteer, tom: User, ada: User
) -> None:
    row = issue(award=award, achievement=completion, actor=tom)
    client, address = signed_in(vera), reverse("certificates:badge", args=[row.uuid])
    assert client.get(address).status_code == 404

    Certificate.objects.filter(pk=row.pk).update(file="certificates/made.pdf", sha256="0" * 64)
    assert client.get(address).status_code == 200

    revoke(certificate=row, reason="For a test", actor=ada)
    assert client.get(address).status_code == 404
