"""Writing down who runs this copy, and how often somebody does something."""

import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path
from time import time

from django.conf import settings
from django.core.files import File
from django.db import transaction

from base.models import Organisation, RateCount


@transaction.atomic
def describe_organisation(*, logo: str = "", **texts: str) -> Organisation:
    """Enter or change the organisation; ``logo`` is the path of a file, empty for none."""
    row = Organisation.current()
    for name, value in texts.items():
        setattr(row, name, value)
    row.full_clean(exclude=["logo"], validate_unique=False, validate_constraints=False)
    if logo:
        path = Path(logo).expanduser()
        with path.open("rb") as content:
            row.logo.save(path.name, File(content), save=False)
    row.save()
    return row


def allow(*, what: str, who: str, allowed: int, seconds: int) -> bool:
    """Count one ``what`` of ``who`` (an address of the net, an e-mail address); False once more than ``allowed``
    were made in this span of ``seconds``. Exact however many ask at once; ``who`` is kept as an HMAC only.
    """
    key, until = _window(what, who, seconds)
    counted = RateCount.objects
    if counted.take(key, allowed):
        return True
    counted.bulk_create([RateCount(key=key, until=until)], ignore_conflicts=True)
    return counted.take(key, allowed)


def is_over(*, what: str, who: str, allowed: int, seconds: int) -> bool:
    """Whether ``who`` made as many as are allowed already. Counts nothing."""
    return not left(what=what, who=who, allowed=allowed, seconds=seconds)


def left(*, what: str, who: str, allowed: int, seconds: int) -> int:
    """How many more ``who`` may make in the span that runs now. Counts nothing."""
    counts = RateCount.objects.filter(key=_window(what, who, seconds)[0]).values_list("count", flat=True)
    return max(0, allowed - (counts.first() or 0))


def _window(what: str, who: str, seconds: int) -> tuple[str, datetime]:
    """The key of a count in the span that runs now, and when that span ends."""
    span = int(time() // seconds)
    named = f"{what}\n{who.strip().casefold()}\n{seconds}\n{span}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), named, hashlib.sha256).hexdigest()
    return digest, datetime.fromtimestamp((span + 1) * seconds, tz=UTC)
