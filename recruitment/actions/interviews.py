"""Choosing a time for the interview: one person each, one time each, whatever happens at once.

Locks are taken in one order, the application before its slots and slots by their key, so that nobody waits in a ring.
They leave the key free: whoever writes an event about the application only points to it, and need not wait.
"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from base.dates import HONG_KONG, at, today
from mail.models import Delivery
from recruitment.actions.invitations import tell_applicant, tell_interviewer
from recruitment.actions.refusals import NotPossible
from recruitment.models import Application, ApplicationEvent, InterviewSlot, Stage
from recruitment.rules.entry import Method


class Taken(NotPossible):
    """Somebody else has the time, or it is not offered any more; the others that are left can be chosen."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("This time has just been taken. Please choose another one."))


@transaction.atomic
def book(*, slot: InterviewSlot, application: Application, actor: User | None = None) -> InterviewSlot:
    """Give a free time to an application. ``actor`` is who does it for the applicant, if it is not they.

    A talk whose time has passed can be followed by another only by staff. Raises NotPossible (not invited, or a time
    chosen already) or Taken; then nothing changed.
    """
    _lock_invited(application)
    if _kept(application):
        raise NotPossible(_("A time is chosen already: change it instead."))
    if actor is None and InterviewSlot.objects.filter(application=application).exists():
        raise NotPossible(_("The time you chose has passed. If we did not talk, please write to us."))
    _take(slot, application, values={"sequence": F("sequence") + 1})
    _record(application, slot, ApplicationEvent.Kind.SLOT_BOOKED, actor)
    tell_applicant(kind="interview_booked", application=application, slot=slot, method=Method.REQUEST)
    tell_interviewer(kind="interviewer_booked", application=application, slot=slot, method=Method.REQUEST)
    return slot


@transaction.atomic
def change(*, slot: InterviewSlot, application: Application, actor: User | None = None) -> InterviewSlot:
    """Another time instead of the one chosen: the old one is freed and the new one taken, or neither.

    The calendar entry goes along: it keeps its name and only moves. Raises as :func:`book` does.
    """
    _lock_invited(application)
    old = _kept(application, also=slot.pk)
    if old is None:
        return book(slot=slot, application=application, actor=actor)
    if old.pk == slot.pk:
        return old
    _free(old)
    _take(slot, application, values={"uid": old.uid, "sequence": old.sequence + 1})
    _record(application, slot, ApplicationEvent.Kind.SLOT_MOVED, actor)
    told = "interview_changed" if actor else "interview_moved"
    tell_applicant(kind=told, application=application, slot=slot, method=Method.REQUEST)
    if old.interviewer_id == slot.interviewer_id:
        tell_interviewer(kind="interviewer_changed", application=application, slot=slot, method=Method.REQUEST)
        return slot
    old.sequence += 1
    tell_interviewer(kind="interviewer_cancelled", application=application, slot=old, method=Method.CANCEL)
    tell_interviewer(kind="interviewer_booked", application=application, slot=slot, method=Method.REQUEST)
    return slot


@transaction.atomic
def release(*, application: Application, actor: User | None = None, silent: bool = False) -> bool:
    """Give up the time of an application, if it has one that is still to come; says whether it had.

    Called when somebody gives it up, and when an application leaves the interview. ``silent`` writes nothing to the
    applicant: their application is being erased. The interviewer is always told.
    """
    Application.objects.select_for_update(no_key=True).filter(pk=application.pk).first()
    slot = _kept(application)
    if slot is None:
        return False
    _free(slot)
    slot.sequence += 1
    _record(application, slot, ApplicationEvent.Kind.SLOT_FREED, actor)
    if not silent:
        tell_applicant(kind="interview_freed", application=application, slot=slot, method=Method.CANCEL)
    tell_interviewer(kind="interviewer_cancelled", application=application, slot=slot, method=Method.CANCEL)
    return True


def remind_tomorrow() -> int:
    """Remind those whose conversation is tomorrow, once for each time and change of it; how many were written to.

    Not those who chose it today: they have just read it.
    """
    midnight = at(today(), 0)
    tomorrow = midnight + timedelta(days=1), midnight + timedelta(days=2)
    rows = InterviewSlot.objects.planned().filter(
        application__isnull=False, starts_at__gte=tomorrow[0], starts_at__lt=tomorrow[1], booked_at__lt=midnight
    )
    slots = {f"interview_tomorrow:{slot.uid}:{slot.sequence}": slot for slot in rows}
    told = set(Delivery.objects.filter(once__in=slots).values_list("once", flat=True))
    return sum(_remind(slot) for once, slot in slots.items() if once not in told)


@transaction.atomic
def _remind(slot: InterviewSlot) -> bool:
    """Remind whoever has this time at this moment."""
    same = InterviewSlot.objects.filter(pk=slot.pk, uid=slot.uid, sequence=slot.sequence)
    row = same.select_for_update(no_key=True).first()
    if row is None or row.application is None:
        return False
    tell_applicant(kind="interview_tomorrow", application=row.application, slot=row)
    return True


def _lock_invited(application: Application) -> None:
    """Hold the application at the interview until the transaction ends."""
    row = Application.objects.select_for_update(no_key=True).filter(pk=application.pk, stage=Stage.INTERVIEW).first()
    if row is None:
        raise NotPossible(_("This application is not at the interview, so there is no time to choose."))


def _kept(application: Application, *, also: int | None = None) -> InterviewSlot | None:
    """The time this application has and that is still to come; held, and another one with it, until all is done."""
    mine = Q(application=application, starts_at__gt=timezone.now())
    held = InterviewSlot.objects.select_for_update(no_key=True).filter(mine | Q(pk=also)).order_by("pk")
    kept = [slot for slot in held if slot.application_id == application.pk and slot.starts_at > timezone.now()]
    return kept[0] if kept else None


def _free(slot: InterviewSlot) -> None:
    """Let others have the time, under a new name: whoever takes it next has nothing to do with this entry."""
    mine = InterviewSlot.objects.filter(pk=slot.pk, application=slot.application_id, starts_at__gt=timezone.now())
    if not mine.update(application=None, booked_at=None, uid=uuid.uuid4(), sequence=0):
        raise NotPossible(_("This time has begun already."))


def _take(slot: InterviewSlot, application: Application, *, values: dict[str, object]) -> None:
    """Of all who want it one has it: the row is taken only while it is free. The given slot is brought up to date."""
    _give_past_up(application)
    free = InterviewSlot.objects.offered_to(application).filter(pk=slot.pk)
    if not free.update(application=application, booked_at=timezone.now(), **values):
        raise Taken
    slot.refresh_from_db()


def _give_past_up(application: Application) -> None:
    """A talk that was missed, or needs a second one, leaves its time to the history."""
    InterviewSlot.objects.filter(application=application, starts_at__lte=timezone.now()).update(application=None)


def _record(application: Application, slot: InterviewSlot, kind: ApplicationEvent.Kind, actor: User | None) -> None:
    ApplicationEvent.objects.create(
        application=application,
        kind=kind,
        actor=actor,
        reason=f"{slot.starts_at.astimezone(HONG_KONG):%Y-%m-%d %H:%M}",
        at=timezone.now(),
    )
