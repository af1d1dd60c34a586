"""The badge: verified by a tool that knows nothing of us, and refused by it once anything is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openbadgeslib.ob3 import (
    IdentityObject,
    OB3LdpVerifier,
    OB3VerificationError,
    OB3Verifier,
    verify_data_integrity_proof,
)
from openbadgeslib.ob3.did import resolve_verification_method

from base.dates import today
from certificates import credential
from certificates.credential import keys
from certificates.credential.document import unsigned
from certificates.credential.proof import canonical, signed
from certificates.rendering import medal_png
from certificates.rules import Refused
from certificates.signing import new_pair
from tests.certificates.samples import CODE, NAMES, SERIAL, facts

pytestmark = pytest.mark.either

ORIGIN = "https://volunteers.example.org"
ISSUER = "did:web:volunteers.example.org"


def made(*, email: str = "", named: bool = True, **changed: Any) -> bytes:
    return credential.badge(
        facts(**{"issued_on": "2026-01-18", **changed}), code=CODE, serial=SERIAL, email=email, named=named
    )


def web(fallen: frozenset[int] = frozenset(), document: dict[str, Any] | None = None) -> Callable[[str], bytes]:
    """The internet, as far as a verifier needs it: our two public files."""
    files = {
        f"{ORIGIN}/.well-known/did.json": json.dumps(document or credential.did_document(ORIGIN)).encode(),
        f"{ORIGIN}/verify/status/2027.json": credential.signed_status_list(ORIGIN, 2027, fallen, today().isoformat()),
    }
    return files.__getitem__


def verify(badge: bytes | str, download: Callable[[str], bytes] | None = None, **asked: Any) -> Any:
    """Ask openbadgeslib; its list of standing is read, and its proof is checked by itself below."""
    verifier = OB3LdpVerifier.for_issuer_did(ISSUER)
    return verifier.verify(badge, download=download or web(), check_status=True, verify_status_list=False, **asked)


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "keys"


@pytest.mark.parametrize("key", NAMES)
def test_another_verifier_accepts_it(key: str) -> None:
    name, other = NAMES[key]

    read = verify(made(name=name, other=other))

    assert read.issuer.id == ISSUER
    assert read.achievement.name == "Casework training 個案工作培訓"


def test_the_same_facts_give_the_same_badge() -> None:
    assert made() == made()
    assert made(name="Chan Tai Men") != made()


@pytest.mark.parametrize(
    "forge",
    [
        lambda badge: badge["credentialSubject"]["identifier"][0].update(identityHash="Somebody Else"),
        lambda badge: badge["credentialSubject"]["achievement"].update(name="Interpreting"),
        lambda badge: badge.update(validUntil="2040-01-01T00:00:00+08:00"),
        lambda badge: badge.pop("credentialStatus"),
        lambda badge: badge["issuer"].update(id="did:web:elsewhere.example.org"),
        lambda badge: badge["credentialSubject"].update(hours=400),
    ],
)
def test_a_forged_one_is_refused(forge: Callable[[dict[str, Any]], Any]) -> None:
    badge = json.loads(made())
    forge(badge)

    with pytest.raises(OB3VerificationError):
        verify(json.dumps(badge))


def test_an_expired_one_is_refused() -> None:
    with pytest.raises(OB3VerificationError, match="expired"):
        verify(made(expires_on="2026-02-18"))


def test_one_signed_by_another_key_is_refused(own_keys: Path) -> None:
    ours = credential.did_document(ORIGIN)
    (own_keys / "badge.pem").write_bytes(keys.new_key())
    name = ours["verificationMethod"][0]["id"]

    badge = json.loads(made())
    badge["proof"]["verificationMethod"] = name

    with pytest.raises(OB3VerificationError):
        verify(json.dumps(badge), web(document=ours))
    with pytest.raises(OB3VerificationError):
        verify(made(), web(document=ours))


def test_old_keys_stay_and_verify_after_the_key_is_changed(own_keys: Path) -> None:
    old = made()
    (own_keys / "badge.pem").write_bytes(keys.new_key())

    new = made()
    document = credential.did_document(ORIGIN)

    assert len(document["assertionMethod"]) == 2
    assert json.loads(new)["proof"]["verificationMethod"] == document["assertionMethod"][0]
    assert [verify(badge, web(document=document)).issuer.id for badge in (old, new)] == [ISSUER, ISSUER]
    assert "PRIVATE" not in json.dumps(document)


def test_the_list_of_standing_is_signed_by_the_key_of_now(own_keys: Path) -> None:
    def signer() -> str:
        listed = credential.signed_status_list(ORIGIN, 2027, frozenset(), today().isoformat())
        return str(json.loads(listed)["proof"]["verificationMethod"])

    before = signer()
    (own_keys / "badge.pem").write_bytes(keys.new_key())

    assert signer() != before
    assert signer() == credential.did_document(ORIGIN)["assertionMethod"][0]


def test_keys_may_come_from_the_environment(own_keys: Path, settings: Any, tmp_path: Path) -> None:
    earlier = keys.new_key()
    (tmp_path / "earlier.pem").write_bytes(earlier)
    settings.BADGE_KEY = keys.new_key().decode().replace("\n", "\\n")
    settings.BADGE_OLD_KEYS = [str(tmp_path / "earlier.pem"), "z6Mkrxx5iDrktZZHwTBPsSAoq3UMrp3WoCLkPDiQM4Yqp5Fk"]

    assert credential.badges_ready()
    assert len(credential.did_document(ORIGIN)["verificationMethod"]) == 3
    assert not (own_keys / "badge.pem").exists()
    assert verify(made()).issuer.id == ISSUER


def test_a_key_of_another_kind_is_told(settings: Any, tmp_path: Path, own_keys: Path) -> None:
    (tmp_path / "rsa.pem").write_bytes(new_pair())
    settings.BADGE_KEY = str(tmp_path / "rsa.pem")

    assert not credential.badges_ready()


@pytest.mark.parametrize(
    "slip",
    [
        lambda badge: badge.update(mood="good"),
        lambda badge: badge["type"].append("NiceCredential"),
        lambda badge: badge.update(id="relative"),
        lambda badge: badge["credentialSubject"]["achievement"].update(colour="green"),
        lambda badge: badge["@context"].append("https://example.org/context.json"),
        lambda badge: badge["@context"].append({"mood": "https://example.org/mood"}),
    ],
)
def test_what_would_stay_unsigned_is_refused_and_nothing_is_fetched(slip: Callable[[dict[str, Any]], Any]) -> None:
    badge = unsigned(facts(), code=CODE, serial=SERIAL)
    slip(badge)

    with pytest.raises(Refused, match="not defined"):
        canonical(badge)


def test_a_wallet_recognises_the_address_only_where_the_holder_chose_so() -> None:
    chosen = made(email="Vera@example.org")

    assert b"era@example" not in chosen
    known = verify(chosen).identifiers[-1]
    assert known == IdentityObject.create("vera@example.org", known.salt)
    assert known != IdentityObject.create("eve@example.org", known.salt)
    assert b"emailAddress" not in made()
    nameless = json.loads(made(named=False))
    assert "identifier" not in nameless["credentialSubject"]
    assert "Chan" not in json.dumps(nameless)
    assert verify(made(named=False))


@pytest.mark.parametrize(("fallen", "stands"), [((), True), ((16, 18), True), ((17,), False)])
def test_its_standing_is_one_bit_of_a_signed_list(fallen: tuple[int, ...], stands: bool) -> None:  # noqa: FBT001 - a case
    download = web(frozenset(fallen))

    if stands:
        assert verify(made(), download)
    else:
        with pytest.raises(OB3VerificationError, match="revocation"):
            verify(made(), download)

    document = json.loads(download(f"{ORIGIN}/verify/status/2027.json"))
    pem = resolve_verification_method(document["proof"]["verificationMethod"], download=download)
    verify_data_integrity_proof(document, pem)
    with pytest.raises(OB3VerificationError):
        verify_data_integrity_proof({**document, "validUntil": "2040-01-01T00:00:00+08:00"}, pem)


def test_the_picture_carries_it() -> None:
    badge = made()

    picture = credential.baked(medal_png(CODE), badge)

    assert OB3Verifier.extract_token_from_png(picture).encode() == badge
    assert credential.unbaked(picture) == badge
    assert credential.unbaked(medal_png(CODE)) is None


def test_the_proof_is_made_over_the_contexts_it_leaves_out() -> None:
    badge = json.loads(made())

    assert "@context" not in badge["proof"]
    bare = {key: value for key, value in badge.items() if key != "proof"}
    assert signed(bare, at=badge["validFrom"], issuer=ISSUER) == badge
