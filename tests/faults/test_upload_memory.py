"""Very large files sent to a real server: told why they are refused, and nobody else's memory or disk is used up."""

import http.client
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self

import psutil
import pytest
from django.conf import settings

from base.storage import private_storage
from tests.faults.test_kill_submitting import Server, serving
from tests.recruitment.applying import WHY, Applicant, casework
from tests.recruitment.uploads.pdfs import pdf

pytestmark = pytest.mark.either

MB: Final = 1024 * 1024
MOST: Final = 100 * MB
BOUNDARY: Final = "=-a-boundary-="
TOKEN: Final = "c" * 32
PATIENCE: Final = 120
# The control: the same server, with uploads kept in memory however large.
HOLDING: Final = """
settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 30
"""
PART: Final = bytes(64 * 1024)


class Watch:
    """How much more memory the processes of a server hold than at the beginning, at the worst moment."""

    def __init__(self, server: Server) -> None:
        self.process, self.worst, self.over = psutil.Process(server.process.pid), 0, threading.Event()
        self.before = self.held()
        self.thread = threading.Thread(target=self.look)

    def held(self) -> int:
        """Bytes of all processes, those included that look into files."""
        total = 0
        for each in [self.process, *self.process.children(recursive=True)]:
            try:
                total += each.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total

    def look(self) -> None:
        while not self.over.wait(0.02):
            self.worst = max(self.worst, self.held() - self.before)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self.over.set()
        self.thread.join()


@pytest.fixture
def applicant(transactional_db: None) -> Applicant:
    casework()
    somebody = Applicant()
    somebody.start()
    return somebody


@pytest.fixture
def server(applicant: Applicant, tmp_path: Path) -> Iterator[Server]:
    """A warm server over the database of the applicant."""
    with serving(tmp_path) as running:
        warm(running, applicant)
        yield running


def warm(server: Server, applicant: Applicant) -> None:
    """Let each of its processes do once what is measured."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            for _each in range(8):
                assert send(server, applicant, pdf(), 0)[0] == http.client.FOUND
        except OSError:
            time.sleep(0.2)
        else:
            return


def send(server: Server, applicant: Applicant, begin: bytes, zeros: int) -> tuple[int, str]:
    """Send the step with a file of these bytes and so many zeros behind them; the status and the page."""
    typed = {**WHY, "application-current_step": "why", "csrfmiddlewaretoken": TOKEN}
    mark = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    fields = "".join(f'{mark}"{name}"\r\n\r\n{value}\r\n' for name, value in typed.items())
    head = f'{mark}"cv"; filename="cv.pdf"\r\nContent-Type: application/pdf\r\n\r\n'.encode() + begin
    tail = f"\r\n{fields}--{BOUNDARY}--\r\n".encode()
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    line.putrequest("POST", applicant.url("why"))
    line.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    line.putheader("Content-Length", str(len(head) + zeros + len(tail)))
    line.putheader("Cookie", f"sessionid={applicant.client.cookies['sessionid'].value}; csrftoken={TOKEN}")
    line.endheaders(head)
    for _part in range(zeros // len(PART)):
        line.send(PART)
    line.send(bytes(zeros % len(PART)) + tail)
    answer = line.getresponse()
    page = answer.status, answer.read().decode()
    line.close()
    return page


def refused(server: Server, applicant: Applicant, size: int) -> bool:
    """Whether a file of this size is refused in words, with its own size in them."""
    status, page = send(server, applicant, pdf(), size)
    return status == http.client.OK and "we take at most 10.0\xa0MB" in page and f"{size // MB}.0\xa0MB" in page


def test_a_file_far_over_the_limit_is_refused_in_words_and_held_nowhere(server: Server, applicant: Applicant) -> None:
    kept = set(private_storage().listdir("drafts")[1])

    with Watch(server) as watch:
        assert refused(server, applicant, 25 * MB)
    beyond_all_measure = answer_before_it_is_sent(server, applicant, settings.PUBLIC_BODY_MAX + 1)

    assert watch.worst < 20 * MB
    assert beyond_all_measure == http.client.REQUEST_ENTITY_TOO_LARGE
    assert set(private_storage().listdir("drafts")[1]) == kept
    assert applicant.draft.answers["why"]["statement"] == [WHY["statement"]]


def answer_before_it_is_sent(server: Server, applicant: Applicant, announced: int) -> int:
    """What comes of a step of which only the length is told."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    line.putrequest("POST", applicant.url("why"))
    line.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    line.putheader("Content-Length", str(announced))
    line.endheaders()
    status = line.getresponse().status
    line.close()
    return status


@pytest.mark.long
def test_a_hundred_megabytes_at_once_from_four_people_use_less_than_a_hundred(
    server: Server, applicant: Applicant
) -> None:
    with Watch(server) as watch, ThreadPoolExecutor(4) as people:
        said = list(people.map(lambda _person: refused(server, applicant, MOST), range(4)))

    assert said == [True] * 4
    assert watch.worst < MOST
    print(f"memory: {watch.worst / MB:.1f} MB more for four files of 100 MB")  # noqa: T201 - the figure of the promise


@pytest.mark.long
def test_control_a_server_that_holds_files_in_memory_uses_far_more(applicant: Applicant, tmp_path: Path) -> None:
    with serving(tmp_path, HOLDING) as server:
        warm(server, applicant)
        with Watch(server) as watch:
            assert refused(server, applicant, MOST)

    assert watch.worst > MOST


def heavy(document: Any) -> None:
    document.Root.Extra = document.make_stream(os.urandom(9 * MB))


@pytest.mark.long
def test_the_largest_file_that_is_taken_uses_less_than_a_hundred_megabytes(
    server: Server, applicant: Applicant
) -> None:
    content = pdf(heavy)

    with Watch(server) as watch:
        status, _page = send(server, applicant, content, 0)

    assert status == http.client.FOUND
    assert watch.worst < MOST
    print(f"memory: {watch.worst / MB:.1f} MB more for a PDF of {len(content) / MB:.1f} MB")  # noqa: T201
