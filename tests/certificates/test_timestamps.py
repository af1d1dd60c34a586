"""When a document was signed, by the word of a timestamp server; and without it where the server has none."""

import logging
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.rendering import render
from certificates.signing import certificate_pem, pades, sign
from tests.certificates.samples import CODE, SERIAL, facts
from tests.certificates.test_signing import blank
from tests.certificates.timestamps import AT, Clock, serving

pytestmark = pytest.mark.either


@pytest.fixture
def clock(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    monkeypatch.setattr(pades, "PATIENCE", 20)  # a busy machine is no clock that hangs
    with serving() as clock:
        settings.TIMESTAMP_URL = clock.address
        yield clock


def verdict(pdf: bytes, folder: Path, clock: Clock) -> Any:
    """What pyHanko says, trusting our certificate and the clock's."""
    (folder / "root.pem").write_bytes(certificate_pem())
    roots = [*load_certs_from_pemder([folder / "root.pem"]), clock.certificate]  # type: ignore[no-untyped-call]
    context = ValidationContext(trust_roots=roots)
    return validate_pdf_signature(PdfFileReader(BytesIO(pdf)).embedded_signatures[0], context, context)


def test_the_clock_says_when_it_was_signed_and_the_claims_stay(clock: Clock, tmp_path: Path) -> None:
    pdf = sign(render(facts(), code=CODE, serial=SERIAL), reason="Casework training")

    said = verdict(pdf, tmp_path, clock)
    assert (said.bottom_line, said.coverage.name, clock.asked) == (True, "ENTIRE_FILE", 1)
    assert said.timestamp_validity.valid
    assert said.timestamp_validity.trusted
    assert said.timestamp_validity.timestamp == AT
    with pikepdf.open(BytesIO(pdf)) as document:
        meta = document.open_metadata()
        assert (meta["pdfaid:part"], meta["{http://www.aiim.org/pdfua/ns/id/}part"]) == ("3", "1")
    (tmp_path / "c.pdf").write_bytes(pdf)
    checked = subprocess.run(["qpdf", "--check", tmp_path / "c.pdf"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    read = subprocess.run(["pdfsig", "-nocert", tmp_path / "c.pdf"], capture_output=True, text=True, check=True)
    assert "Signature is Valid" in read.stdout


@pytest.mark.parametrize("answers", ["error", "rubbish", "nothing", "drip", "flood"])
def test_without_its_word_documents_are_signed_all_the_same(
    clock: Clock, tmp_path: Path, answers: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.answers = answers
    monkeypatch.setattr(pades, "PATIENCE", 0.3 if answers in {"nothing", "drip"} else 20)
    caplog.set_level(logging.WARNING, logger="certificates.signing.pades")

    signed = [sign(blank(), reason="x") for _ in range(3)]
    gave_up = not clock.outlasted
    clock.left.set()

    assert gave_up
    assert [verdict(pdf, tmp_path, clock).bottom_line for pdf in signed] == [True] * 3
    assert verdict(signed[0], tmp_path, clock).timestamp_validity is None
    assert clock.asked == 1  # then it is left alone for a while
    assert "gave no timestamp" in caplog.text


def test_after_a_while_it_is_asked_again(clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.answers = "error"
    sign(blank(), reason="x")
    clock.answers = "word"
    monkeypatch.setattr(pades, "_rests_until", dict.fromkeys(pades._rests_until, 0.0))  # noqa: SLF001 - a minute later

    assert verdict(sign(blank(), reason="x"), tmp_path, clock).timestamp_validity.valid


def test_no_server_at_its_address_hinders_nothing(settings: Any) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/tsa"

    assert PdfFileReader(BytesIO(sign(blank(), reason="x"))).embedded_signatures
