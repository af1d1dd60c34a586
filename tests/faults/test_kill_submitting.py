"""The power goes while people submit: a real server killed again and again under clients who press once more."""

import http.client
import os
import queue
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import psutil
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import connection, connections
from django.utils import timezone

from base.storage import private_storage
from mail.models import Delivery
from recruitment.models import Application, ApplicationEvent, ApplicationFile, Cohort, Draft, DraftFile
from recruitment.wizard.access import SESSION_KEY
from tests.environment import DATA_DIR
from tests.faults.test_start import ROOT, surroundings
from tests.recruitment.applying import WHY, Applicant, casework

CLIENTS, PATIENCE = 8, 60.0
SMALL, FULL = (6, 32), (200, 5000)  # kills, applications
PDF = b"%PDF-1.4 a file of "
SERVE = """
import django
from django.conf import settings
settings.STORAGES["staticfiles"] = {{"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
django.setup()
from config.processes import web
{}
web()
"""
# The control: the same server with a submission that is no transaction, and slow before its last part.
HALVING = """
import time
from recruitment.actions import submission
from recruitment.views import apply
tell = submission._send_receipt
submission._send_receipt = lambda *given: (time.sleep(0.3), tell(*given))
apply.submit = submission.submit.__wrapped__
"""
Portion = tuple[str, str]  # a draft's key, a session's


class Server:
    """The product's web server over the database and the files of this test; started again after every death."""

    def __init__(self, folder: Path, prelude: str = "") -> None:
        self.environment = surroundings(
            folder, **self._data(folder), SECRET_KEY=os.environ["SECRET_KEY"], WEB_WORKERS="2", SPAM_LIMITS="0"
        )
        self.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
        self.command = [sys.executable, "-c", SERVE.format(prelude)]
        self.port, self.log = int(self.environment["PORT"]), (folder / "log").open("w")
        self.start()

    @staticmethod
    def _data(folder: Path) -> dict[str, str]:
        (DATA_DIR / "private").mkdir(exist_ok=True)
        (folder / "private").symlink_to(DATA_DIR / "private")
        (folder / "static").mkdir()
        held = connection.settings_dict
        if connection.vendor == "sqlite":
            (folder / "database.sqlite3").symlink_to(held["NAME"])
            return {}
        return {"DATABASE_URL": f"postgres://{held['USER']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"}

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env={
                **self.environment,
                "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
                "DJANGO_SETTINGS_MODULE": "config.settings",
            },
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def kill_worker(self) -> None:
        """One of its processes, whatever it is at."""
        workers = psutil.Process(self.process.pid).children()
        if workers:
            with suppress(psutil.NoSuchProcess):
                random.choice(workers).kill()

    def kill_all(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            self.kill_all()
        self.log.close()


@contextmanager
def serving(folder: Path, prelude: str = "") -> Iterator[Server]:
    """A running server, ended whatever happens."""
    connections.close_all()
    server = Server(folder, prelude)
    try:
        yield server
    finally:
        server.stop()


class Person:
    """A client that gives up on nothing: an answer that does not come is asked for again."""

    def __init__(self, port: int, portion: Portion) -> None:
        self.port, (self.draft, session) = port, portion
        self.cookie, self.broken = f"sessionid={session}; csrftoken={'c' * 32}", 0

    def ask(self, page: str, typed: dict[str, str] | None = None) -> tuple[int, str, str]:
        """The status, the address to go on to, the page; asked again until it comes."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                return self._once(page, typed)
            except (OSError, http.client.HTTPException):
                self.broken += 1
                time.sleep(0.05)
        raise TimeoutError(page)

    def _once(self, page: str, typed: dict[str, str] | None) -> tuple[int, str, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        body = urlencode({**typed, "csrfmiddlewaretoken": "c" * 32}) if typed is not None else None
        try:
            link.request("POST" if body else "GET", f"/en/apply/casework/{self.draft}/{page}/", body, headers)
            answer = link.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            link.close()

    def submit(self) -> str:
        """Write the last text, send the application, and read the reference that is shown."""
        typed = {**WHY, "statement": f"Words of {self.draft}", "application-current_step": "why"}
        status, _to, said = self.ask("why", typed)
        assert status == 302, (status, said[:400])
        status, to, said = self.ask("check", {})
        assert (status, to[-9:]) == (302, "/receipt/"), (status, to, said[:400])
        status, _to, shown = self.ask("receipt")
        found = re.search(r'class="receipt-reference">([^<]+)<', shown)
        assert (status, bool(found)) == (200, True), (status, shown[:400])
        return found.group(1) if found else ""


def ready_drafts(number: int) -> list[Portion]:
    """So many applications that lack only their last words, each with a file and a browser that holds it."""
    casework()
    applicant = Applicant()
    applicant.fill(Cohort.objects.get())
    first, now = applicant.draft, timezone.now().timestamp()
    drafts = [
        Draft(role=first.role, form=first.form, started_with=uuid4().hex, answers=first.answers, done=first.done)
        for _one in range(number)
    ]
    first.delete()
    Draft.objects.bulk_create(drafts, batch_size=200)
    portions = []
    for draft in drafts:
        name = private_storage().save("drafts/cv.pdf", ContentFile(PDF + str(draft.pk).encode()))
        DraftFile.objects.create(
            draft=draft, field="cv", file=name, name="cv.pdf", media_type="application/pdf", size=len(PDF) + 36
        )
        session = SessionStore()
        session[SESSION_KEY] = {str(draft.pk): {"shared": False, "at": now}}
        session.create()
        portions.append((str(draft.pk), str(session.session_key)))
    return portions


def run(server: Server, portions: list[Portion], kills: int, kill: Callable[[int], None]) -> tuple[dict[str, str], int]:
    """Everybody submits while the server is killed so many times; the references shown by draft, the broken answers."""
    waiting: queue.SimpleQueue[Portion] = queue.SimpleQueue()
    for portion in portions:
        waiting.put(portion)
    shown: dict[str, str] = {}
    broken: list[int] = []
    failed: list[BaseException] = []

    def client() -> None:
        with suppress(queue.Empty):
            while not failed:
                person = Person(server.port, waiting.get_nowait())
                try:
                    shown[person.draft] = person.submit()
                except BaseException as error:  # noqa: BLE001 - told below
                    failed.append(error)
                broken.append(person.broken)

    clients = [threading.Thread(target=client) for _one in range(CLIENTS)]
    for thread in clients:
        thread.start()
    for number in range(kills):
        while len(shown) < number * (len(portions) - CLIENTS) // kills and not failed:
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.2))
        kill(number)
    for thread in clients:
        thread.join()
    assert not failed, failed[0]
    return shown, sum(broken)


def halves() -> list[str]:
    """The drafts taken for an application that is not there whole."""
    found = []
    taken = Draft.objects.exclude(submitted_at=None).select_related("application").order_by("pk")
    for draft in taken:
        sent = draft.submitted
        once = Delivery.objects.filter(once=f"receipt:{draft.pk}").count()
        events = ApplicationEvent.objects.filter(application=sent).count() if sent else 0
        files = ApplicationFile.objects.filter(application=sent).count() if sent else 0
        if not sent or (once, events, files) != (1, 1, 1) or sent.answers["statement"] != f"Words of {draft.pk}":
            found.append(f"{draft.pk}: {once} mails, {events} events, {files} files")
    return found


def lost(shown: dict[str, str]) -> list[str]:
    """The references that were shown and stand for nothing, or for another one's application."""
    kept = {str(row.draft_id): row.reference for row in Application.objects.only("draft_id", "reference")}
    return [reference for draft, reference in shown.items() if kept.get(draft) != reference]


@pytest.mark.parametrize("figures", [SMALL, pytest.param(FULL, marks=pytest.mark.long)])
def test_a_reference_that_was_shown_stands_for_a_whole_application(
    figures: tuple[int, int], transactional_db: None, tmp_path: Path
) -> None:
    kills, number = figures
    portions = ready_drafts(number)
    with serving(tmp_path) as server:

        def kill(count: int) -> None:
            if count % 10 != 9:
                return server.kill_worker()
            server.kill_all()
            return server.start()

        shown, broken = run(server, portions, kills, kill)
    print(f"{kills} kills, {len(shown)} acknowledged, {broken} answers broken off")  # noqa: T201 - a figure for -s

    assert len(shown) == number
    assert broken > 0
    assert lost(shown) == []
    assert halves() == []
    assert Application.objects.count() == number
    assert {
        row.file.read() == PDF + str(row.application.draft_id).encode()
        for row in ApplicationFile.objects.select_related("application")
    } == {True}


@pytest.mark.long
def test_control_without_a_transaction_there_are_halves(transactional_db: None, tmp_path: Path) -> None:
    portions = ready_drafts(CLIENTS)
    with serving(tmp_path, HALVING) as server:
        people = [Person(server.port, portion) for portion in portions]
        for person in people:
            person.ask("why", {**WHY, "statement": f"Words of {person.draft}", "application-current_step": "why"})
        threads = [threading.Thread(target=suppressed, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + PATIENCE
        while not Draft.objects.exclude(submitted_at=None).exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        server.kill_all()
        for thread in threads:
            thread.join()

    assert halves()


def suppressed(person: Person) -> None:
    """Press the last button once, whatever comes of it."""
    with suppress(OSError, http.client.HTTPException):
        person._once("check", {})  # noqa: SLF001 - without asking again
