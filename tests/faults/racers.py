"""People who all want the same thing at once: real processes, forked from one that is already warm."""

import multiprocessing
import os
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections


def race(act: Callable[[Any], None], portions: Sequence[Any], *, within: float = 120) -> None:
    """Let one process for each portion do ``act(portion)``, all starting together; AssertionError if one fails."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(len(portions))
    racers = [context.Process(target=_run, args=(act, portion, start)) for portion in portions]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(within)
    failed = [racer.exitcode for racer in racers if racer.exitcode != 0]
    for racer in racers:
        racer.kill()
    assert not failed, f"Racers ended with {failed}."


def _run(act: Callable[[Any], None], portion: Any, start: Any) -> None:
    """In the child: never return into the test runner it was forked from."""
    code = 1
    try:
        start.wait(60)
        act(portion)
        code = 0
    except BaseException:  # noqa: BLE001 - the child's last word, whatever went wrong
        traceback.print_exc()
    finally:
        connections.close_all()
        os._exit(code)
