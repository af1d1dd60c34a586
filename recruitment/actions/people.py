"""Making one of two volunteers who are the same person: all their training and certificates then count together."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from mail.models import Delivery, reference
from recruitment.actions.duplicates import keep_likeness
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.models import Placement, Volunteer
from recruitment.signals import volunteers_merged

CONTACT = ("name_other", "email", "phone")


def may_merge_people(actor: User, *people: Volunteer) -> bool:
    """Whether this person may make these volunteers one: by right, and nobody themselves."""
    return actor.has_perm("recruitment.change_volunteer") and all(row.user_id != actor.pk for row in people)


@transaction.atomic
def merge_volunteers(*, kept: Volunteer, other: Volunteer, actor: User) -> None:
    """Put everything of ``other`` under ``kept`` and delete the row that is left empty. It cannot be undone.

    What ``kept`` says stands; what it leaves empty is filled. Raises NotAllowed, or NotPossible where both have
    something of which a person has one only, or one was erased; then nothing changed.
    """
    if not may_merge_people(actor, kept, other):
        raise NotAllowed(_("Recruiters and administrators make two volunteers one, and nobody themselves."))
    there = Volunteer.objects.filter(pk__in=[kept.pk, other.pk], erased_on=None)
    held = there.select_for_update().order_by("pk")
    if kept.pk == other.pk or len(held) < 2:  # noqa: PLR2004 - two people
        raise NotPossible(_("One of them is not there any more."))
    kept.refresh_from_db()
    other.refresh_from_db()
    label = str(other)
    _move_placements(kept, other)
    volunteers_merged.send(sender=Volunteer, kept=kept, other=other)
    Delivery.objects.about(other).update(about=reference(kept))
    _move_account(kept, other)
    _fill(kept, other)
    try:
        other.delete()
    except ProtectedError as error:
        raise NotPossible(_("Something hangs on %(number)s that cannot be moved.") % {"number": label}) from error
    keep_likeness(person=kept)
    log(instance=kept, action="recruitment.volunteers_merged", user=actor, data={"with": label})


def _move_placements(kept: Volunteer, other: Volunteer) -> None:
    running = Placement.objects.filter(ends_on=None)
    both = running.filter(volunteer=other, role__in=running.filter(volunteer=kept).values("role")).first()
    if both:
        raise NotPossible(_("Both hold the role “%(role)s”: end one placement first.") % {"role": both.role})
    Placement.objects.filter(volunteer=other).update(volunteer=kept)


def _move_account(kept: Volunteer, other: Volunteer) -> None:
    """One person signs in by one account; the second is switched off, which ends its sessions."""
    if other.user is None:
        return
    if kept.user is None:
        account = other.user
        Volunteer.objects.filter(pk=other.pk).update(user=None)
        Volunteer.objects.filter(pk=kept.pk).update(user=account)
        kept.user = account
    elif other.user.is_staff:
        raise NotPossible(_("%(number)s is on the staff: keep that one.") % {"number": other})
    else:
        User.objects.filter(pk=other.user.pk).update(is_active=False)


def _fill(kept: Volunteer, other: Volunteer) -> None:
    missing = {name: getattr(other, name) for name in CONTACT if getattr(other, name) and not getattr(kept, name)}
    if missing:
        Volunteer.objects.filter(pk=kept.pk).update(**missing)
        kept.refresh_from_db()
