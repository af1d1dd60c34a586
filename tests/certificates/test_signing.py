"""The signature: valid for tools that know nothing of us, and broken by one byte."""

import os
import stat
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.core.exceptions import ImproperlyConfigured
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from base.storage import keep_once
from certificates import signing
from certificates.credential import attached
from certificates.rendering import render
from certificates.signing import certificate_pem, ensure_key, fingerprint, own, sign
from tests.certificates.samples import CODE, SERIAL, facts


@pytest.fixture(scope="module")
def signed() -> bytes:
    badge = attached(facts(), code=CODE, serial=SERIAL)
    return sign(render(facts(), code=CODE, serial=SERIAL, badge=badge), reason="Casework training")


def verdict(pdf: bytes, folder: Path, trusted: bytes = b"") -> Any:
    """What pyHanko's validator says, trusting the certificates that are published."""
    (folder / "root.pem").write_bytes(trusted or certificate_pem())
    roots = list(load_certs_from_pemder([folder / "root.pem"]))  # type: ignore[no-untyped-call]
    reader = PdfFileReader(BytesIO(pdf))
    return validate_pdf_signature(reader.embedded_signatures[0], ValidationContext(trust_roots=roots))


def test_pyhanko_calls_it_valid_and_whole(signed: bytes, tmp_path: Path) -> None:
    status = verdict(signed, tmp_path)

    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler's tool says."""
    (folder / "c.pdf").write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", folder / "c.pdf"], capture_output=True, text=True, check=False).stdout


def test_one_changed_byte_is_found(signed: bytes, tmp_path: Path) -> None:
    """Wherever it is: in what is drawn, somewhere in the middle, in what is said of the signature, at the end."""
    places = (signed.index(b"stream") + 40, len(signed) // 2, signed.index(b"/Reason") + 10, len(signed) - 8)
    for at in places:
        changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]

        assert not verdict(changed, tmp_path).intact
        assert "Signature is Valid" not in pdfsig(changed, tmp_path)


def test_what_is_added_after_the_signature_is_not_covered(signed: bytes, tmp_path: Path) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = pdf_string("zz")
    writer.update_root()  # type: ignore[no-untyped-call]
    content = BytesIO()
    writer.write(content)  # type: ignore[no-untyped-call]

    assert not verdict(content.getvalue(), tmp_path).bottom_line
    assert "Not total document signed" in pdfsig(content.getvalue(), tmp_path)


def test_pdfsig_agrees(signed: bytes, tmp_path: Path) -> None:
    said = pdfsig(signed, tmp_path)

    assert "Signature is Valid" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_qpdf_finds_no_fault(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "c.pdf").write_bytes(signed)

    done = subprocess.run(["qpdf", "--check", tmp_path / "c.pdf"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_signing_keeps_the_claims_and_the_version(signed: bytes) -> None:
    with pikepdf.open(BytesIO(signed)) as document:
        meta = document.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        assert meta["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert document.pdf_version == "1.7"
        field = document.Root.AcroForm.Fields[0]
        assert int(field.F) & 4
        assert [float(value) for value in field.Rect] != [0, 0, 0, 0]


def test_the_key_is_made_once_and_readable_by_its_owner_only() -> None:
    ensure_key()
    path = own()
    before = path.read_bytes()

    ensure_key()

    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.glob("*.new")) == []


def test_a_kept_file_reaches_the_disk_with_its_folder_and_a_failed_one_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[Path] = []
    fsync = os.fsync

    def noted(file: int) -> None:
        reached.append(Path(f"/proc/self/fd/{file}").readlink())
        fsync(file)

    monkeypatch.setattr(os, "fsync", noted)
    path = tmp_path / "keys" / "key.pem"

    with pytest.raises(ZeroDivisionError):
        keep_once(path, lambda: bytes(1 // 0))
    assert list(path.parent.iterdir()) == []
    keep_once(path, lambda: b"made")

    assert path.read_bytes() == b"made"
    assert reached[-2:] == [path.parent, tmp_path]
    assert list(path.parent.iterdir()) == [path]


def test_of_two_processes_at_once_one_key_wins(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    children = []
    for _ in range(4):
        if (child := os.fork()) == 0:
            ensure_key()
            os._exit(0)
        children.append(child)

    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    assert codes == [0, 0, 0, 0]
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["signed-by", "signing.pem"]


def test_earlier_certificates_stay_published_after_the_key_is_changed(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    old = certificate_pem()
    own().write_bytes(signing.new_pair())

    published = x509.load_pem_x509_certificates(certificate_pem())

    assert len(published) == 2
    assert published[1] == x509.load_pem_x509_certificate(old)
    assert b"PRIVATE" not in certificate_pem()


def test_a_remembered_certificate_that_cannot_be_read_is_named(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    (signing.remembered() / "old.pem").mkdir(parents=True)

    with pytest.raises(ImproperlyConfigured, match=r"signed-by/old\.pem: its file cannot be read"):
        signing.check_keys()


def test_what_an_earlier_key_signed_is_valid_by_what_is_published_now(tmp_path: Path, settings: Any) -> None:
    """Also where no folder remembers the earlier one, and both keys come from the environment."""
    pairs = [signing.new_pair().decode() for _ in range(2)]
    plain, signed = blank(), []
    for number, pem in enumerate(pairs):
        settings.DATA_DIR = tmp_path / str(number)
        settings.SIGNING_KEY, settings.SIGNING_CERTIFICATE = halves(pem)
        signed.append(sign(plain, reason="x"))
    (tmp_path / "earlier.pem").write_text(halves(pairs[0])[1])
    settings.SIGNING_OLD_CERTIFICATES = [str(tmp_path / "earlier.pem")]

    trusted = certificate_pem()

    assert [verdict(pdf, tmp_path, trusted).bottom_line for pdf in signed] == [True, True]
    settings.SIGNING_OLD_CERTIFICATES = []
    alone = certificate_pem()
    assert [verdict(pdf, tmp_path, alone).bottom_line for pdf in signed] == [False, True]
    assert b"PRIVATE" not in trusted


def halves(pem: str) -> tuple[str, str]:
    """The key and its certificate as they stand in an environment: in one line each."""
    key, _, certificate = pem.partition("-----BEGIN CERTIFICATE")
    return key.replace("\n", "\\n"), f"-----BEGIN CERTIFICATE{certificate}"


def blank() -> bytes:
    """A document with nothing on it."""
    content = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(content)
    return content.getvalue()


def test_a_key_made_here_names_who_runs_this_copy(settings: Any) -> None:
    settings.VERIFY_URL, settings.DEMO = "https://volunteers.example.org:8443", False
    assert signing.issuer_name() == "volunteers.example.org"

    settings.DEMO = True
    for called in ("A centre of advice " * 9, "Advice Centre 香港難民諮詢中心" * 3):
        settings.ORGANISATION_NAME = called
        name = x509.load_pem_x509_certificate(signing.new_pair()).subject.rfc4514_string()
        assert name.startswith(f"CN={called[:20]}")
        assert name.endswith(" (demonstration)")


def test_a_certificate_of_another_key_is_refused(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "key.pem").write_bytes(signing.new_pair())
    (tmp_path / "certificate.pem").write_bytes(certificate_pem())
    settings.SIGNING_KEY, settings.SIGNING_CERTIFICATE = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")

    assert not signing.signing_ready()


def test_the_fingerprint_is_that_of_the_published_certificate() -> None:
    published = x509.load_pem_x509_certificate(certificate_pem())

    assert fingerprint().replace(" ", "").lower() == published.fingerprint(hashes.SHA256()).hex()
    assert b"PRIVATE" not in certificate_pem()
