"""What a casework supervisor decides about somebody else: holds, and overrides of one criterion."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from recruitment.models import Placement, Volunteer
from training.actions import standing
from training.actions.changes import Cause
from training.actions.commitment import forbid_self
from training.models import Criterion, Hold, Override
from training.rules import DAY

# Whoever was not accepted has no placement to override, and a hold is lifted instead.
OVERRIDABLE = (Criterion.TRAINED, Criterion.COMMITTED, Criterion.AVAILABLE, Criterion.DECLARED)


@transaction.atomic
def hold(
    *,
    placement: Placement,
    reason: str,
    actor: User | None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Hold:
    """No casework from a day (today) to a day, or until the hold is lifted."""
    forbid_self(actor, placement.volunteer)
    _hold_still(placement)
    day = from_on or today()
    if not reason.strip():
        raise ValidationError(_("Give the reason for the hold."))
    if until_on is not None and until_on < day:
        raise ValidationError(_("A hold ends on the day it begins, or later."))
    row = Hold.objects.create(placement=placement, from_on=day, until_on=until_on, reason=reason, by=actor)
    log(instance=placement, action="training.hold", user=actor)
    standing.refresh(placement=placement, cause=Cause.SUPERVISOR)
    return row


@transaction.atomic
def lift_hold(*, hold: Hold, actor: User | None) -> None:
    """The volunteer is free again from today. A hold of today alone leaves no day, only its log entry."""
    forbid_self(actor, hold.placement.volunteer)
    if not _end(hold, "until_on"):
        raise ValidationError(_("This hold is over already."))
    log(instance=hold.placement, action="training.lift_hold", user=actor)
    standing.refresh(placement=hold.placement, cause=Cause.SUPERVISOR)


@transaction.atomic
def override(
    *, placement: Placement, criterion: Criterion, reason: str, expires_on: date, actor: User | None
) -> Override:
    """Take one criterion as met from today to a day, with the reason. It shows wherever the answer is shown."""
    forbid_self(actor, placement.volunteer)
    _hold_still(placement)
    day = today()
    if criterion not in OVERRIDABLE:
        raise ValidationError(_("This criterion cannot be overridden."))
    if not reason.strip():
        raise ValidationError(_("Give the reason for the override."))
    if expires_on < day:
        raise ValidationError(_("An override expires today or later."))
    if placement.overrides.filter(criterion=criterion, expires_on__gte=day).exists():
        raise ValidationError(_("This criterion is overridden already. Withdraw that override first."))
    row = Override.objects.create(
        placement=placement, criterion=criterion, from_on=day, expires_on=expires_on, reason=reason, by=actor
    )
    log(instance=placement, action="training.override", user=actor)
    standing.refresh(placement=placement, cause=Cause.SUPERVISOR)
    return row


@transaction.atomic
def withdraw_override(*, override: Override, actor: User | None) -> None:
    """The criterion counts as it is again from today."""
    forbid_self(actor, override.placement.volunteer)
    if not _end(override, "expires_on"):
        raise ValidationError(_("This override is over already."))
    log(instance=override.placement, action="training.withdraw_override", user=actor)
    standing.refresh(placement=override.placement, cause=Cause.SUPERVISOR)


def _hold_still(placement: Placement) -> None:
    """Two decisions about one placement wait for each other; the person is held first, as by everybody."""
    standing.hold_people(Volunteer.objects.filter(pk=placement.volunteer_id))
    Placement.objects.filter(pk=placement.pk).update(is_paid=F("is_paid"))


def _end(row: Hold | Override, last: str) -> bool:
    """Leave it the days before today. False where it ended before: what was in force then stays as it was."""
    _hold_still(row.placement)
    still = type(row).objects.filter(Q(**{last: None}) | Q(**{f"{last}__gte": today()}), pk=row.pk)
    if row.from_on >= today():
        return still.delete()[0] > 0
    return still.update(**{last: today() - DAY}) > 0
