"""Telling those concerned that somebody's eligibility changed: the volunteer, and once a day the supervisors."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Staff
from base.dates import at, on, today
from base.templatetags.components import written
from mail.actions import queue
from recruitment.models import Placement
from training.eligibility import Result, standing_of
from training.models import Criterion, StandingChange

QUIET: Final = timedelta(minutes=10)  # a mark that is corrected at once troubles nobody
ROUND, NAMED = 200, 40


def tell_volunteers(*, now: datetime | None = None) -> int:
    """Write to those whose answer changed, once it stood for ten minutes; how many changes were seen to.

    What changed back meanwhile is not told.
    """
    now = now or timezone.now()
    waiting = StandingChange.objects.untold().filter(at__lte=now - QUIET).order_by("at", "pk")
    placements = dict.fromkeys(waiting.values_list("placement", flat=True)[:ROUND])
    return sum(_see_to(pk, now) for pk in placements)


@transaction.atomic
def _see_to(pk: int, now: datetime) -> int:
    rows = list(StandingChange.objects.untold().filter(placement=pk).select_for_update().order_by("at", "pk"))
    if not rows or rows[-1].at > now - QUIET:
        return 0
    StandingChange.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    if len(rows) % 2:
        _tell(Placement.objects.select_related("volunteer", "role").get(pk=pk), rows[-1])
    return len(rows)


def _tell(placement: Placement, change: StandingChange) -> None:
    """Whoever left is not told that they left."""
    volunteer = placement.volunteer
    with translation.override(volunteer.language):
        lacking = [found for found in standing_of(placement) if not found.met]
        if any(found.criterion == Criterion.ACCEPTED for found in lacking):
            return
        link = settings.SITE_URL + reverse("training:portal")
        values = {"name": volunteer.called, "link": link, "reasons": "\n".join(map(_reason, lacking))}
    queue(
        kind="casework_closed" if lacking else "casework_open",
        to=volunteer.email,
        phone=volunteer.phone,
        language=volunteer.language,
        values=values,
        about=volunteer,
        once=f"standing:{change.pk}",
    )


def _reason(found: Result) -> str:
    if not found.action:
        return f"– {found.reason}"
    return _("– %(reason)s %(action)s.") % {"reason": found.reason, "action": found.action}


def report_to_supervisors(*, now: datetime | None = None) -> int:
    """One mail a morning to each supervisor about the changes up to yesterday; how many mails. None where there is
    nothing to tell.
    """
    return _report(now or timezone.now())


@transaction.atomic
def _report(moment: datetime) -> int:
    fresh = StandingChange.objects.unreported().filter(at__lt=at(on(moment), 0))
    rows = list(fresh.select_for_update().order_by("placement", "at", "pk").defer("missing"))
    if not rows:
        return 0
    StandingChange.objects.filter(pk__in=[row.pk for row in rows]).update(reported_on=on(moment))
    changes = _net(rows)
    supervisors = User.objects.filter(groups__name=Staff.SUPERVISOR.value, is_active=True).exclude(email="")
    told = list(supervisors) if changes else []
    for user in told:
        _digest(user, changes)
    return len(told)


def _net(rows: Iterable[StandingChange]) -> list[StandingChange]:
    """The last change of each placement, of those that ended otherwise than they began."""
    groups = [list(group) for _placement, group in groupby(rows, key=lambda row: row.placement_id)]
    return [group[-1] for group in groups if len(group) % 2]


def _digest(user: User, changes: Sequence[StandingChange]) -> None:
    opened = sum(row.is_eligible for row in changes)
    with translation.override(user.language):
        values = {
            "day": written(today()),
            "opened": str(opened),
            "closed": str(len(changes) - opened),
            "changes": "\n".join(_lines(changes)),
            "link": settings.SITE_URL + reverse("eligibility_changes:index"),
        }
    queue(
        kind="eligibility_digest",
        to=user.email,
        language=user.language,
        values=values,
        about=user,
        once=f"eligibility_digest:{user.pk}:{today()}",
    )


def _lines(changes: Sequence[StandingChange]) -> Iterable[str]:
    for row in changes[:NAMED]:
        said = (
            _("%(reference)s: now eligible (%(cause)s)")
            if row.is_eligible
            else _("%(reference)s: no longer eligible (%(cause)s)")
        )
        yield said % {"reference": Placement(pk=row.placement_id), "cause": row.get_cause_display()}
    if len(changes) > NAMED:
        yield _("and %(count)s more") % {"count": len(changes) - NAMED}
