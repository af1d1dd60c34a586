"""Workers that make documents: called once, dead or late, without room on the disk or with another key."""

import resource
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pyhanko.pdf_utils.reader import PdfFileReader
from pytest_django import Settings

from accounts.models import User
from base.storage import private_storage
from base.work import WorkState
from certificates import tasks
from certificates.actions import issue, resume, retry, revoke
from certificates.models import ATTEMPTS, Award, Certificate
from certificates.signing import new_pair
from mail.actions import queue
from mail.models import Delivery
from mail.rules import kind
from recruitment.models import Volunteer
from tests.factories import CompletionFactory
from tests.queue import Work, committed
from training.models import Completion

pytestmark = pytest.mark.either

MEGABYTE = 1_000_000


def test_work_left_by_a_dead_worker_is_taken_up_again(
    award: Award, completion: Completion, tom: User, work: Work
) -> None:
    row = issue(award=award, achievement=completion, actor=tom)
    assert Certificate.objects.claim(row.pk)  # by a worker that dies now
    work()
    row.refresh_from_db()
    assert not row.file
    assert resume() == 0  # its lease still runs

    Certificate.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert resume() == 1
    work()

    row.refresh_from_db()
    assert row.work == WorkState.DONE
    assert Delivery.objects.filter(kind="certificate_issued").count() == 1


def test_a_document_is_called_for_once_and_again_when_its_worker_died(
    award: Award, completion: Completion, tom: User
) -> None:
    waits, lost = (
        issue(award=award, achievement=a, actor=tom) for a in (completion, CompletionFactory(role=award.role))
    )
    committed()
    calls = DBTaskResult.objects.ready().filter(task_path=tasks.make.module_path)

    assert ([resume() for _ in range(5)], calls.count()) == ([0] * 5, 2)
    calls.latest("enqueued_at").claim("a worker that dies now")
    Certificate.objects.claim(lost.pk)
    Certificate.objects.filter(pk=lost.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    assert (resume(), resume()) == (1, 0)  # though another still waits
    assert sorted(call["args"][0] for call in calls.values_list("args_kwargs", flat=True)) == [waits.pk, lost.pk]


def test_whoever_waits_for_a_code_waits_behind_no_bulk_issue(db: None) -> None:
    for pk in range(300):
        tasks.make.enqueue(pk)
    told = queue(kind="certificate_issued", to="a@example.org", language="en", values=kind("certificate_issued").sample)
    code = queue(kind="sign_in_code", to="b@example.org", language="en", values={"code": "7K3 M2Q", "minutes": "10"})
    committed()

    first = [waiting.args_kwargs["args"][0] for waiting in DBTaskResult.objects.ready()[:3]]

    assert first == [str(code.pk), str(told.pk), 0]


def stored() -> set[str]:
    """The files there are."""
    storage = private_storage()
    return set(storage.listdir("certificates")[1]) if storage.exists("certificates") else set()


def test_of_two_workers_with_one_certificate_one_stores(award: Award, completion: Completion, tom: User) -> None:
    """The first was so slow that its lease ran out; its file is not kept twice, its mail is not sent twice."""
    row = issue(award=award, achievement=completion, actor=tom)
    Certificate.objects.claim(row.pk)
    row = Certificate.objects.get(pk=row.pk)
    drawn = tasks.document(row)

    assert tasks.store(row, *drawn)
    kept = stored()
    assert not tasks.store(row, *drawn)

    row.refresh_from_db()
    assert stored() == kept
    assert str(row.file.name).rpartition("/")[2] in kept
    assert Delivery.objects.filter(kind="certificate_issued").count() == 1


def test_a_late_worker_neither_stores_what_was_corrected_since_nor_takes_the_work_from_another(
    award: Award, completion: Completion, tom: User, vera: Volunteer
) -> None:
    row = issue(award=award, achievement=completion, actor=tom)
    late = Certificate.objects.select_related("volunteer").claim(row.pk)
    Certificate.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1), attempts=ATTEMPTS)
    resume()
    Volunteer.objects.filter(pk=vera.pk).update(name="Vera Nguyễn")
    retry(certificate=Certificate.objects.get(pk=row.pk), actor=tom)
    drawing = Certificate.objects.select_related("volunteer").claim(row.pk)
    kept = stored()

    assert not tasks.store(late, b"%PDF of Vera Le", "")
    Certificate.objects.failed(late, error="late", final=True)

    assert (late.facts["name"], drawing.facts["name"], stored()) == ("Vera Lê", "Vera Nguyễn", kept)
    assert tasks.store(drawing, b"%PDF of Vera Nguyen", "")
    drawing.refresh_from_db()
    assert drawing.file.open().read() == b"%PDF of Vera Nguyen"


def test_a_full_disk_is_told_and_waited_for(
    award: Award, completion: Completion, tom: User, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file may grow beyond a megabyte: what was written of the document until then is real, and so is the error."""
    monkeypatch.setattr(tasks, "document", lambda row: (f"%PDF of {row.serial}".encode().ljust(2 * MEGABYTE), ""))
    row, kept = issue(award=award, achievement=completion, actor=tom), stored()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE, before[1]))
    try:
        tasks.make.call(row.pk)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    row.refresh_from_db()
    assert (row.work, row.attempts, row.error, stored()) == (WorkState.WAITING, 1, tasks.NOT_STORED, kept)
    assert row.due_at > timezone.now()
    Certificate.objects.filter(pk=row.pk).update(due_at=timezone.now())
    work()
    row.refresh_from_db()
    assert (row.work, row.error, row.file.size) == (WorkState.DONE, "", 2 * MEGABYTE)


def test_a_fault_after_drawing_is_not_said_to_be_one_of_room(
    award: Award, completion: Completion, tom: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, kept = issue(award=award, achievement=completion, actor=tom), stored()
    monkeypatch.setattr(tasks, "document", lambda _row: (b"%PDF", ""))
    monkeypatch.setattr(tasks, "tell", lambda row, _pdf: row.facts["no such fact"])

    tasks.make.call(row.pk)

    row.refresh_from_db()
    assert (row.work, row.error, stored()) == (WorkState.WAITING, tasks.NOT_MADE, kept)


def test_a_key_replaced_while_a_document_is_stored_is_not_said_to_have_signed_it(
    award: Award, completion: Completion, tom: User, settings: Settings
) -> None:
    row = Certificate.objects.select_related("volunteer").claim(
        issue(award=award, achievement=completion, actor=tom).pk
    )
    drawn = tasks.document(row)
    settings.SIGNING_KEY = settings.SIGNING_CERTIFICATE = new_pair().decode()

    tasks.store(row, *drawn)

    row.refresh_from_db()
    with row.file.open() as file:
        signature = PdfFileReader(file).embedded_signatures[0]
    assert row.signed_with == signature.signer_cert.sha256.hex()


def test_a_document_revoked_before_it_was_made_is_not_made(
    award: Award, completion: Completion, ada: User, work: Work
) -> None:
    row = issue(award=award, achievement=completion, actor=ada)
    revoke(certificate=row, reason="Issued in error", actor=ada)

    work()

    row.refresh_from_db()
    assert not row.file
    assert not Delivery.objects.filter(kind="certificate_issued").exists()


def test_a_text_that_cannot_be_drawn_is_given_up_with_its_reason_and_made_again(
    award: Award, completion: Completion, tom: User, work: Work
) -> None:
    row = issue(award=award, achievement=completion, actor=tom)
    good = row.facts
    Certificate.objects.filter(pk=row.pk).update(facts={**good, "name": "Vera \ue000"})
    work()
    row.refresh_from_db()
    assert row.work == WorkState.FAILED
    assert "U+E000" in row.error

    retry(certificate=row, actor=tom)
    work()

    row.refresh_from_db()
    assert (row.work, row.facts["name"]) == (WorkState.DONE, "Vera Lê")
