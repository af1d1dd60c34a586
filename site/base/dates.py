"""Hong Kong dates. All dates of the product are dates in Hong Kong; times are stored aware."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def today() -> date:
    """The date in Hong Kong now."""
    return timezone.localdate(timezone=HONG_KONG)


def on(day: date) -> date:
    """The Hong Kong date of a day or of a moment."""
    return timezone.localdate(day, timezone=HONG_KONG) if isinstance(day, datetime) else day


MORNING = 9


def is_night(now: datetime | None = None) -> bool:
    """Whether it is too early to write to anybody about what time alone changed: before nine in Hong Kong."""
    return timezone.localtime(now, HONG_KONG).hour < MORNING


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on a Hong Kong day."""
    return datetime.combine(day, time(hour, minute), tzinfo=HONG_KONG)
