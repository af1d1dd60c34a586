"""Signing documents with a key that is already loaded. The only user of pyHanko."""

import logging
import time
from concurrent.futures import Future
from functools import cache
from io import BytesIO
from threading import Thread

import requests
from asn1crypto import algos, tsp  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers
from pyhanko_certvalidator.registry import SimpleCertificateStore

logger = logging.getLogger(__name__)

FIELD = "Signature"
# Room for the signature, in bytes of the CMS object: more than RSA-4096 with one certificate needs, and for the word
# of a timestamp server with its chain of certificates.
RESERVED, STAMPED = 8192, 24_576
PATIENCE, REST = 3, 60  # seconds a timestamp server has for its whole answer, and is left alone where it gave none

_rests_until: dict[str, float] = {}


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


def sign(pdf: bytes, key: rsa.RSAPrivateKey, certificate: x509.Certificate, *, reason: str, clock: str = "") -> bytes:
    """The document with an invisible signature over all of it: PAdES B-T by the word of a ``clock`` that answers, an
    address of a timestamp server; else B-B.
    """
    if clock and _rests_until.get(clock, 0) < time.monotonic():
        try:
            return _signed(pdf, signer(key, certificate), reason, Asking(clock))
        except Exception as error:  # noqa: BLE001 - whatever it answered; what is wrong with the document shows below
            _rests_until[clock] = time.monotonic() + REST
            logger.warning("The timestamp server gave no timestamp: %s", type(error).__name__)
    return _signed(pdf, signer(key, certificate), reason, None)


class Asking(TimeStamper):  # type: ignore[misc]
    """Asks one timestamp server. However slowly its answer drips, all of it takes no longer than our patience."""

    def __init__(self, address: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.address, self.until = address, time.monotonic() + PATIENCE

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        answer: Future[bytes] = Future()
        # Apart, as a connection waits for each byte anew; it is left behind where it takes too long.
        Thread(target=self._fetch, args=(req.dump(), answer), daemon=True).start()
        return tsp.TimeStampResp.load(answer.result(timeout=max(0, self.until - time.monotonic())))

    def _fetch(self, request: bytes, answer: "Future[bytes]") -> None:
        try:
            answer.set_result(self._asked(request))
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            answer.set_exception(error)

    def _asked(self, request: bytes) -> bytes:
        headers, answer = set_tsp_headers({}), bytearray()  # type: ignore[no-untyped-call]
        with requests.post(self.address, request, headers=headers, timeout=PATIENCE, stream=True) as response:
            if response.headers.get("Content-Type") != "application/timestamp-reply":
                raise TimestampRequestError("No timestamp")
            while piece := response.raw.read1(STAMPED):
                answer += piece
                if len(answer) > STAMPED or time.monotonic() > self.until:
                    raise TimestampRequestError("Too long")
        return bytes(answer)


def _signed(pdf: bytes, by: HeldKeySigner, reason: str, clock: TimeStamper | None) -> bytes:
    invisible = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            reason=reason,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=by,
        timestamper=clock,
        new_field_spec=SigFieldSpec(FIELD, invis_sig_settings=invisible),
        bytes_reserved=(STAMPED if clock else RESERVED) * 2,
    )
    return bytes(signed.getvalue())
