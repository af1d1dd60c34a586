"""People and placements from before this was kept here, each written as acceptance would have."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from wagtail.log_actions import log

from accounts.models import User
from recruitment.actions.acceptance import free_account
from recruitment.models import Placement, Role, Volunteer
from recruitment.models.volunteer import VolunteerQuerySet


def people_like(*, emails: Collection[str], phones: Collection[str]) -> VolunteerQuerySet:
    """The volunteers who have one of these addresses or phones, with their accounts."""
    known = Volunteer.objects.alias(own=Lower("email"), account=Lower("user__email"))
    addresses = {address.lower() for address in emails if address}
    like = Q(own__in=addresses) | Q(account__in=addresses) | Q(phone__in={phone for phone in phones if phone})
    return known.filter(like).select_related("user").order_by("pk")


@transaction.atomic
def open_volunteer(*, name: str, name_other: str, email: str, phone: str, language: str) -> Volunteer:
    """A person who volunteers or did, with the account of their address where it is nobody else's."""
    return Volunteer.objects.create(
        user=free_account(email, language),
        name=name,
        name_other=name_other,
        email=email,
        phone=phone,
        language=language,
    )


@transaction.atomic
def open_earlier_placement(
    *,
    volunteer: Volunteer,
    role: Role,
    starts_on: date,
    ends_on: date | None,
    ending: str,
    is_paid: bool,
    actor: User,
) -> Placement:
    """A placement that began before it was written here, without an application. Nobody is told, and whoever needs
    training is invited by staff; standings are the caller's to reckon.
    """
    placement = Placement.objects.create(
        volunteer=volunteer, role=role, starts_on=starts_on, ends_on=ends_on, ending=ending, is_paid=is_paid
    )
    log(instance=placement, action="recruitment.placement_opened", user=actor)
    return placement
