"""Keeping the web server, the worker and the clock running: one process watches over them and ends them all."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from django.db import connections

PATIENCE = 20.0  # seconds a child has to finish what it does
STEADY = 10.0  # seconds after which a child that dies was not failing from its start
LONGEST_WAIT = 30.0
ON_PARENTS_DEATH = 1  # PR_SET_PDEATHSIG


@dataclass
class Child:
    """A long-running part of the product; ``run`` does not return before it is told to stop."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started: float = 0
    failures: int = 0
    due: float = 0


class Supervisor:
    """Forks each child from this warmed process, starts a dead one again, and passes a stop on to all."""

    def __init__(self, children: Iterable[Child], say: Callable[[str], None]) -> None:
        self.children = list(children)
        self.say = say
        self.stopping = False

    def start(self) -> None:
        """Start all; from now on Ctrl-C and a termination end them."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for child in self.children:
            self._fork(child)

    def watch(self) -> None:
        """Until told to stop, then until all have ended."""
        while not self.stopping:
            self._reap()
            for child in self.children:
                if not child.pid and not self.stopping and time.monotonic() >= child.due:
                    self._fork(child)
            time.sleep(0.2)
        self._end()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _fork(self, child: Child) -> None:
        connections.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
        child.started = time.monotonic()
        child.pid = os.fork()
        if child.pid == 0:
            _become(child)

    def _reap(self) -> None:
        for child in self.children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                steady = time.monotonic() - child.started > STEADY
                child.failures = 0 if steady else child.failures + 1
                wait = 0 if steady else min(2.0**child.failures, LONGEST_WAIT)
                child.pid, child.due = 0, time.monotonic() + wait
                if not self.stopping and not steady:
                    self.say(f"The {child.name} stopped; it is started again in {wait:.0f} seconds.")

    def _end(self) -> None:
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while any(child.pid for child in self.children) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        for child in self.children:
            if child.pid:
                with suppress(ProcessLookupError):
                    os.kill(child.pid, number)


def _become(child: Child) -> None:
    """Be the child: in a group of its own, so that Ctrl-C reaches the supervisor only, and never outliving it."""
    os.setpgid(0, 0)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(ON_PARENTS_DEATH, signal.SIGTERM)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    try:
        child.run()
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 1)
    except BaseException:  # noqa: BLE001 - the end of this process: said, then passed on as its status
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        os._exit(1)
    os._exit(0)
