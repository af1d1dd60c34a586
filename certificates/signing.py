"""The signature on certificates: PAdES B-B, by a key that is read once per process."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from asn1crypto import algos, pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Signature"
BITS = 3072
# Room for the signature, in bytes of the CMS object: more than RSA-4096 with one certificate needs.
RESERVED = 8192


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


def ensure_key() -> None:
    """Make the development key where none is set and none was made. Of two processes at once, one key wins."""
    key, _certificate = paths()
    if settings.SIGNING_KEY or key.exists():
        return
    key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = key.with_name(f"{secrets.token_hex(8)}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(new_pair())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, key)  # fails where another process was first; never shows a half-written file
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def certificate_pem() -> bytes:
    """The certificate that signatures are checked with, as PEM, without its key."""
    ensure_key()
    certificate = x509.load_pem_x509_certificate(paths()[1].read_bytes())
    return certificate.public_bytes(serialization.Encoding.PEM)


@cache
def fingerprint() -> str:
    """SHA-256 of the signing certificate, as PDF readers show it: pairs of hexadecimal digits."""
    certificate = x509.load_pem_x509_certificate(certificate_pem())
    return certificate.fingerprint(hashes.SHA256()).hex(" ").upper()


class HeldKeySigner(signers.Signer):  # type: ignore[misc]
    """Signs with a key that is already loaded; pyHanko's own signer parses and checks the key for each signature."""

    def __init__(self, key: rsa.RSAPrivateKey, certificate: asn1_x509.Certificate) -> None:
        self._key = key
        super().__init__(
            signing_cert=certificate,
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - pyHanko's signature
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


@cache
def signer() -> HeldKeySigner:
    """The signer of this process. Raises ImproperlyConfigured where key and certificate do not belong together."""
    ensure_key()
    key_path, certificate_path = paths()
    key = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ImproperlyConfigured("SIGNING_KEY must be an RSA key (PEM, without a password).")
    certificate = x509.load_pem_x509_certificate(certificate_path.read_bytes())
    if certificate.public_key() != key.public_key():
        raise ImproperlyConfigured("SIGNING_CERTIFICATE does not belong to SIGNING_KEY.")
    _type, _headers, der = pem.unarmor(certificate.public_bytes(serialization.Encoding.PEM))
    return HeldKeySigner(key, asn1_x509.Certificate.load(der))


def signing_ready() -> bool:
    """Whether a certificate could be signed now."""
    try:
        signer()
    except (OSError, ValueError, ImproperlyConfigured):
        return False
    return True


def sign(pdf: bytes, *, reason: str) -> bytes:
    """The document with an invisible signature (PAdES B-B) over all of it; keeps its archival and accessible claims."""
    invisible = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            reason=reason,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=signer(),
        new_field_spec=SigFieldSpec(FIELD, invis_sig_settings=invisible),
        bytes_reserved=RESERVED * 2,
    )
    return bytes(signed.getvalue())
