"""What certificates do when two volunteers turn out to be one person."""

from typing import Any

from django.dispatch import receiver

from certificates.actions import move_certificates
from recruitment.models import Volunteer
from recruitment.signals import volunteers_merged


@receiver(volunteers_merged, dispatch_uid="certificates_merged")
def take_over(kept: Volunteer, other: Volunteer, **_kwargs: Any) -> None:
    """The certificates of both are the person's; what is printed on them stays as it was issued."""
    move_certificates(kept=kept, other=other)
