"""Keys as they are set: PEM files, or the PEM itself.

What is wrong with one raises ImproperlyConfigured, which names its setting and never repeats its value.
"""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from django.core.exceptions import ImproperlyConfigured


class Expired(ImproperlyConfigured):
    """A certificate is past its last day. Nothing can be signed with it; all else goes on."""


def given_pem(given: str, *, name: str) -> bytes:
    """What a setting of a key means: the PEM itself (a break may be written as backslash and n), or its file."""
    if given.startswith("-----BEGIN"):
        return given.replace("\\n", "\n").encode()
    try:
        return Path(given).read_bytes()
    except OSError as error:
        message = f"{name}: its file cannot be read ({error.strerror})."
        raise ImproperlyConfigured(message) from error


def private_key(pem: bytes, *, name: str) -> PrivateKeyTypes:
    """The private key in a PEM."""
    try:
        return serialization.load_pem_private_key(pem, password=None)
    except TypeError as locked:
        message = f"{name} is locked with a password: it must be a key without one."
        raise ImproperlyConfigured(message) from locked
    except (ValueError, UnsupportedAlgorithm) as broken:
        message = f"{name} holds no private key (PEM)."
        raise ImproperlyConfigured(message) from broken


def certificate(pem: bytes, *, name: str) -> x509.Certificate:
    """The first certificate in a PEM; it may have expired."""
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as broken:
        message = f"{name} holds no certificate (PEM)."
        raise ImproperlyConfigured(message) from broken


def refuse_expired(held: x509.Certificate, *, name: str) -> None:
    """What a certificate signs after its last day, readers call invalid."""
    ended = held.not_valid_after_utc
    if ended < datetime.now(UTC):
        message = f"{name} expired on {ended:%Y-%m-%d}: nothing can be signed with it any more."
        raise Expired(message)
