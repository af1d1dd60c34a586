"""What training keeps of a person who is erased: days, marks and hours, and no word."""

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction

from mail.actions import fade
from mail.models import Delivery
from recruitment.models import Volunteer
from training.models import (
    AttendanceMark,
    Availability,
    Commitment,
    Credit,
    Enrolment,
    Extension,
    Hold,
    HoursEntry,
    Override,
    Pause,
    RegisterNote,
    WalkIn,
)

NO_WORD = "–"  # where the database demands that a reason was given


def _words(volunteer: Volunteer) -> Iterator[tuple[models.QuerySet[Any], str]]:
    """Every column of free text about somebody, with the rows that hold it."""
    placement = {"placement__volunteer": volunteer}
    promised = {"commitment__placement__volunteer": volunteer}
    yield AttendanceMark.objects.filter(enrolment__volunteer=volunteer), "reason"
    yield Credit.objects.filter(volunteer=volunteer), "reason"
    yield Credit.objects.filter(volunteer=volunteer), "withdrawn_reason"
    yield HoursEntry.objects.filter(**placement), "what"
    yield HoursEntry.objects.filter(**placement), "refused_reason"
    yield Commitment.objects.filter(**placement), "ended_reason"
    yield Commitment.objects.filter(**placement), "accepted_short_reason"
    yield Pause.objects.filter(**promised), "reason"
    yield Extension.objects.filter(**promised), "reason"
    yield Hold.objects.filter(**placement), "reason"
    yield Override.objects.filter(**placement), "reason"


@transaction.atomic
def forget_words(*, volunteer: Volunteer) -> None:
    """Let go of reasons, notes, free half-days and mails about somebody."""
    for rows, column in _words(volunteer):
        rows.exclude(**{column: ""}).update(**{column: NO_WORD})
    RegisterNote.objects.filter(enrolment__volunteer=volunteer).delete()
    WalkIn.objects.filter(enrolment__volunteer=volunteer).delete()
    Availability.objects.filter(volunteer=volunteer).update(half_days=[])
    hours = HoursEntry.objects.filter(placement__volunteer=volunteer)
    promised = Commitment.objects.filter(placement__volunteer=volunteer)
    places = Enrolment.objects.filter(volunteer=volunteer)
    fade(rows=Delivery.objects.about(*places, *hours, *promised))
