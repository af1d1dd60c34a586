"""What certificates do when two volunteers turn out to be one person, and when one is erased."""

from typing import Any

from django.dispatch import receiver

from certificates.actions import erase_certificates, move_certificates
from recruitment.models import Volunteer
from recruitment.signals import volunteer_erased, volunteers_merged


@receiver(volunteers_merged, dispatch_uid="certificates_merged")
def take_over(kept: Volunteer, other: Volunteer, **_kwargs: Any) -> None:
    """The certificates of both are the person's; what is printed on them stays as it was issued."""
    move_certificates(kept=kept, other=other)


@receiver(volunteer_erased, dispatch_uid="certificates_erased")
def let_go(volunteer: Volunteer, **_kwargs: Any) -> None:
    """Documents go; what verifies a paper that is still about stays, unless its holder chose otherwise."""
    erase_certificates(volunteer=volunteer)
