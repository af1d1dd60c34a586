"""Self check-in: a trainer opens it for a session, and whoever sees the room's screen marks themselves present.

Their mark is the first of its cell or none: what a trainer marked, or took back, stands.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import User
from base.actions import allow
from recruitment.models import Volunteer
from training.actions.register import ConflictError, RefusedError, mark
from training.models import Attendance, AttendanceMark, Enrolment, Session, Status
from training.rules import check_in as rules

BEFORE = timedelta(hours=1)  # people come early; what is left open overnight must not count
TRIES, SPAN = 6, 600  # two words of 128 each: guessing leads nowhere


class CheckInRefusedError(RefusedError):
    """Nothing was marked; the message says why and what to do, to whoever tried."""


@dataclass(frozen=True)
class Here:
    """A session that somebody can check in to now, by which place, and their mark there if there is one."""

    session: Session
    enrolment: Enrolment
    attendance: Attendance | None = None


@transaction.atomic
def open_check_in(*, session: Session, grace_seconds: int, actor: User) -> None:
    """Let people check in to a session, or change for how long a code counts where they already can.

    Each opening makes new codes: those of an earlier one are worth nothing. RefusedError where it is over or cancelled.
    """
    if session.state == Session.State.CANCELLED:
        raise RefusedError(_("This session was cancelled: it counts for nobody and against nobody."))
    if session.ends_at <= timezone.now():
        raise RefusedError(_("This session is over. Mark who came in the register."))
    row = Session.objects.filter(pk=session.pk)
    row.update(grace_seconds=grace_seconds)
    if row.filter(check_in_open=False).update(check_in_open=True, check_in_secret=secrets.token_hex(32)):
        log(session, "training.check_in.open", user=actor)


@transaction.atomic
def close_check_in(*, session: Session, actor: User) -> None:
    """Let nobody check in any more. Closing twice counts once."""
    opened = Session.objects.filter(pk=session.pk, check_in_open=True)
    if opened.update(check_in_open=False, check_in_secret=""):
        log(session, "training.check_in.close", user=actor)


def open_sessions(now: datetime | None = None) -> QuerySet[Session]:
    """Where people can check in at a moment: from an hour before the beginning to the end."""
    now = now or timezone.now()
    running = Session.objects.filter(starts_at__lte=now + BEFORE, ends_at__gt=now, check_in_open=True)
    return running.exclude(state=Session.State.CANCELLED).order_by("starts_at", "pk")


def is_open(session: Session) -> bool:
    """Whether people can check in to it now."""
    return open_sessions().filter(pk=session.pk).exists()


def here(volunteer: Volunteer) -> list[Here]:
    """What somebody with a confirmed place can check in to now, or has."""
    sessions = list(open_sessions().select_related("module", "event"))
    if not sessions:
        return []
    mine = Q(event__in=[row.event_id for row in sessions]) | Q(session__in=[row.pk for row in sessions])
    confirmed = volunteer.enrolments.filter(mine, state=Enrolment.State.CONFIRMED).select_related("volunteer")
    places = list(confirmed.order_by("pk"))
    made = Attendance.objects.filter(enrolment__in=[row.pk for row in places])
    marks = {(row.enrolment_id, row.session_id): row for row in made}
    found = {row.pk: _place_at(row, places) for row in sessions}
    return [Here(row, place, marks.get((place.pk, row.pk))) for row in sessions if (place := found[row.pk])]


def check_in(*, volunteer: Volunteer, said: str, actor: User) -> Here:
    """Mark somebody present because they say the code or the words that the room's screen shows, late by the clock.

    Saying it again changes nothing. CheckInRefusedError where it is wrong or old, tried too often, or where a trainer
    marked them otherwise.
    """
    open_to_me, now = here(volunteer), timezone.now()
    if not open_to_me:
        raise CheckInRefusedError(_("Check-in is not open for a session you have a place at. Please tell a trainer."))
    if not allow(what="check-in", who=f"volunteer {volunteer.pk}", allowed=TRIES, seconds=SPAN):
        raise CheckInRefusedError(_("Too many tries. Wait ten minutes, or ask a trainer to mark you present."))
    for one in open_to_me:
        session = one.session
        if rules.accepts(session.check_in_secret, said, now=now, grace=session.grace_seconds):
            return _mark(one, actor, rules.minutes_late(session.starts_at, now))
    raise CheckInRefusedError(
        _("This is not what the screen shows now: it changes every 30 seconds. Look at it again and try once more.")
    )


def _place_at(session: Session, places: list[Enrolment]) -> Enrolment | None:
    """Their place at a session: to make it up, or by its event."""
    mine = [row for row in places if row.session_id == session.pk or row.event_id == session.event_id]
    return mine[0] if mine else None


def _mark(one: Here, actor: User, late: int) -> Here:
    if one.attendance is None:
        try:
            attendance = mark(
                enrolment=one.enrolment, session=one.session, status=Status.PRESENT, minutes_late=late, seen_version=0,
                client_id=uuid.uuid5(one.session.uid, f"check-in {one.enrolment.pk}"), actor=actor,
                source=AttendanceMark.Source.CHECK_IN,
            )  # fmt: skip
        except ConflictError as conflict:  # a trainer, or their own second tap, was faster
            attendance = conflict.current
    else:
        attendance = one.attendance
    if attendance.status != Status.PRESENT:
        raise CheckInRefusedError(_("A trainer has marked you otherwise for this session. Please speak to them."))
    return Here(one.session, one.enrolment, attendance)
