"""Erasing a person who volunteered: what names or describes them goes, dates and numbers stay for past figures."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import ProtectedError, Q
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from mail.actions import fade
from mail.models import Delivery
from recruitment.actions.erasure import delete_whole
from recruitment.models import Likeness, Placement, Volunteer
from recruitment.signals import volunteer_erased


@transaction.atomic
def erase_volunteer(*, volunteer: Volunteer, actor: User | None = None) -> bool:
    """Let go of everything that tells who somebody was: account, applications with their files, mails, every word
    written about them. Their certificates go as they chose. False where a placement runs or somebody was faster.

    The row stays under its reference, with days and hours, so that what was reported of past years remains true.
    """
    held = Volunteer.objects.select_for_update().filter(pk=volunteer.pk, erased_on=None).first()
    if held is None or Placement.objects.filter(volunteer=held).on(today()).exists():
        return False
    volunteer_erased.send(sender=Volunteer, volunteer=held)
    fade(rows=Delivery.objects.about(held, *held.placements.all()))
    _let_applications_go(held)
    Likeness.objects.filter(volunteer=held).delete()
    _close_accounts(held)
    nothing = {"name_other": "", "email": "", "phone": "", "user": None}
    Volunteer.objects.filter(pk=held.pk).update(name=str(held), erased_on=today(), **nothing)
    log(instance=held, action="recruitment.erased", user=actor)
    return True


def _let_applications_go(volunteer: Volunteer) -> None:
    placements = volunteer.placements.select_related("application")
    applications = [row.application for row in placements if row.application]
    placements.update(application=None)
    placements.exclude(agreed_reason="").update(agreed_reason="–")
    for application in applications:
        delete_whole(application)


def _close_accounts(volunteer: Volunteer) -> None:
    """Delete the account, and any of the same address that is nobody else's. Staff keep theirs: it is their work's."""
    mine = Q(pk=volunteer.user_id)
    if volunteer.email:
        mine |= Q(email__iexact=volunteer.email, volunteer=None)
    for user in User.objects.filter(mine, is_staff=False):
        try:
            with transaction.atomic():
                user.delete()
        except ProtectedError:  # they once decided something as staff: that somebody did must stay
            EmailAddress.objects.filter(user=user).delete()
            nobody = {"email": f"erased-{user.pk}@example.invalid", "first_name": "", "last_name": ""}
            User.objects.filter(pk=user.pk).update(is_active=False, **nobody)
