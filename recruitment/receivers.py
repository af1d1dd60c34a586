"""What recruitment does when a volunteer's row is written, by acceptance or on the library's own edit screen."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from recruitment.actions.duplicates import keep_likeness
from recruitment.models import Volunteer


@receiver(post_save, sender=Volunteer, dispatch_uid="recruitment_volunteer_likeness")
def recognise(instance: Volunteer, **kwargs: Any) -> None:
    """Keep what the volunteer is found by."""
    if not kwargs.get("raw"):
        keep_likeness(person=instance)
