"""The times at which staff can talk with applicants: opened in rows, moved, cancelled, or booked for somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import HONG_KONG, at
from base.templatetags.components import written_time
from recruitment.actions import interviews
from recruitment.actions.invitations import tell_applicant, tell_interviewer
from recruitment.actions.pipeline import is_own
from recruitment.actions.refusals import NotAllowed, NotPossible
from recruitment.models import Application, ApplicationEvent, InterviewSlot, Role
from recruitment.rules.entry import Method

MANAGE = "recruitment.change_interviewslot"
AT_MOST = 200  # times opened at once
Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one meets, or how one is called, in both languages."""

    en: str
    zh: str = ""


@transaction.atomic
def open_slots(
    *,
    actor: User,
    interviewer: User,
    days: Sequence[date],
    begins: time,
    ends: time,
    minutes: int,
    pause: int = 0,
    place: Place,
    role: Role | None = None,
) -> list[InterviewSlot]:
    """Open a row of times on each of these Hong Kong days, as many as fit between two times of day.

    Raises NotAllowed, or NotPossible where one lies in the past or the interviewer has another then: then none opens.
    """
    _check_actor(actor)
    spans = row_of_times(days=days, begins=begins, ends=ends, minutes=minutes, pause=pause)
    if not spans:
        raise NotPossible(_("Not one time of this length fits between these hours."))
    if len(spans) > AT_MOST:
        raise NotPossible(_("These would be %(number)s times; open at most %(most)s at once.") % _counts(spans))
    _check_free(interviewer, spans)
    slots = [
        InterviewSlot.objects.create(
            interviewer=interviewer, role=role, starts_at=start, ends_at=end, place_en=place.en, place_zh=place.zh
        )
        for start, end in spans
    ]
    log(instance=slots[0], action="recruitment.slots_opened", user=actor, data={"number": len(slots)})
    return slots


def row_of_times(*, days: Iterable[date], begins: time, ends: time, minutes: int, pause: int) -> list[Span]:
    """The times that fit between two times of day, one after another, on each day."""
    length, step = timedelta(minutes=minutes), timedelta(minutes=minutes + pause)
    spans = []
    for day in sorted(set(days)):
        start, last = at(day, begins.hour, begins.minute), at(day, ends.hour, ends.minute)
        while start + length <= last:
            spans.append((start, start + length))
            start += step
    return spans


@transaction.atomic
def move_slot(*, slot: InterviewSlot, actor: User, starts_at: datetime, minutes: int, place: Place) -> InterviewSlot:
    """Put a time elsewhere in the calendar, or the place of it; who has booked it is sent the entry anew.

    Raises NotAllowed or NotPossible; then nothing changed.
    """
    _check_actor(actor)
    row = _still_to_come(slot)
    ends_at = starts_at + timedelta(minutes=minutes)
    _check_free(row.interviewer, [(starts_at, ends_at)], but=row)
    values = {"starts_at": starts_at, "ends_at": ends_at, "place_en": place.en, "place_zh": place.zh}
    InterviewSlot.objects.filter(pk=row.pk).update(sequence=F("sequence") + 1, **values)
    slot.refresh_from_db()
    log(instance=slot, action="recruitment.slot_moved", user=actor)
    if application := slot.application:
        _record(application, slot, ApplicationEvent.Kind.SLOT_MOVED, actor)
        tell_applicant(kind="interview_changed", application=application, slot=slot, method=Method.REQUEST)
        tell_interviewer(kind="interviewer_changed", application=application, slot=slot, method=Method.REQUEST)
    return slot


@transaction.atomic
def cancel(*, slot: InterviewSlot, actor: User, reason: str = "") -> InterviewSlot:
    """Take a time back. Whoever had booked it is told, with the reason, and may choose another.

    Raises NotAllowed or NotPossible; then nothing changed.
    """
    _check_actor(actor)
    row = _still_to_come(slot)
    application = row.application
    InterviewSlot.objects.filter(pk=row.pk).update(
        application=None, booked_at=None, cancelled_at=timezone.now(), sequence=F("sequence") + 1
    )
    slot.refresh_from_db()
    log(instance=slot, action="recruitment.slot_cancelled", user=actor)
    if application:
        _record(application, slot, ApplicationEvent.Kind.SLOT_FREED, actor)
        tell_applicant(
            kind="interview_cancelled", application=application, slot=slot, method=Method.CANCEL, reason=reason
        )
        tell_interviewer(kind="interviewer_cancelled", application=application, slot=slot, method=Method.CANCEL)
    return slot


@transaction.atomic
def book_for(*, slot: InterviewSlot, application: Application, actor: User) -> InterviewSlot:
    """Choose a time for somebody who is on the telephone, or another one. Raises NotAllowed, NotPossible or Taken."""
    _check_actor(actor)
    if is_own(actor, application):
        raise NotAllowed(_("Nobody arranges their own interview: ask a colleague."))
    return interviews.change(slot=slot, application=application, actor=actor)


@transaction.atomic
def release_for(*, application: Application, actor: User) -> bool:
    """Give up a time for somebody who is on the telephone; False where there was none to come. Raises NotAllowed."""
    _check_actor(actor)
    if is_own(actor, application):
        raise NotAllowed(_("Nobody arranges their own interview: ask a colleague."))
    return interviews.release(application=application, actor=actor)


def _check_actor(actor: User) -> None:
    if not actor.has_perm(MANAGE):
        raise NotAllowed(_("Recruiters and administrators arrange interviews."))


def _counts(spans: Sequence[Span]) -> dict[str, int]:
    return {"number": len(spans), "most": AT_MOST}


def _still_to_come(slot: InterviewSlot) -> InterviewSlot:
    """The row as it is, held until the transaction ends."""
    row = InterviewSlot.objects.select_for_update(no_key=True).filter(pk=slot.pk, cancelled_at=None).first()
    if row is None:
        raise NotPossible(_("This time is cancelled already."))
    if row.starts_at <= timezone.now():
        raise NotPossible(_("This time has passed."))
    return row


def _check_free(interviewer: User, spans: Sequence[Span], *, but: InterviewSlot | None = None) -> None:
    """Refuse what lies in the past or meets another time of this person, whose calendar is held meanwhile."""
    User.objects.select_for_update(no_key=True).filter(pk=interviewer.pk).first()
    if spans[0][0] <= timezone.now():
        raise NotPossible(_("%(time)s has passed already.") % {"time": _words(spans[0][0])})
    theirs = InterviewSlot.objects.planned().filter(interviewer=interviewer)
    near = theirs.filter(starts_at__lt=spans[-1][1], ends_at__gt=spans[0][0])
    kept = list((near.exclude(pk=but.pk) if but else near).values_list("starts_at", "ends_at"))
    clashes = [start for start, end in kept if any(start < until and end > begin for begin, until in spans)]
    if clashes:
        raise NotPossible(
            _("The interviewer has other times then: %(times)s.") % {"times": " · ".join(map(_words, clashes[:5]))}
        )


def _words(moment: datetime) -> str:
    """The moment as staff read it."""
    return written_time(moment.astimezone(HONG_KONG))


def _record(application: Application, slot: InterviewSlot, kind: ApplicationEvent.Kind, actor: User) -> None:
    kept = f"{slot.starts_at.astimezone(HONG_KONG):%Y-%m-%d %H:%M}"  # whatever language it is read in
    ApplicationEvent.objects.create(application=application, kind=kind, actor=actor, reason=kept, at=timezone.now())
