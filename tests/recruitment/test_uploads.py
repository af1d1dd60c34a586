"""Files that applicants send: what is taken, what is refused and why, and that none is lost or left behind."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from accounts.models import User
from base.storage import private_storage
from recruitment.actions import uploads
from recruitment.actions.drafts import Gone, Page, save_step
from recruitment.actions.uploads import Unfit, examined, sweep
from recruitment.models import Application, ApplicationFile, Draft, DraftFile
from recruitment.rules import inspection
from recruitment.rules.files import FILE_MAX, REFUSALS, clean_name
from recruitment.rules.inspection import Refused, kind_of
from tests.recruitment.applying import WHY, Applicant, casework, hidden
from tests.recruitment.uploads.corpus import REFUSED, TAKEN
from tests.recruitment.uploads.pdfs import pdf
from tests.recruitment.uploads.sample import Sample

pytestmark = pytest.mark.either

PDF = pdf()


def stored() -> set[str]:
    """The files that lie in the private storage."""
    storage = private_storage()
    return set(storage.listdir("drafts")[1]) if storage.exists("drafts") else set()


def sent(content: bytes = PDF, name: str = "My CV.pdf") -> SimpleUploadedFile:
    """A file as a browser sends it, which says of everything that it is a PDF."""
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.fixture
def applicant(db: None) -> Applicant:
    """Somebody whose first page is sent; no file lies in the private storage."""
    for name in stored():
        private_storage().delete(f"drafts/{name}")
    casework()
    somebody = Applicant()
    somebody.start()
    return somebody


def verdict(content: bytes) -> str:
    try:
        return kind_of(BytesIO(content))
    except Refused as refused:
        return f"!{refused}"


@pytest.mark.parametrize("sample", TAKEN, ids=lambda sample: sample.name)
def test_what_people_send_is_taken(sample: Sample) -> None:
    assert verdict(sample.make()) == sample.verdict


@pytest.mark.parametrize("sample", REFUSED, ids=lambda sample: sample.name)
def test_what_is_made_to_harm_is_refused_with_a_word_of_what_to_do(sample: Sample) -> None:
    assert verdict(sample.make()) == sample.verdict
    said = str(REFUSALS[sample.verdict.removeprefix("!")])
    assert "hoose" in said


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(TAKEN) + len(REFUSED) >= 60


@pytest.mark.parametrize("sample", [TAKEN[0], TAKEN[10], TAKEN[16], TAKEN[22]], ids=lambda sample: sample.name)
def test_another_process_says_the_same(sample: Sample) -> None:
    upload = examined(sent(sample.make(), "x.exe"))

    assert (
        upload.media_type
        == {
            "pdf": "application/pdf",
            "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "jpeg": "image/jpeg",
            "png": "image/png",
        }[sample.verdict]
    )


@pytest.mark.parametrize("name", [pytest.param("bomb.pdf", marks=pytest.mark.long), "bomb.docx", "huge.png"])
def test_what_would_exhaust_the_machine_is_refused_by_another_process(name: str) -> None:
    sample = next(each for each in REFUSED if each.name == name)

    with pytest.raises(Unfit):
        examined(sent(sample.make()))


def test_a_process_that_dies_over_a_file_refuses_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    deadly = tmp_path / "deadly.py"
    deadly.write_text("import os; os.kill(os.getpid(), 11)")
    monkeypatch.setattr(inspection, "__file__", str(deadly))

    with pytest.raises(Unfit, match="too complicated"):
        examined(sent())


def test_ten_megabytes_are_taken_and_one_byte_more_is_not() -> None:
    most = PDF + bytes(FILE_MAX - len(PDF))

    with pytest.raises(Unfit, match="damaged"):  # its size is fine, what is behind its end is too far from it
        examined(sent(most))
    with pytest.raises(Unfit, match=r"10\.0\xa0MB; we take at most 10\.0\xa0MB"):
        examined(sent(most + b"\0"))


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("My CV.pdf", "pdf", "My CV.pdf"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("C:\\Users\\me\\cv.docx", "docx", "cv.docx"),
        ("cv.pdf.exe", "pdf", "cv.pdf"),
        ("cv.exe.pdf", "pdf", "cv.pdf"),
        ("photo.JPEG", "jpeg", "photo.jpeg"),
        ("photo.png", "jpeg", "photo.jpg"),
        ("cv\r\nSet-Cookie: a=b.pdf", "pdf", "cv Set-Cookie- a=b.pdf"),
        ("cv\u202efdp.exe", "pdf", "cvfdp.pdf"),
        ("履歷 سيرة ذاتية.pdf", "pdf", "履歷 سيرة ذاتية.pdf"),
        ('a"b;c<d>.pdf', "pdf", "a-b;c-d-.pdf"),
        (".pdf", "pdf", "file.pdf"),
        ("", "png", "file.png"),
        ("a" * 300 + ".pdf", "pdf", "a" * 146 + ".pdf"),
        ("J. Smith v1.2.pdf", "pdf", "J. Smith v1.2.pdf"),
        ("nul\0byte.pdf", "pdf", "nulbyte.pdf"),
    ],
)
def test_names_are_clean_and_end_as_what_they_are(name: str, kind: str, clean: str) -> None:
    assert clean_name(name, kind) == clean


def test_a_file_is_kept_and_shown_again_with_name_and_size(applicant: Applicant) -> None:
    answer = applicant.send("why", {**WHY, "cv": sent()})
    row = DraftFile.objects.get()
    page = applicant.client.get(applicant.url("why")).content.decode()

    assert answer["Location"] == applicant.url("consents")
    assert (row.field, row.name, row.media_type, row.size) == ("cv", "My CV.pdf", "application/pdf", len(PDF))
    assert row.file.read() == PDF
    assert "CV" not in (row.file.name or "")
    assert "My CV.pdf" in page
    assert "Remove this file" in page


def test_only_steps_that_ask_for_a_file_are_sent_as_one(applicant: Applicant) -> None:
    assert "multipart/form-data" in applicant.client.get(applicant.url("why")).content.decode()
    assert "multipart/form-data" not in applicant.client.get(applicant.url("time")).content.decode()


def test_checking_the_answers_shows_name_and_size(applicant: Applicant) -> None:
    applicant.send("why", {**WHY, "cv": sent()})

    page = applicant.client.get(applicant.url("check")).content.decode()

    assert f"My CV.pdf ({len(PDF)}\xa0bytes)" in page


@pytest.mark.parametrize("button", ["back", "later", "tasks"])
def test_every_button_keeps_the_file(applicant: Applicant, button: str) -> None:
    applicant.send("why", {**WHY, "cv": sent()}, **{button: "1"})

    assert DraftFile.objects.get().name == "My CV.pdf"


def test_a_page_with_another_mistake_keeps_the_file(applicant: Applicant) -> None:
    page = applicant.send("why", {"statement": "", "cv": sent()}).content.decode()

    assert DraftFile.objects.get().name == "My CV.pdf"
    assert "There is a problem" in page
    assert "My CV.pdf" in page


def test_a_session_that_ended_keeps_the_file_and_says_what_it_does_not_keep(applicant: Applicant) -> None:
    proof = hidden(applicant.client.get(applicant.url("why")), "proof")
    page = {**WHY, "application-current_step": "why", "proof": proof}

    kept = Client().post(applicant.url("why"), {**page, "cv": sent()}).content.decode()
    refused = Client().post(applicant.url("why"), {**page, "cv": sent(b"<html>")}).content.decode()

    assert DraftFile.objects.get().name == "My CV.pdf"
    assert "My CV.pdf" not in kept
    assert "Your file was not kept" not in kept
    assert "Your file was not kept" in refused


def test_a_page_sent_without_a_file_keeps_the_one_before(applicant: Applicant) -> None:
    applicant.send("why", {**WHY, "cv": sent()})
    applicant.send("why", WHY)

    assert DraftFile.objects.get().name == "My CV.pdf"


@pytest.mark.django_db(transaction=True)
def test_a_file_is_replaced_and_the_old_one_leaves_the_disk(applicant: Applicant) -> None:
    applicant.send("why", {**WHY, "cv": sent()})
    first = stored()
    applicant.send("why", {**WHY, "cv": sent(name="Better.pdf")})

    assert DraftFile.objects.get().name == "Better.pdf"
    assert len(stored()) == 1
    assert stored() != first


@pytest.mark.django_db(transaction=True)
def test_a_file_is_removed_by_a_button_and_what_was_typed_stays(applicant: Applicant) -> None:
    applicant.send("why", {**WHY, "cv": sent()})

    answer = applicant.send("why", {"statement": "Typed meanwhile"}, remove="cv")

    assert answer["Location"] == applicant.url("why") + "#id_cv"
    assert DraftFile.objects.count() == 0
    assert stored() == set()
    assert applicant.draft.answers["why"]["statement"] == ["Typed meanwhile"]


def test_a_button_for_another_question_removes_nothing(applicant: Applicant) -> None:
    applicant.send("why", {**WHY, "cv": sent()})
    applicant.send("why", WHY, remove="statement")

    assert DraftFile.objects.count() == 1


@pytest.mark.parametrize("button", ["", "back", "later"])
def test_a_refused_file_is_said_in_words_and_the_one_before_stays(applicant: Applicant, button: str) -> None:
    applicant.send("why", {**WHY, "cv": sent()})

    page = applicant.send("why", {**WHY, "cv": sent(b"<html>", "x.pdf")}, **({button: "1"} if button else {}))

    assert page.status_code == 200
    assert "This is a web page or a drawing, whatever its name." in page.content.decode()
    assert 'href="#id_cv"' in page.content.decode()
    assert DraftFile.objects.get().name == "My CV.pdf"
    assert applicant.draft.answers["why"]["statement"] == [WHY["statement"]]


@pytest.mark.parametrize("name", ["password.pdf", "macro.docx", "half.jpg", "empty.pdf", "drawing.svg", "cv.pdf.exe"])
def test_the_wizard_refuses_what_harms(applicant: Applicant, name: str) -> None:
    sample = next(each for each in REFUSED if each.name == name)

    page = applicant.send("why", {**WHY, "cv": sent(sample.make(), sample.name)})

    assert str(REFUSALS[sample.verdict.removeprefix("!")]) in page.content.decode()
    assert DraftFile.objects.count() == 0
    assert stored() == set()


def test_a_file_over_the_limit_is_refused_with_its_size_and_the_rest_is_kept(applicant: Applicant) -> None:
    page = applicant.send("why", {**WHY, "conflict": "None.", "cv": sent(bytes(FILE_MAX + 1))})

    assert "we take at most 10.0\xa0MB" in page.content.decode()
    assert applicant.draft.answers["why"]["conflict"] == ["None."]
    assert stored() == set()


def test_a_page_beyond_all_measure_is_not_read(applicant: Applicant) -> None:
    beyond: Any = {"CONTENT_LENGTH": str(settings.PUBLIC_BODY_MAX + 1)}

    page = applicant.client.generic("POST", applicant.url("why"), b"x", "multipart/form-data; boundary=x", **beyond)

    assert page.status_code == 413
    assert "at most 10 MB" in page.content.decode()


@pytest.mark.parametrize(
    ("path", "is_staff", "kept"),
    [("/en/apply/x/", False, 0), ("/en/apply/x/", True, 0), ("/admin/x/", False, 0), ("/admin/x/", True, FILE_MAX + 1)],
)
def test_only_staff_on_their_own_screens_may_send_more(path: str, kept: int, *, is_staff: bool) -> None:
    request = RequestFactory().post(path, {"file": sent(bytes(FILE_MAX + 1))})
    request.user = User(is_staff=is_staff)

    upload: Any = request.FILES["file"]

    assert upload.size == FILE_MAX + 1
    assert len(upload.read()) == kept


def test_submission_hands_the_file_over(applicant: Applicant) -> None:
    applicant.send("why", {**WHY, "cv": sent()})
    name = DraftFile.objects.get().file.name
    for step, typed in applicant.rest(None).items():
        if step != "why":
            applicant.send(step, typed)
    applicant.client.post(applicant.url("check"))

    row = ApplicationFile.objects.get()
    assert (row.application, row.field, row.name, row.file.name) == (Application.objects.get(), "cv", "My CV.pdf", name)
    assert "cv" not in row.application.answers
    assert DraftFile.objects.count() == 0
    assert row.file.read() == PDF


def test_a_file_is_handed_back_to_its_writer_as_a_download_only(applicant: Applicant) -> None:
    applicant.send("why", {**WHY, "cv": sent()})

    answer: Any = applicant.client.get(applicant.url("file/cv"))

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="My CV.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_nobody_else_gets_the_file(applicant: Applicant) -> None:
    applicant.send("why", {**WHY, "cv": sent()})
    other = Applicant(client=Client())
    other.start()
    url = applicant.url("file/cv", Draft.objects.order_by("created_at").first())

    assert Client().get(url).status_code == 404
    assert other.client.get(url).status_code == 404
    assert applicant.client.get(url.replace("/cv/", "/other/")).status_code == 404
    assert applicant.client.post(url).status_code == 405


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: x=1.pdf", "a\u202efdp.pdf", 'a"; filename="b.exe', "a\x00b.pdf", "履\u2028歷.pdf"]
)
def test_no_name_reaches_a_header_as_anything_but_a_name(applicant: Applicant, name: str) -> None:
    applicant.send("why", {**WHY, "cv": sent()})
    DraftFile.objects.update(name=clean_name(name, "pdf"))

    answer = applicant.client.get(applicant.url("file/cv"))
    header = answer["Content-Disposition"]

    assert re.fullmatch(r"""attachment; filename(="[^"]*"|\*=utf-8''[\w.%-]+)""", header)
    assert not set(header) & set("\r\n\0\u202e\u2028")
    assert "x" not in answer.cookies


def test_forgetting_the_application_takes_the_file_along(
    applicant: Applicant, django_capture_on_commit_callbacks: Any
) -> None:
    applicant.send("why", {**WHY, "cv": sent()})

    with django_capture_on_commit_callbacks(execute=True):
        applicant.client.post(applicant.url("forget"))

    assert stored() == set()


def test_a_page_that_comes_too_late_leaves_no_file(applicant: Applicant) -> None:
    draft = applicant.draft
    page = uploads.Upload(name="a.pdf", media_type="application/pdf", content=sent())
    Draft.objects.all().delete()

    with pytest.raises(Gone):
        save_step(draft=draft, page=Page(step="why", typed={}, valid=True, uploads={"cv": page}), language="en")

    assert stored() == set()


def test_files_that_no_row_names_are_swept_after_an_hour(applicant: Applicant, monkeypatch: pytest.MonkeyPatch) -> None:
    applicant.send("why", {**WHY, "cv": sent()})
    private_storage().save("drafts/orphan", sent())
    assert sweep() == 0

    monkeypatch.setattr(uploads, "LEFT_BEHIND", -uploads.LEFT_BEHIND)

    assert sweep() == 1
    assert len(stored()) == 1
