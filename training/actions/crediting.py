"""Credit granted by hand: for whoever taught a module, or learnt it elsewhere. Nobody grants it to themselves."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.templatetags.components import written
from recruitment.models import Volunteer
from recruitment.rules import add_months
from training.actions.completion import reckon_held
from training.actions.standing import hold_people
from training.models import Credit, Module
from training.rules import credit_until

GRANT = "training.add_credit"
SOURCES = (Credit.Source.TAUGHT, Credit.Source.EARLIER)
LONG_AGO = 50 * 12  # months: a day before that is a slip of the hand


@transaction.atomic
def grant(
    *, volunteer: Volunteer, module: Module, source: Credit.Source, earned_on: date, reason: str, actor: User | None
) -> Credit:
    """Count a module as satisfied from a day on, for as long as a session held that day would count.

    PermissionDenied for oneself; ValidationError, and nothing written, for what cannot be.
    """
    _forbid_self(actor, volunteer)
    if source not in SOURCES:
        raise ValidationError(
            {"source": _("Attendance is kept in the register, and imports have a page of their own.")}
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason for the credit.")})
    _check_day(module, earned_on)
    _hold(volunteer)
    credit = _write(volunteer, module, source, earned_on, reason.strip(), actor)
    log(instance=credit, action="training.credit", user=actor)
    reckon_held(volunteers=[volunteer])
    return credit


@transaction.atomic
def withdraw(*, credit: Credit, reason: str, actor: User | None) -> None:
    """Let a credit granted by hand, or brought in, count no longer; what was completed by it alone is undone.

    PermissionDenied for one's own; ValidationError where it was earned in a register, or was withdrawn already.
    """
    volunteer = credit.volunteer
    _forbid_self(actor, volunteer)
    if credit.attendance_id is not None:
        raise ValidationError(_("This credit was earned by attendance: correct the mark in the register instead."))
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason for the withdrawal.")})
    _hold(volunteer)
    mine = Credit.objects.standing().by_hand().filter(pk=credit.pk, volunteer=volunteer)
    if not mine.update(withdrawn_at=timezone.now(), withdrawn_reason=reason.strip(), withdrawn_by=actor):
        raise ValidationError(_("This credit was withdrawn already."))
    log(instance=credit, action="training.withdraw_credit", user=actor)
    reckon_held(volunteers=[volunteer])


def _forbid_self(actor: User | None, volunteer: Volunteer) -> None:
    if actor is not None and actor.pk == volunteer.user_id:
        raise PermissionDenied(_("Nobody credits themselves. Ask another trainer or an administrator."))


def _check_day(module: Module, day: date) -> None:
    if day > today():
        raise ValidationError({"earned_on": _("This day is still to come.")})
    earliest = add_months(today(), -LONG_AGO)
    if module.history:
        earliest = max(earliest, module.history[0].from_on)
    if day < earliest:
        words = _("This module is credited from %(day)s on.") % {"day": written(earliest)}
        raise ValidationError({"earned_on": words})


def _hold(volunteer: Volunteer) -> None:
    """The person first, as by everybody; of somebody erased nothing changes any more."""
    hold_people(Volunteer.objects.filter(pk=volunteer.pk))
    if not Volunteer.objects.filter(pk=volunteer.pk, erased_on=None).exists():  # or made one with another meanwhile
        raise ValidationError(_("The data of this person were erased."))


def _write(
    volunteer: Volunteer, module: Module, source: Credit.Source, day: date, reason: str, actor: User | None
) -> Credit:
    twice = ValidationError({"earned_on": _("This module is credited from that day already.")})
    if Credit.objects.standing().filter(volunteer=volunteer, module=module, earned_on=day).exists():
        raise twice
    until = credit_until(day, module.asked_on(day).validity_months)
    try:
        with transaction.atomic():
            return Credit.objects.create(
                volunteer=volunteer, module=module, source=source, earned_on=day, reason=reason, granted_by=actor,
                valid_until=None if until == date.max else until,
            )  # fmt: skip
    except IntegrityError:
        raise twice from None
