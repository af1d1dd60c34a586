"""The signature on certificates: PAdES B-B, by a key that is read once per process.

What signs is in :mod:`certificates.signing.pades`, imported when the first document is: it takes half a second.
"""

from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from base.storage import keep_once

BITS = 3072


def paths() -> tuple[Path, Path]:
    """Where the key and its certificate (PEM) lie: as set, else the development pair in the data folder."""
    if bool(settings.SIGNING_KEY) != bool(settings.SIGNING_CERTIFICATE):
        raise ImproperlyConfigured("SIGNING_KEY and SIGNING_CERTIFICATE must be set together.")
    if settings.SIGNING_KEY:
        return Path(settings.SIGNING_KEY), Path(settings.SIGNING_CERTIFICATE)
    folder = Path(settings.DATA_DIR) / "keys"
    return folder / "signing.pem", folder / "signing.pem"


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
    key, certificate = paths()
    if not settings.SIGNING_KEY:
        keep_once(key, new_pair)
    if certificate.exists():
        used = x509.load_pem_x509_certificate(certificate.read_bytes())
        pem = partial(used.public_bytes, serialization.Encoding.PEM)
        keep_once(remembered() / f"{used.fingerprint(hashes.SHA256()).hex()}.pem", pem)


def certificate_pem() -> bytes:
    """The certificates that signatures are checked with, as PEM, without their keys: today's, then earlier ones."""
    ensure_key()
    now = x509.load_pem_x509_certificate(paths()[1].read_bytes()).public_bytes(serialization.Encoding.PEM)
    earlier = (path.read_bytes() for path in sorted(remembered().glob("*.pem")))
    return b"".join([now, *(pem for pem in earlier if pem != now)])


@cache
def fingerprint() -> str:
    """SHA-256 of the signing certificate, as PDF readers show it: pairs of hexadecimal digits."""
    certificate = x509.load_pem_x509_certificate(certificate_pem())
    return certificate.fingerprint(hashes.SHA256()).hex(" ").upper()


@cache
def pair() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """The key of this process and its certificate. Raises ImproperlyConfigured where they do not belong together."""
    ensure_key()
    key_path, certificate_path = paths()
    key = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ImproperlyConfigured("SIGNING_KEY must be an RSA key (PEM, without a password).")
    certificate = x509.load_pem_x509_certificate(certificate_path.read_bytes())
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
    """The document with an invisible signature (PAdES B-B) over all of it; keeps its archival and accessible claims."""
    from certificates.signing import pades  # noqa: PLC0415 - a slow import, needed by the worker only

    return pades.sign(pdf, *pair(), reason=reason)
