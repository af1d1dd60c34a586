"""Work that waits in its own row: claimed by a conditional update, kept by a lease, taken up again after a crash."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

Key = TypeVar("Key")

LEASE = timedelta(minutes=2)
BACKOFF = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))


class WorkState(models.TextChoices):
    """How far a piece of work has come."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("In progress")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class WorkQuerySet(models.QuerySet[Any]):
    """Verbs of a queue whose rows are :class:`Work`."""

    def due(self, now: datetime | None = None) -> Self:
        """Rows a worker may claim: waiting and due, or left behind by a worker whose lease ran out."""
        now = now or timezone.now()
        return self.filter(
            Q(work=WorkState.WAITING, due_at__lte=now) | Q(work=WorkState.WORKING, lease_until__lt=now),
        )

    def claim(self, pk: Any) -> Any:
        """Take one due row for two minutes: the row as it now is. Of several workers all others hear None."""
        now = timezone.now()
        until = now + LEASE
        claimed = self.due(now).filter(pk=pk)
        if not claimed.update(work=WorkState.WORKING, lease_until=until, attempts=F("attempts") + 1):
            return None
        return self.filter(pk=pk, work=WorkState.WORKING, lease_until=until).first()

    def held_by(self, claimed: "Work") -> Self:
        """The row while it is in the hands of who claimed it: no two claims of a row last until the same moment."""
        return self.filter(pk=claimed.pk, work=WorkState.WORKING, lease_until=claimed.lease_until)

    def done(self, claimed: "Work", **values: Any) -> bool:
        """Write the outcome of a claimed row, unless it was finished, given up or claimed anew meanwhile."""
        mine = self.held_by(claimed)
        return mine.update(work=WorkState.DONE, lease_until=None, error="", **values) == 1

    def failed(self, claimed: "Work", *, error: str, final: bool = False) -> None:
        """Put a claimed row back for a later attempt, or give it up when ``final``; nothing if it is another's now."""
        self.held_by(claimed).update(
            work=WorkState.FAILED if final else WorkState.WAITING,
            lease_until=None,
            due_at=timezone.now() + BACKOFF[min(claimed.attempts, len(BACKOFF)) - 1],
            error=error[:500],
        )


def uncalled(task: Task[..., Any], keys: Iterable[Key]) -> list[Key]:
    """Those of the rows no worker was called for that has yet to begin: calling twice only makes the queue longer.

    A call that a dead worker had begun does not count, so its row is called for again when the lease is over.
    """
    waiting = DBTaskResult.objects.ready().filter(task_path=task.module_path).values_list("args_kwargs", flat=True)
    called = {call["args"][0] for call in waiting}
    return [key for key in keys if key not in called]


class Work(models.Model):
    """Columns of a row that is its own place in a queue."""

    work = models.CharField(_("progress"), max_length=10, choices=WorkState, default=WorkState.WAITING, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.CharField(_("last error"), max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["work", "due_at"], name="%(class)s_queue")]
