"""The signature on certificates: PAdES B-B, or B-T where a timestamp server is set, by a key read once per process.

What signs is in :mod:`certificates.signing.pades`, imported when the first document is: it takes half a second.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from base.storage import given_pem, keep_once

BITS = 3072


def own() -> Path:
    """Where the pair lies that is made where none is set."""
    return Path(settings.DATA_DIR) / "keys" / "signing.pem"


def given() -> tuple[str, str]:
    """The key and its certificate as they are set: PEM files, or the PEM itself; else the pair in the data folder."""
    if bool(settings.SIGNING_KEY) != bool(settings.SIGNING_CERTIFICATE):
        raise ImproperlyConfigured("SIGNING_KEY and SIGNING_CERTIFICATE must be set together.")
    return settings.SIGNING_KEY or str(own()), settings.SIGNING_CERTIFICATE or str(own())


def current() -> x509.Certificate:
    """The certificate of the key that signs now."""
    return x509.load_pem_x509_certificate(given_pem(given()[1]))


def _self_signed(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "HKRAC volunteer certificates (development key)")])
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
    """Make the development key where none is set and none was made, and remember its certificate for good."""
    given()
    if not settings.SIGNING_KEY:
        keep_once(own(), new_pair)
    with suppress(FileNotFoundError):
        used = current()
        keep_once(remembered() / f"{digest(used)}.pem", partial(used.public_bytes, serialization.Encoding.PEM))


def ever_used() -> list[x509.Certificate]:
    """Every certificate that signatures are checked with: today's, then earlier ones, set or remembered."""
    ensure_key()
    set_ = (given_pem(old) for old in settings.SIGNING_OLD_CERTIFICATES)
    kept = (path.read_bytes() for path in sorted(remembered().glob("*.pem")))
    return list(dict.fromkeys([current(), *map(x509.load_pem_x509_certificate, [*set_, *kept])]))


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


def signs_with() -> str:
    """SHA-256 of the certificate that signs now, as rows keep it."""
    return digest(pair()[1])


def pair() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """The key that signs now and its certificate. Raises ImproperlyConfigured where they do not belong together."""
    ensure_key()
    key, certificate = given()
    return _loaded(given_pem(key), given_pem(certificate))


@cache
def _loaded(key_pem: bytes, certificate_pem: bytes) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """The same, read and checked once for each key of a process."""
    key = serialization.load_pem_private_key(key_pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ImproperlyConfigured("SIGNING_KEY must be an RSA key (PEM, without a password).")
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    if certificate.public_key() != key.public_key():
        raise ImproperlyConfigured("SIGNING_CERTIFICATE does not belong to SIGNING_KEY.")
    return key, certificate


def signing_ready() -> bool:
    """Whether a certificate could be signed now."""
    try:
        pair()
    except (OSError, ValueError, ImproperlyConfigured):
        return False
    return True


def sign(pdf: bytes, *, reason: str) -> bytes:
    """The document with an invisible signature over all of it; keeps its archival and accessible claims.

    Where a timestamp server is set it is asked when the signature was made (PAdES B-T); where it does not answer the
    document is signed without (B-B), as it will be for the next minute, so that a bulk issue does not wait for it.
    """
    from certificates.signing import pades  # noqa: PLC0415 - a slow import, needed by the worker only

    return pades.sign(pdf, *pair(), reason=reason, clock=settings.TIMESTAMP_URL)
