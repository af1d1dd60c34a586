"""Signing documents with a key that is already loaded. The only user of pyHanko."""

from functools import cache
from io import BytesIO

from asn1crypto import algos  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Signature"
# Room for the signature, in bytes of the CMS object: more than RSA-4096 with one certificate needs.
RESERVED = 8192


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
def signer(key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> HeldKeySigner:
    """One signer for each key of a process."""
    der = certificate.public_bytes(serialization.Encoding.DER)
    return HeldKeySigner(key, asn1_x509.Certificate.load(der))


def sign(pdf: bytes, key: rsa.RSAPrivateKey, certificate: x509.Certificate, *, reason: str) -> bytes:
    """The document with an invisible signature (PAdES B-B) over all of it."""
    invisible = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            reason=reason,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=signer(key, certificate),
        new_field_spec=SigFieldSpec(FIELD, invis_sig_settings=invisible),
        bytes_reserved=RESERVED * 2,
    )
    return bytes(signed.getvalue())
