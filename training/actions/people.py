"""What training keeps of a person when two rows of theirs become one."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from base.dates import today
from recruitment.actions.refusals import NotPossible
from recruitment.models import Volunteer
from training.actions import completion, standing
from training.actions.changes import Cause
from training.models import Availability, Completion, Credit, Enrolment, ImportedRow, Signature


@transaction.atomic
def move_training(*, kept: Volunteer, other: Volunteer) -> None:
    """Move places, credits, completions, signatures, free half-days and where facts came from, then reckon the person
    anew.

    Raises NotPossible where both have something of which a person has one only; then nothing changed.
    """
    _check_places(kept, other)
    _check_signatures(kept, other)
    _check_completions(kept, other)
    _close_half_days(kept, other)
    _withdraw_doubles(kept, other)
    for model in (Enrolment, Credit, Completion, Signature, Availability, ImportedRow):
        model.objects.filter(volunteer=other).update(volunteer=kept)  # type: ignore[attr-defined]
    completion.reckon(volunteer=kept)
    standing.refresh_volunteer(volunteer=kept, cause=Cause.PLACEMENT)


def _check_places(kept: Volunteer, other: Volunteer) -> None:
    live = Enrolment.objects.exclude(state=Enrolment.State.CANCELLED)
    mine = live.filter(volunteer=kept)
    same = Q(event__in=mine.values("event")) | Q(session__in=mine.values("session"))
    same |= Q(session__event__in=mine.values("event")) | Q(event__in=mine.values("session__event"))
    if double := live.filter(same, volunteer=other).first():
        raise NotPossible(_("Both have a place at “%(event)s”: cancel one first.") % {"event": double.at})


def _check_signatures(kept: Volunteer, other: Volunteer) -> None:
    signed = Signature.objects.filter(volunteer=kept).values("terms")
    if Signature.objects.filter(volunteer=other, terms__in=signed).exists():
        raise NotPossible(_("Both signed the same text, and two signatures under one text cannot become one."))


def _check_completions(kept: Volunteer, other: Volunteer) -> None:
    standing_ones = Completion.objects.filter(undone_at=None)
    for row in standing_ones.filter(volunteer=other):
        if standing_ones.filter(volunteer=kept, role=row.role_id, completed_on=row.completed_on).exists():
            raise NotPossible(_("Both completed the training for a role on the same day."))


def _withdraw_doubles(kept: Volunteer, other: Volunteer) -> None:
    """Of two credits granted for a module and a day, that of the one who stays counts."""
    granted = Credit.objects.standing().by_hand()
    mine = granted.filter(volunteer=kept, module=OuterRef("module"), earned_on=OuterRef("earned_on"))
    granted.filter(Exists(mine), volunteer=other).update(withdrawn_at=timezone.now())


def _close_half_days(kept: Volunteer, other: Volunteer) -> None:
    """Of two statements in force, that of the one who stays goes on; the other ends today."""
    if not Availability.objects.filter(volunteer=kept, until_on=None).exists():
        return
    for row in Availability.objects.filter(volunteer=other, until_on=None):
        Availability.objects.filter(pk=row.pk).update(until_on=max(row.from_on, today()))
