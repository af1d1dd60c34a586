"""One row of everything that hangs on a volunteer, and every column that can tell of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import User
from base.dates import at
from mail.actions import queue
from recruitment.models import Placement, Volunteer
from tests import factories as make
from tests.recruitment.test_erasure import CANARY
from training.models import (
    AttendanceMark,
    Availability,
    Credit,
    Extension,
    Hold,
    ImportedRow,
    ImportRun,
    Override,
    Pause,
    RegisterNote,
    WalkIn,
)

ROOMS = {"recruitment", "training", "certificates"}
# Text about a person that stays, and why nobody is known by it.
STAYS = {
    "Volunteer.language": "one of two",
    "Certificate.code": "it leads to what the holder chose",
    "Certificate.serial": "a number",
    "Certificate.facts": "as the holder chose: a test of its own",
    "Certificate.sha256": "a number",
    "Certificate.signed_with": "a number",
    "Availability.half_days": "it is emptied: a test of its own",
    "ImportedRow.key": "a number reckoned from what was brought in",
    "ImportedRow.about": "a reference",
    "StandingChange.missing": "names of criteria",
}


def about_people() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every column of free text in every table that hangs on a volunteer."""
    seen: set[Any] = set()
    todo: list[Any] = [Volunteer]
    while todo:
        model = todo.pop()
        if model in seen:
            continue
        seen.add(model)
        related = [relation.related_model for relation in model._meta.related_objects]  # noqa: SLF001 - Django's documented API
        todo += [row for row in related if row._meta.app_label in ROOMS]  # noqa: SLF001
        for field in model._meta.concrete_fields:  # noqa: SLF001
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices:
                yield model, field


GOES = [(model, field) for model, field in about_people() if f"{model.__name__}.{field.name}" not in STAYS]


def trained(vera: Volunteer, tom: User) -> None:
    """A place with a mark, a note, a walk-in; a credit that was brought in; free half-days; a mail about the place."""
    event = make.EventFactory()
    session = make.SessionFactory(event=event, starts_at=at(date(2024, 1, 20), 9))
    place = make.EnrolmentFactory(volunteer=vera, event=event)
    cell = {"enrolment": place, "session": session}
    AttendanceMark.objects.create(**cell, status="present", version=1, at=timezone.now())
    RegisterNote.objects.create(**cell, text="x", at=timezone.now(), by=tom)
    WalkIn.objects.create(**cell, name="x", at=timezone.now())
    Credit.objects.create(
        volunteer=vera, module=session.module, source="taught", reason="x", earned_on=date(2024, 1, 20)
    )
    run = ImportRun.objects.create(kind=ImportRun.Kind.values[0], file_name="x", sha256="x", by=tom, at=timezone.now())
    ImportedRow.objects.create(run=run, kind=run.kind, key="x", number=1, volunteer=vera, about="x")
    Availability.objects.create(volunteer=vera, half_days=["wed-pm"], count=1, from_on=date(2024, 1, 1))
    values = {"site": CANARY}
    queue(kind="no_account", to=vera.email, language="en", values=values, about=place, once="place")


def served(placement: Placement) -> None:
    """A commitment with all that can be decided about it, and hours."""
    made = make.CommitmentFactory(placement=placement)
    days = {"from_on": date(2024, 1, 1), "reason": "x"}
    Pause.objects.create(commitment=made, **days)
    Extension.objects.create(commitment=made, weeks=1, reason="x", at=timezone.now())
    Hold.objects.create(placement=placement, **days)
    Override.objects.create(placement=placement, criterion="trained", expires_on=date(2024, 2, 1), **days)
    make.HoursEntryFactory(placement=placement, what="x")
