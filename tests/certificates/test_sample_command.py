"""Samples for anyone's own tools, made without a database."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier

pytestmark = pytest.mark.either


def test_samples_are_signed_and_verify_with_what_lies_beside_them(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"
    call_command("sample_certificates", tmp_path / "new", names="selam", verbosity=0)

    folder = tmp_path / "new"
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".pdf") == [
        f"{award}-selam.pdf" for award in ("interpreting", "service", "training")
    ]
    badge = (folder / "service-selam.json").read_bytes()
    keys = (folder / "did.json").read_bytes()
    verifier = OB3LdpVerifier.for_issuer_did(json.loads(keys)["id"])
    assert verifier.verify(badge, download=lambda _address: keys).identifiers[1].identity_hash == "ሰላም ተስፋዬ"
    assert OB3Verifier.extract_token_from_png((folder / "service-selam.png").read_bytes()).encode() == badge
    command = ["pdfsig", "-nocert", str(folder / "training-selam.pdf")]
    assert "Signature is Valid" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert (folder / "signing-certificate.pem").read_text().count("BEGIN CERTIFICATE") == 1


def test_a_name_that_is_no_sample_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no sample nobody"):
        call_command("sample_certificates", tmp_path, names="nobody")
