"""The keys of our badges: one signs, and every one that ever did stays in the public document and verifies."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from base import keys
from base.storage import keep_once

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"  # what a public key begins with in Multikey
OURS = "keys/badge.pem in the data folder"
LENGTH = len("z6Mkrxx5iDrktZZHwTBPsSAoq3UMrp3WoCLkPDiQM4Yqp5Fk")


def folder() -> Path:
    """Where keys lie that were made here."""
    return Path(settings.DATA_DIR) / "keys"


def own() -> Path:
    """Where the key lies that is made where none is set."""
    return folder() / "badge.pem"


def base58(value: bytes) -> str:
    """Bytes in the alphabet of Bitcoin, with multibase's ``z`` before it."""
    number, out = int.from_bytes(value), ""
    while number:
        number, digit = divmod(number, 58)
        out = BASE58[digit] + out
    zeros = len(value) - len(value.lstrip(b"\0"))
    return f"z{BASE58[0] * zeros}{out}"


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as documents name it: ``z6Mk…``."""
    return base58(ED25519 + key.public_bytes_raw())


def new_key() -> bytes:
    """A new private key as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def ensure_key() -> None:
    """Make a key where none is set and none was made, and remember its public half for good."""
    if not settings.BADGE_KEY:
        keep_once(own(), new_key)
    public = multikey(private_key().public_key())
    keep_once(folder() / "badges" / public, f"First used {datetime.now(UTC):%Y-%m-%d}\n".encode)


@cache
def _read(pem: bytes, name: str) -> Ed25519PrivateKey:
    key = keys.private_key(pem, name=name)
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{name} must be an Ed25519 key."
        raise ImproperlyConfigured(message)
    return key


def private_key() -> Ed25519PrivateKey:
    """The key that signs badges now. Raises ImproperlyConfigured where nothing can be signed with it."""
    name = "BADGE_KEY" if settings.BADGE_KEY else OURS
    return _read(keys.given_pem(settings.BADGE_KEY or str(own()), name=name), name)


def check_keys() -> None:
    """Raises ImproperlyConfigured, with the setting's name, where what is set or kept is of no use. Makes nothing."""
    if settings.BADGE_KEY or own().exists():
        private_key()
    for old in settings.BADGE_OLD_KEYS:
        _public(old)


def public_key() -> str:
    """Its public half, as documents name it."""
    ensure_key()
    return multikey(private_key().public_key())


def badges_ready() -> bool:
    """Whether a badge could be signed now."""
    try:
        ensure_key()
    except (OSError, ImproperlyConfigured):
        return False
    return True


def _public(given: str) -> str:
    """An earlier key of the settings as ``z6Mk…``: written so, or in a PEM file, public or private."""
    if given.startswith("z6Mk") and len(given) == LENGTH:
        return given
    name = "BADGE_OLD_KEYS"
    pem = keys.given_pem(given, name=name)
    if b"PRIVATE" in pem:
        return multikey(_read(pem, name).public_key())
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ImproperlyConfigured("BADGE_OLD_KEYS must be Ed25519 keys (PEM, or z6Mk…).")
    return multikey(key)


def ever_used() -> list[str]:
    """Every public key that signed or signs, today's first."""
    ensure_key()
    now = multikey(private_key().public_key())
    remembered = sorted(path.name for path in (folder() / "badges").glob("z6Mk*"))
    return list(dict.fromkeys([now, *map(_public, settings.BADGE_OLD_KEYS), *remembered]))


def did(origin: str) -> str:
    """Who issues, for an address of ours: ``https://example.org:8000`` is ``did:web:example.org%3A8000``."""
    return f"did:web:{quote(urlsplit(origin).netloc.lower(), safe='')}"


def method(issuer: str, public: str) -> str:
    """The name of one of an issuer's keys; it says which key, whatever the document says later."""
    return f"{issuer}#{public}"


def did_document(origin: str) -> dict[str, Any]:
    """What ``/.well-known/did.json`` says at an address of ours: our keys, by which badges are verified."""
    issuer = did(origin)
    names = {method(issuer, public): public for public in ever_used()}
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer,
        "verificationMethod": [
            {"id": name, "type": "Multikey", "controller": issuer, "publicKeyMultibase": public}
            for name, public in names.items()
        ],
        "assertionMethod": list(names),
    }
