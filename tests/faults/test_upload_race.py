"""The same question answered by several files at the same moment: one stays, and no other lies about."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from base.storage import private_storage
from recruitment.models import DraftFile
from tests.faults.racers import race
from tests.recruitment.applying import WHY, Applicant, casework
from tests.recruitment.uploads.pdfs import pdf

RACERS = 6
Portion = tuple[str, str, str]  # a session, the address of the step, the file's name


@pytest.fixture
def applicant(transactional_db: None) -> Applicant:
    for name in stored():
        private_storage().delete(name)
    casework()
    somebody = Applicant()
    somebody.start()
    return somebody


def stored() -> set[str]:
    """The files that lie in the private storage."""
    storage = private_storage()
    return {f"drafts/{name}" for name in storage.listdir("drafts")[1]} if storage.exists("drafts") else set()


def upload(portion: Portion) -> None:
    """Send the step with a file in the same browser as everybody else."""
    session, url, name = portion
    client = Client()
    client.cookies["sessionid"] = session
    file = SimpleUploadedFile(name, pdf(), "application/pdf")
    answer = client.post(url, {**WHY, "application-current_step": "why", "cv": file})
    assert answer.status_code == 302, answer.status_code


def test_of_files_sent_at_once_one_stays_and_no_other_lies_about(applicant: Applicant) -> None:
    session = applicant.client.cookies["sessionid"].value

    race(upload, [(session, applicant.url("why"), f"{number}.pdf") for number in range(RACERS)])

    row = DraftFile.objects.get()
    assert stored() == {row.file.name}
    assert row.file.read()[:5] == b"%PDF-"
    assert applicant.draft.version == RACERS
