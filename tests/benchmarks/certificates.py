"""What a certificate costs, as ratios within one run: against the naive call, archival against plain, signing."""

import json
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from statistics import median
from typing import Any

from asn1crypto import keys  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from weasyprint import CSS, HTML

from certificates.credential import attached
from certificates.rendering import markup, pattern, render
from certificates.signing import sign
from tests.certificates.samples import CODE, NAMES, SERIAL, facts

ROUNDS = 3
WARM, DOCUMENTS = 100, 1_000


def costs(*acts: Callable[[str, str], Any]) -> list[float]:
    """The median CPU time of one call of each in milliseconds, over names in several scripts, taken in turn."""
    times: list[list[float]] = [[] for _ in acts]
    for name, other in list(NAMES.values()) * ROUNDS:
        for act, taken in zip(acts, times, strict=True):
            start = time.process_time()
            act(name, other)
            taken.append((time.process_time() - start) * 1000)
    return [median(taken) for taken in times]


def naive(name: str, other: str) -> bytes:
    """The same page by the library as its first example calls it: everything new each time, the doorway as SVG."""
    css = (settings.BASE_DIR / "templates" / "certificates" / "certificate.css").read_text()
    lines = pattern.as_svg([*pattern.door(), *pattern.rosette(CODE, at=pattern.ROSETTE_AT, size=pattern.ROSETTE_SIZE)])
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210" width="297mm" height="210mm">{lines}</svg>'
    css += f"html {{ background: url(data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}) no-repeat }}"
    html = HTML(string=markup(facts(name, other), CODE, SERIAL))
    return bytes(html.write_pdf(stylesheets=[CSS(string=css)]))


def plain(name: str, other: str) -> bytes:
    """Ours, without tags and archival claims."""
    return render(facts(name, other), code=CODE, serial=SERIAL, variant=None)


def archival(name: str, other: str) -> bytes:
    """Ours, as issued but for the signature, a badge of the usual size attached."""
    return render(facts(name, other), code=CODE, serial=SERIAL, badge=usual_badge())


@cache
def usual_badge() -> bytes:
    """One badge for all, so that making it is measured apart."""
    return badge(*NAMES["chan"])


def badge(name: str, other: str) -> bytes:
    """The Open Badge of a certificate, signed."""
    return attached(facts(name, other), code=CODE, serial=SERIAL)


def simple_signer() -> signers.SimpleSigner:
    """PyHanko's own signer with RSA-2048."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256())
    encoded = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        keys.PrivateKeyInfo.load(encoded),
        SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def memory(row: Callable[..., dict[str, Any]]) -> list[dict[str, Any]]:
    """A process of its own makes a thousand different certificates, each with its badge and signatures."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", str(WARM), str(DOCUMENTS)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    held = json.loads(done.stdout.splitlines()[-1])
    return [
        row(f"memory of a worker after {WARM} certificates", held["warm"], "MB"),
        row(f"memory after {DOCUMENTS:,} certificates", held["end"] / held["warm"], "ratio", 1.1),
        row("certificates, different ones, each with badge and signatures", held["each"], "ms CPU"),
    ]


def measure() -> list[dict[str, Any]]:
    """The figures with their goals: name, value, unit, goal, met."""
    pdf = archival(*NAMES["chan"])  # warms everything up
    sign(pdf, reason="Bench")
    usual = simple_signer()

    def sign_naively(_name: str, _other: str) -> None:
        meta = signers.PdfSignatureMetadata(field_name="Signature")
        signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=usual)

    def sign_ours(_name: str, _other: str) -> None:
        sign(pdf, reason="Bench")

    acts = (naive, plain, archival)
    drawn = dict(zip((act.__name__ for act in acts), costs(*acts), strict=True))
    signed = dict(zip(("ours", "naive", "badge"), costs(sign_ours, sign_naively, badge), strict=True))

    def row(name: str, value: float, unit: str, goal: float | None = None) -> dict[str, Any]:
        met = None if goal is None else value <= goal
        return {"name": name, "value": round(value, 2), "unit": unit, "goal": goal, "met": met}

    both = (drawn["archival"] + signed["badge"] + signed["ours"]) / (drawn["naive"] + signed["naive"])
    return [
        row("certificate, naive call", drawn["naive"], "ms CPU"),
        row("certificate, ours", drawn["archival"], "ms CPU"),
        row("certificate, ours to naive", drawn["archival"] / drawn["naive"], "ratio", 0.35),
        row("certificate, archival to plain", drawn["archival"] / drawn["plain"], "ratio", 1.15),
        row("signature, RSA-3072 with the key held", signed["ours"], "ms CPU"),
        row("signature, RSA-2048 by the library's signer", signed["naive"], "ms CPU"),
        row("badge, signed", signed["badge"], "ms CPU"),
        row("certificate, badge and both signatures, ours to naive", both, "ratio", 0.35),
        *memory(row),
    ]
