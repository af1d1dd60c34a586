"""What must hold before the product serves anybody."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's own name
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import OperationalError, ProgrammingError

from accounts.models import User
from base.keys import Expired
from certificates import credential, signing
from config.fonts import missing_fonts

DURABLE = 2  # synchronous=FULL


@register(Tags.database)
def durable(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """A shown reference means stored: SQLite must write ahead and wait for the disk."""
    if not databases or connections["default"].vendor != "sqlite" or connections["default"].is_in_memory_db():  # type: ignore[attr-defined]
        return []
    with connections["default"].cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if journal == "wal" and synchronous >= DURABLE:
        return []
    return [Error("SQLite is not durable here: WAL and synchronous=FULL are needed.", id="config.E001")]


@register(Tags.database)
def no_demonstration_accounts(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Accounts with published passwords cannot exist outside demonstration mode."""
    if settings.DEMO or not databases:
        return []
    try:
        found = User.objects.filter(is_demonstration=True).exists()
    except (OperationalError, ProgrammingError):  # not migrated yet
        return []
    hint = "Start with DEMO=1, or use another DATA_DIR or DATABASE_URL."
    return [Error("This database holds demonstration accounts.", hint=hint, id="config.E002")] if found else []


@register(Tags.security)
def secret_key(**_kwargs: Any) -> list[CheckMessage]:
    """The placeholder of .env.example is no secret."""
    if settings.DEMO or not settings.SECRET_KEY.startswith(settings.PLACEHOLDER_KEY):
        return []
    return [Error("SECRET_KEY is still the placeholder.", id="config.E003")]


@register()
def fonts(**_kwargs: Any) -> list[CheckMessage]:
    """Without its fonts a certificate would show empty boxes, or nothing would be drawn at all."""
    missing = missing_fonts()
    hint = "On Debian: apt-get install fonts-noto-core fonts-noto-cjk"
    return [Error(f"Fonts are missing: {', '.join(missing)}.", hint=hint, id="config.E004")] if missing else []


@register(Tags.security)
def mail_server(**_kwargs: Any) -> list[CheckMessage]:
    """Outside a demonstration people wait for these mails."""
    if settings.DEMO or settings.DEBUG or settings.MAIL_URL:
        return []
    return [Warning("MAIL_URL is not set: mails are written to files and reach nobody.", id="config.W001")]


@register(Tags.security)
def keys(**_kwargs: Any) -> list[CheckMessage]:
    """What signs certificates and badges must do so today: else each would fail, minutes after it was issued.

    A certificate that has expired keeps nobody from applying: it is a warning, and nothing is issued.
    """
    found: list[CheckMessage] = []
    for check in (signing.check_keys, credential.check_keys):
        try:
            check()
        except Expired as wrong:
            found.append(Warning(str(wrong), id="config.W003"))
        except ImproperlyConfigured as wrong:
            found.append(Error(str(wrong), id="config.E005"))
    unset = [name for name in ("SIGNING_KEY", "BADGE_KEY") if not getattr(settings, name)]
    if unset and not settings.DEMO and not settings.DEBUG:
        made = f"Not set: {' and '.join(unset)}. What signs is made on the first start, in keys in the data folder."
        hint = "Keep a copy of that folder apart from the machine, or set keys of your own (docs/running.md)."
        found.append(Warning(made, hint=hint, id="config.W002"))
    return found
