"""Lengths of time in words, for pages on hours."""

from collections.abc import Iterable
from datetime import date, datetime

from django.template import Library
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.localised import listed
from base.templatetags.components import written_short
from training.models import Availability

register = Library()


@register.filter
def in_hours(minutes: int | None) -> str:
    """Minutes as people say them: "3 hours", "45 minutes", "1 hour 30 minutes"."""
    hours, rest = divmod(minutes or 0, 60)
    long = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    short = ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": rest}
    if not rest:
        return long
    return _("%(hours)s %(minutes)s") % {"hours": long, "minutes": short} if hours else short


@register.filter
def decimal_hours(minutes: int | None) -> str:
    """Minutes as hours for a column of numbers: "12", "12.5", "0.3"."""
    whole = (minutes or 0) % 60 == 0
    return number_format((minutes or 0) / 60, 0 if whole else 1)


@register.filter
def whole_hours(minutes: int | None) -> int:
    """Minutes as whole hours, what is less left out: nobody is told of hours not given yet."""
    return (minutes or 0) // 60


@register.filter
def day_of(kept: str | None) -> str:
    """The day of a date or a moment as a copy of one's data keeps it: "2027-01-16T14:00+08:00", written out."""
    if not kept:
        return ""
    return written_short(datetime.fromisoformat(kept).date() if "T" in kept else date.fromisoformat(kept))


@register.filter
def half_days(codes: Iterable[str]) -> str:
    """Half-days of a week in words: "Wednesday afternoon and Friday morning"."""
    names = dict(Availability.HALF_DAYS)
    return listed(str(names[code]) for code in codes if code in names)
