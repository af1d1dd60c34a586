"""Writing down who took a list away."""

from collections.abc import Sequence

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User


@transaction.atomic
def note_export(*, actor: User, count: int, filters: Sequence[str], kind: str) -> None:
    """Note who exported how many applications by which filters; neither values nor search words are kept."""
    log(
        instance=actor,
        action="recruitment.exported",
        user=actor,
        data={"count": count, "by": list(filters), "kind": kind},
    )
