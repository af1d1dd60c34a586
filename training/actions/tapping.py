"""Marks as a phone sends them: late perhaps, one upon the other perhaps, and after the session with a reason."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruitment.models import Volunteer
from training.actions import register
from training.actions.register import ConflictError, RefusedError, Said
from training.actions.standing import hold_people
from training.models import Attendance, AttendanceMark, Enrolment, Session

UNDO = "undo"
OLDEST, AT_ONCE = timedelta(days=14), timedelta(minutes=1)


class ReasonNeededError(RefusedError):
    """The session is over: what was marked then is corrected with a reason only."""


@transaction.atomic
def tap(
    *,
    enrolment: Enrolment,
    session: Session,
    status: str,
    client_id: uuid.UUID,
    seen_version: int,
    actor: User,
    minutes_late: int = 0,
    minutes_left_early: int = 0,
    reason: str = "",
    behind: uuid.UUID | None = None,
    tapped_at: datetime | None = None,
) -> Attendance:
    """Mark one person as it was tapped, or take the last mark back where ``status`` says undo.

    ``behind`` is the mark tapped before it on the same phone and not known to have been counted: unless that one made
    the version that was seen, somebody else did, and this is a conflict. Two people who say the same do not disagree:
    what stands is given back. Raises RefusedError, ReasonNeededError and ConflictError; nothing is changed then.
    """
    told = _in_good_time(tapped_at)
    _check_order(enrolment, session, seen_version, behind)
    _check_reason(enrolment, session, seen_version, client_id, reason, told)
    said = Said(status, minutes_late, minutes_left_early)
    given: dict[str, Any] = {
        "enrolment": enrolment, "session": session, "client_id": client_id, "seen_version": seen_version,
        "actor": actor, "reason": reason, "tapped_at": told if told and timezone.now() - told > AT_ONCE else None,
    }  # fmt: skip
    try:
        return _make(said, given)
    except ConflictError as conflict:
        if Said.by(conflict.current).columns() == said.columns():
            return conflict.current
        raise


@transaction.atomic
def take_back_rest(*, session: Session, tap_id: uuid.UUID, actor: User) -> int:
    """Take back what one tap on "everyone else present" marked, but for those marked again since; how many."""
    register.hold_session(session)
    marks = {register.id_of(tap_id, place.pk): place for place in _places(session)}
    made = AttendanceMark.objects.filter(client_id__in=marks, session=session, marked_by=actor).values_list(
        "client_id", "version"
    )
    taken = list(made.order_by("pk"))
    hold_people(Volunteer.objects.filter(pk__in=[marks[own_id].volunteer_id for own_id, _version in taken]))
    return sum(_took_back(marks[own_id], session, own_id, version, actor) for own_id, version in taken)


def _places(session: Session) -> Iterable[Enrolment]:
    return Enrolment.objects.on_register(session).select_related("volunteer")


def _took_back(place: Enrolment, session: Session, own_id: uuid.UUID, version: int, actor: User) -> bool:
    again = register.id_of(own_id, 0)
    if AttendanceMark.objects.filter(client_id=again).exists():
        return False
    try:
        register.undo(enrolment=place, session=session, client_id=again, seen_version=version, actor=actor)
    except ConflictError:
        return False  # somebody was marked again since: that stands
    return True


def _make(said: Said, given: dict[str, Any]) -> Attendance:
    if said.status == UNDO:
        return register.undo(**given)
    return register.mark(
        status=said.status, minutes_late=said.minutes_late, minutes_left_early=said.minutes_left_early, **given
    )


def _in_good_time(tapped_at: datetime | None) -> datetime | None:
    """When it was tapped, as far as a phone's clock can be believed: not in the future, not weeks ago."""
    now = timezone.now()
    return tapped_at if tapped_at and now - OLDEST < tapped_at <= now else None


def _check_order(enrolment: Enrolment, session: Session, seen_version: int, behind: uuid.UUID | None) -> None:
    """The mark before it on the same phone is what was seen."""
    if behind is None:
        return
    cell = AttendanceMark.objects.filter(enrolment=enrolment, session=session)
    if not cell.filter(client_id=behind, version=seen_version).exists():
        raise register.conflict(enrolment, session)


def _check_reason(
    enrolment: Enrolment, session: Session, seen_version: int, client_id: uuid.UUID, reason: str, told: datetime | None
) -> None:
    """A correction once the session is over says why, unless it was tapped before the end and came late."""
    if reason or seen_version == 0 or (told or timezone.now()) < session.ends_at:
        return
    standing = Attendance.objects.filter(enrolment=enrolment, session=session, version=seen_version)
    if standing.exclude(status="").exists() and not AttendanceMark.objects.filter(client_id=client_id).exists():
        raise ReasonNeededError(_("This session is over. Say why the mark is corrected."))
