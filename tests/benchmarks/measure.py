"""What a request costs: processor time of this process and of its database's, and queries other than those that bracket
a transaction.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

BRACKETS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
Call = Callable[[], Any]


@dataclass(frozen=True)
class Result:
    """One figure beside its goal: the most that is good. Without a goal it is a yardstick."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.value <= self.goal


def spent() -> float:
    """Seconds of processor time so far: ours, and those of the PostgreSQL process that answers us if one does."""
    if connection.vendor != "postgresql":
        return time.process_time()
    connection.ensure_connection()
    answering = connection.connection.info.backend_pid
    return time.process_time() + int(Path(f"/proc/{answering}/schedstat").read_text().split()[0]) / 1e9


def cost(call: Call) -> float:
    """Milliseconds of processor time of one call."""
    started = spent()
    call()
    return (spent() - started) * 1000


def cpu(call: Call, times: int = 20) -> float:
    """Milliseconds of processor time, the median of so many, after two to warm up."""
    call()
    call()
    return median(cost(call) for _turn in range(times))


def beside(call: Call, base: Call, times: int = 20) -> tuple[float, float]:
    """The medians of both, taken in turn: what else the machine does then weighs on both alike."""
    call()
    base()
    taken = [(cost(call), cost(base)) for _turn in range(times)]
    return median(ours for ours, _theirs in taken), median(theirs for _ours, theirs in taken)


def queries(call: Call) -> int:
    """How many queries it asks."""
    with CaptureQueriesContext(connection) as asked:
        call()
    return sum(not query["sql"].lstrip().upper().startswith(BRACKETS) for query in asked.captured_queries)
