"""What the worker would do, done here and now."""

from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

MANY = 500


def committed() -> None:
    """Do what waits for a commit that a test's own transaction will never see."""
    while connection.in_atomic_block and connection.run_on_commit:
        connection.run_on_commit.pop(0)[1]()


class Work:
    """``work()`` runs every task that waits, and those it causes, and says how many. A failing task fails the test."""

    def __call__(self) -> int:
        for done in range(MANY):
            committed()
            waiting = DBTaskResult.objects.ready().first()
            if waiting is None:
                return done
            self._run(waiting)
        pytest.fail(f"Still not done after {MANY} tasks: they feed themselves.")

    def _run(self, waiting: "DBTaskResult[Any, Any]") -> None:
        task = waiting.task
        result = waiting.task_result
        waiting.claim("test")
        try:
            value = task.call(*result.args, **result.kwargs)
        except Exception as error:
            waiting.set_failed(error)
            raise
        waiting.set_successful(value)
