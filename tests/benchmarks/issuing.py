"""A bulk issue in the background: what a visitor of the public pages notices, by turns with and without it."""

import http.client
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from statistics import median, quantiles

from django.conf import settings
from django.db import connections
from django.test.utils import override_settings

from accounts.models import User
from base.work import WorkState
from certificates.actions import issue
from certificates.models import Certificate
from config.processes import web, worker
from tests.benchmarks.measure import Result
from tests.factories import AwardFactory, CompletionFactory
from tests.postgres import free_port

MANY = int(os.environ.get("BENCH_CERTIFICATES", "500"))
WITH, WITHOUT = 2.0, 1.0  # seconds in turn
PATIENCE = 900.0


def forked(what: Callable[[], None]) -> BaseProcess:
    """A part of the product as a process of its own."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=what)
    process.start()
    return process


@contextmanager
def served() -> Iterator[http.client.HTTPConnection]:
    """The product's own web server, and a visitor's connection to it."""
    with override_settings(PORT=free_port(), HOST="127.0.0.1"):
        server = forked(web)
        visitor = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=30)
        try:
            wait_for(visitor)
            yield visitor
        finally:
            visitor.close()
            server.terminate()
            server.join(30)


def wait_for(visitor: http.client.HTTPConnection) -> None:
    """Until the server answers."""
    for _ in range(300):
        try:
            look(visitor)
        except OSError:
            visitor.close()
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The web server does not answer.")


def look(visitor: http.client.HTTPConnection) -> float:
    """One look at the front page: how many milliseconds it took."""
    began = time.perf_counter()
    visitor.request("GET", "/en/")
    answer = visitor.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(answer.status)
    return (time.perf_counter() - began) * 1000


def looks(visitor: http.client.HTTPConnection, seconds: float) -> list[float]:
    """Looks one after the other for so long."""
    until, taken = time.monotonic() + seconds, []
    while time.monotonic() < until:
        taken.append(look(visitor))
    return taken


def waiting() -> bool:
    return Certificate.objects.filter(work__in=(WorkState.WAITING, WorkState.WORKING)).exists()


def by_turns(visitor: http.client.HTTPConnection) -> tuple[list[float], list[float]]:
    """The worker stands still and works in turn until all is made: looks without it, and beside it."""
    alone: list[float] = []
    beside: list[float] = []
    at_work, until = forked(worker), time.monotonic() + PATIENCE
    while waiting() and time.monotonic() < until:
        if not at_work.is_alive():  # it ends after so many tasks, as it does where it is supervised
            at_work.join()
            at_work = forked(worker)
        beside += looks(visitor, WITH)
        os.kill(at_work.pid or 0, signal.SIGSTOP)
        alone += looks(visitor, WITHOUT)
        os.kill(at_work.pid or 0, signal.SIGCONT)
    at_work.terminate()
    at_work.join(30)
    return alone, beside


def measure() -> Iterator[Result]:
    """What the visitor notices, and what a certificate costs from the queue to the disk."""
    actor, award = User.objects.get(email="trainer@example.org"), AwardFactory()
    for _ in range(MANY):
        issue(award=award, achievement=CompletionFactory(), actor=actor)
    with served() as visitor:
        looks(visitor, WITHOUT)
        before = spent()
        alone, beside = by_turns(visitor)
        cost = (spent() - before) * 1000 / MANY
    made = Certificate.objects.filter(award=award, work=WorkState.DONE).count()
    yield Result(f"{MANY} certificates in the background: not made", MANY - made, "certificates", 0)
    yield Result("a certificate from the queue to the disk, with its mail", cost, "ms CPU")
    yield Result("front page while none is made: median", median(alone), "ms")
    yield Result("front page beside the bulk issue: median", median(beside) / median(alone), "x", 1.25)
    slow, usual = (quantiles(taken, n=100)[94] for taken in (beside, alone))
    yield Result("front page beside the bulk issue: p95", slow / usual, "x", 1.5)


def spent() -> float:
    """Seconds of processor time of the workers that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
