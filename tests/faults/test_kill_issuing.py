"""Workers killed in the middle of a bulk issue: every certificate exactly once, its mail at least once with one
Message-ID and at most once more for each worker killed, nothing left behind.
"""

import hashlib
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from accounts.roles import Staff
from base import work
from base.storage import private_storage
from base.work import WorkQuerySet, WorkState
from certificates import tasks
from certificates.actions import issue, leftovers, resume
from certificates.models import Certificate
from certificates.tasks import make
from config.management.commands import tick
from config.processes import clock, worker
from mail.models import Delivery
from mail.tasks import deliver
from tests.factories import AwardFactory, CompletionFactory, staff
from tests.mailserver import Mailbox

SMALL, FULL = (12, 4), (300, 20)  # certificates, kills
WORKERS, PATIENCE = 2, 300.0
LEASE, ROUND = timedelta(seconds=1), 0.5  # of the real worker and clock, in this test


def drawn(row: Certificate) -> tuple[bytes, str]:
    """The drawing is proved elsewhere; what is killed here is the work about it."""
    time.sleep(0.05)
    return f"%PDF of {row.serial}".encode(), ""


def toil() -> None:
    """A worker of its own: makes and sends whatever is due, until it is killed or nothing is left."""
    try:
        tasks.document = drawn
        while some(Certificate.objects.due(), make) | some(Delivery.objects.due(), deliver):
            pass
    finally:
        connections.close_all()
        os._exit(0)


def some(rows: WorkQuerySet, task: Any) -> bool:
    """Do a few of what is due, in an order of its own; whether there was any."""
    due = list(rows.order_by("?").values_list("pk", flat=True)[:5])
    for pk in due:
        task.call(pk)
    return bool(due)


def hired(task: Callable[[], None] = toil) -> BaseProcess:
    """A process of its own, forked from this one: a worker."""
    connections.close_all()
    hand = multiprocessing.get_context("fork").Process(target=task, daemon=True)
    hand.start()
    return hand


def comes(about: Certificate, **values: Any) -> datetime:
    """When a certificate is seen to be so; fails where it never is."""
    until = time.monotonic() + PATIENCE
    while not Certificate.objects.filter(pk=about.pk, **values).exists():
        assert time.monotonic() < until, f"It never came to {values}."
        time.sleep(0.01)
    return timezone.now()


def begun() -> None:
    """Wait until a worker has a certificate in hand, or none is left."""
    until = time.monotonic() + PATIENCE
    while Certificate.objects.filter(work=WorkState.WAITING).exists() and time.monotonic() < until:
        if Certificate.objects.filter(work=WorkState.WORKING).exists():
            return
        time.sleep(0.01)


def lapse() -> None:
    """Two minutes later: the leases of the dead have run out, and the clock's round takes their work up."""
    past = timezone.now() - timedelta(seconds=1)
    for rows in (Certificate.objects, Delivery.objects):
        rows.filter(work=WorkState.WORKING).update(lease_until=past)
    resume()


@pytest.mark.parametrize(
    ("certificates", "kills"), [SMALL, pytest.param(*FULL, marks=pytest.mark.long)], ids=["small", "full"]
)
def test_a_bulk_issue_survives_its_workers(
    transactional_db: None, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, certificates: int, kills: int
) -> None:
    actor, award, chance = staff(Staff.TRAINER), AwardFactory(), random.Random(certificates)
    for _ in range(certificates):
        issue(award=award, achievement=CompletionFactory(), actor=actor)

    for _ in range(kills):
        workers = [hired() for _ in range(WORKERS)]
        begun()
        time.sleep(chance.uniform(0, 0.15))
        for hand in workers:
            hand.kill()
            hand.join(PATIENCE)
        lapse()
    hired().join(PATIENCE)

    rows = list(Certificate.objects.all())
    assert len(rows) == len({row.serial for row in rows}) == certificates
    assert {(row.work, bool(row.sha256)) for row in rows} == {(WorkState.DONE.value, True)}
    assert max(row.attempts for row in rows) > 1  # some were taken up from the dead
    told = Delivery.objects.filter(kind="certificate_issued")
    assert sorted(told.values_list("once", flat=True)) == sorted(f"certificate:{row.uuid}" for row in rows)
    received = Counter(message["Message-ID"].partition("@")[0].strip("<") for message in mailbox.messages)
    assert set(received) == {str(row.pk) for row in told}
    assert received.total() - certificates <= kills * WORKERS
    for row in rows:
        with row.file.open("rb") as file:
            assert file.read() == f"%PDF of {row.serial}".encode()
    monkeypatch.setattr(leftovers, "LEFT_BEHIND", timedelta(seconds=-1))
    left = leftovers.sweep_documents()
    assert sorted(private_storage().listdir("certificates")[1]) == sorted(Path(row.file.name).name for row in rows)
    extra, tries = received.total() - certificates, sum(row.attempts for row in rows)
    print(f"{certificates} issued, {kills * WORKERS} killed: {tries} tries, {extra} mails twice, {left} files swept")  # noqa: T201 - the figures of test-long


@pytest.mark.either
def test_what_a_killed_worker_was_drawing_is_drawn_by_another_when_its_lease_is_over(
    transactional_db: None, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The product's own worker and clock, a real document, the real time; only the lease and the round are short."""
    monkeypatch.setattr(work, "LEASE", LEASE)
    monkeypatch.setattr(tick, "EVERY", ROUND)
    row = issue(award=AwardFactory(), achievement=CompletionFactory(), actor=staff(Staff.TRAINER))
    first = hired(worker)
    comes(row, work=WorkState.WORKING)
    first.kill()
    first.join(PATIENCE)
    killed, held = timezone.now(), Certificate.objects.get(pk=row.pk)
    assert (held.work, held.file.name) == (WorkState.WORKING, "")
    assert held.lease_until

    others = [hired(worker), hired(clock)]
    try:
        reclaimed = comes(row, attempts=2)
        others[-1].kill()
        made = comes(row, work=WorkState.DONE)
    finally:
        for other in others:
            other.kill()
            other.join(PATIENCE)

    row.refresh_from_db()
    with row.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == row.sha256
        assert PdfFileReader(file).embedded_signatures
    assert reclaimed >= held.lease_until
    assert Delivery.objects.filter(once=f"certificate:{row.uuid}").count() == 1
    taken_up, after = (reclaimed - killed).total_seconds(), (made - killed).total_seconds()
    print(f"taken up {taken_up:.1f} s after the kill, made {after:.1f} s after it")  # noqa: T201 - the figures of test-long
