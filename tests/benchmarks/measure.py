"""What a request costs: processor time of this process, and queries other than those that bracket a transaction."""

import time
from collections.abc import Callable
from dataclasses import dataclass
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


def cpu(call: Call, times: int = 20) -> float:
    """Milliseconds of processor time, the median of so many, after two to warm up."""
    call()
    call()
    taken = []
    for _turn in range(times):
        started = time.process_time()
        call()
        taken.append((time.process_time() - started) * 1000)
    return median(taken)


def beside(call: Call, base: Call, times: int = 20) -> tuple[float, float]:
    """The medians of both, taken in turn: what else the machine does then weighs on both alike."""
    call()
    base()
    taken: tuple[list[float], list[float]] = [], []
    for _turn in range(times):
        for act, spent in zip((call, base), taken, strict=True):
            started = time.process_time()
            act()
            spent.append((time.process_time() - started) * 1000)
    return median(taken[0]), median(taken[1])


def queries(call: Call) -> int:
    """How many queries it asks."""
    with CaptureQueriesContext(connection) as asked:
        call()
    return sum(not query["sql"].lstrip().upper().startswith(BRACKETS) for query in asked.captured_queries)
