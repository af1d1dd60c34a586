"""What training does when recruitment opens or ends a placement, or changes a role's terms.

A lost signal is made good by :func:`training.actions.standing.catch_up` and ``places.invite_missing``.
"""

from datetime import timedelta
from typing import Any

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from recruitment.models import Cohort, Placement, Role, Volunteer
from recruitment.signals import placement_ended, placement_opened, volunteer_erased, volunteers_merged
from training.actions import commitment, forgetting, lights, people, places, plan, standing
from training.actions.changes import Cause

TERMS = ("is_casework", "training_compulsory", "weekday_daytime", "hours_min", "months")


@receiver(placement_opened, dispatch_uid="training_opened")
def begin(placement: Placement, **_kwargs: Any) -> None:
    """Keep what was said of weekdays, reckon the standing, and offer a place on the weekend."""
    commitment.keep_availability(placement=placement)
    standing.refresh(placement=placement, cause=Cause.PLACEMENT)
    places.invite(placement=placement)


@receiver(placement_ended, dispatch_uid="training_ended")
def finish(placement: Placement, **_kwargs: Any) -> None:
    """Reckon the standing, and judge the commitment anew."""
    standing.refresh(placement=placement, cause=Cause.PLACEMENT)
    lights.settle_placements(ids=[placement.pk])


@receiver(volunteers_merged, dispatch_uid="training_merged")
def take_over(kept: Volunteer, other: Volunteer, **_kwargs: Any) -> None:
    """Two rows were one person: what they learnt and promised counts together. May refuse."""
    people.move_training(kept=kept, other=other)


@receiver(volunteer_erased, dispatch_uid="training_erased")
def let_go(volunteer: Volunteer, **_kwargs: Any) -> None:
    """Forget every word that was written about them; days, marks and hours stay for what was reported."""
    forgetting.forget_words(volunteer=volunteer)


@receiver(pre_save, sender=Role, dispatch_uid="training_role_before")
def note_terms(instance: Role, *, raw: bool = False, **_kwargs: Any) -> None:
    """Remember whether terms that eligibility enforces are about to change."""
    before = None if raw or instance.pk is None else Role.objects.filter(pk=instance.pk).values(*TERMS).first()
    instance.terms_change = before is not None and any(before[name] != getattr(instance, name) for name in TERMS)  # type: ignore[attr-defined]


@receiver(post_save, sender=Role, dispatch_uid="training_role_after")
def follow_terms(instance: Role, **_kwargs: Any) -> None:
    """Reckon every standing of a role whose terms changed; with the tick where there are many."""
    if getattr(instance, "terms_change", False):
        standing.follow_terms(role=instance, cause=Cause.TERMS)


@receiver(pre_save, sender=Cohort, dispatch_uid="training_cohort_before")
def note_weekend(instance: Cohort, *, raw: bool = False, **_kwargs: Any) -> None:
    """Remember by how much a weekend is about to be moved."""
    before = None if raw or instance.pk is None else Cohort.objects.filter(pk=instance.pk).only("starts_on").first()
    instance.moved_by = instance.starts_on - before.starts_on if before else timedelta()  # type: ignore[attr-defined]


@receiver(post_save, sender=Cohort, dispatch_uid="training_cohort_after")
def follow_weekend(instance: Cohort, **_kwargs: Any) -> None:
    """Let the sessions follow a weekend that was moved."""
    plan.move_weekend(cohort=instance, by=getattr(instance, "moved_by", timedelta()))
