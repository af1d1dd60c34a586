"""The signature on certificates: PAdES B-B, or B-T where a timestamp server is set, by a key read once per process.

What signs is in :mod:`certificates.signing.pades`, imported when the first document is: it takes half a second.
"""

from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from base import keys
from base.storage import keep_once

BITS = 3072
NAME_LENGTH = 64  # bytes of the longest name of a certificate
OURS = "keys/signing.pem in the data folder"


def own() -> Path:
    """Where the pair lies that is made where none is set."""
    return Path(settings.DATA_DIR) / "keys" / "signing.pem"


def _given() -> tuple[bytes, bytes]:
    """The key and its certificate as they are set: PEM files, or the PEM itself; else the pair in the data folder."""
    if bool(settings.SIGNING_KEY) != bool(settings.SIGNING_CERTIFICATE):
        raise ImproperlyConfigured("SIGNING_KEY and SIGNING_CERTIFICATE must be set together.")
    if not settings.SIGNING_KEY:
        return (both := keys.given_pem(str(own()), name=OURS)), both
    key = keys.given_pem(settings.SIGNING_KEY, name="SIGNING_KEY")
    return key, keys.given_pem(settings.SIGNING_CERTIFICATE, name="SIGNING_CERTIFICATE")


def _called(name: str) -> str:
    """How people know a setting: by its name, or as the file that stands in for it."""
    return name if settings.SIGNING_KEY else OURS


def current() -> x509.Certificate:
    """The certificate of the key that signs now."""
    return keys.certificate(_given()[1], name=_called("SIGNING_CERTIFICATE"))


def issuer_name() -> str:
    """Whom PDF readers name as the signer where the certificate was made here: who runs this, as far as it is set."""
    name: str = settings.ORGANISATION_NAME or urlsplit(settings.VERIFY_URL).hostname or ""
    demonstration = " (demonstration)" if settings.DEMO else ""
    room = NAME_LENGTH - len(demonstration)
    return f"{name.encode()[:room].decode(errors='ignore')}{demonstration}"


def _self_signed(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer_name())])
    start = datetime.now(UTC) - timedelta(days=1)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start)
    builder = builder.not_valid_after(start + timedelta(days=3653))
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.sign(key, hashes.SHA256())


def new_pair() -> bytes:
    """A new key and its certificate, one after the other in one PEM file: half a pair can never be left behind."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + _self_signed(key).public_bytes(serialization.Encoding.PEM)


def remembered() -> Path:
    """Where the certificates lie that ever signed, without their keys."""
    return Path(settings.DATA_DIR) / "keys" / "signed-by"


def ensure_key() -> None:
    """Make a key where none is set and none was made, and remember its certificate for good."""
    if not settings.SIGNING_KEY and not settings.SIGNING_CERTIFICATE:
        keep_once(own(), new_pair)
    used = current()
    keep_once(remembered() / f"{digest(used)}.pem", partial(used.public_bytes, serialization.Encoding.PEM))


def _earlier() -> list[x509.Certificate]:
    """The certificates that signed before: set, or remembered."""
    name = "SIGNING_OLD_CERTIFICATES"
    set_ = [(name, keys.given_pem(old, name=name)) for old in settings.SIGNING_OLD_CERTIFICATES]
    paths = sorted(remembered().glob("*.pem"))
    kept = [(called := f"keys/signed-by/{path.name}", keys.given_pem(str(path), name=called)) for path in paths]
    return [keys.certificate(pem, name=called) for called, pem in (*set_, *kept)]


def ever_used() -> list[x509.Certificate]:
    """Every certificate that signatures are checked with: today's, then earlier ones, set or remembered."""
    ensure_key()
    return list(dict.fromkeys([current(), *_earlier()]))


def certificate_pem() -> bytes:
    """The same as PEM, without their keys."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in ever_used())


def digest(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, as rows keep it."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def spaced(hexadecimal: str) -> str:
    """A fingerprint as PDF readers show it: pairs of capital digits."""
    return bytes.fromhex(hexadecimal).hex(" ").upper()


def fingerprint() -> str:
    """SHA-256 of the certificate that signs now, as PDF readers show it."""
    ensure_key()
    return spaced(digest(current()))


def pair() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """The key that signs now and its certificate. Raises ImproperlyConfigured where nothing can be signed with them."""
    ensure_key()
    return _usable()


def _usable() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key, certificate = _loaded(*_given(), _called("SIGNING_KEY"), _called("SIGNING_CERTIFICATE"))
    keys.refuse_expired(certificate, name=_called("SIGNING_CERTIFICATE"))
    return key, certificate


@cache
def _loaded(
    key_pem: bytes, certificate_pem: bytes, key_name: str, certificate_name: str
) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """The same, read and checked once for each key of a process."""
    key = keys.private_key(key_pem, name=key_name)
    if not isinstance(key, rsa.RSAPrivateKey):
        message = f"{key_name} must be an RSA key."
        raise ImproperlyConfigured(message)
    certificate = keys.certificate(certificate_pem, name=certificate_name)
    if certificate.public_key() != key.public_key():
        message = f"{certificate_name} does not belong to {key_name}."
        raise ImproperlyConfigured(message)
    return key, certificate


def check_keys() -> None:
    """Raises ImproperlyConfigured, with the setting's name, where what is set or kept is of no use. Makes nothing."""
    if settings.SIGNING_KEY or settings.SIGNING_CERTIFICATE or own().exists():
        _usable()
    _earlier()


def signing_ready() -> bool:
    """Whether a certificate could be signed now."""
    try:
        pair()
    except (OSError, ImproperlyConfigured):
        return False
    return True


def sign(pdf: bytes, *, reason: str) -> bytes:
    """The document with an invisible signature over all of it; keeps its archival and accessible claims."""
    return signed(pdf, reason=reason)[0]


def signed(pdf: bytes, *, reason: str) -> tuple[bytes, str]:
    """The same, and the digest of the certificate that signed: the key may be another a moment later.

    Where a timestamp server is set it is asked when the signature was made (PAdES B-T); where it does not answer the
    document is signed without (B-B), as it will be for the next minute, so that a bulk issue does not wait for it.
    """
    from certificates.signing import pades  # noqa: PLC0415 - a slow import, needed by the worker only

    key, certificate = pair()
    return pades.sign(pdf, key, certificate, reason=reason, clock=settings.TIMESTAMP_URL), digest(certificate)
