"""Marking the register. Every mark is kept; the current one is changed only by who has seen it.

Whoever marks holds the session first, then the people, all in order: nobody waits for each other.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from base.dates import today
from recruitment.models import Volunteer
from training.actions.completion import reckon_held
from training.actions.standing import hold_people
from training.models import Attendance, AttendanceMark, Credit, Enrolment, Session, Status
from training.rules import credit_until, earns_credit

Source = AttendanceMark.Source


class RefusedError(Exception):
    """A mark that may not be made; the message says why, to the person who tried."""


class ConflictError(Exception):
    """Somebody marked the cell since it was seen. ``current`` is what stands, ``last`` the mark that made it so."""

    def __init__(self, *, current: Attendance, last: AttendanceMark) -> None:
        super().__init__(f"Version {current.version} stands.")
        self.current = current
        self.last = last


@dataclass(frozen=True)
class Said:
    """What a mark says: a status (empty to take a mark back) and the minutes missed at both ends."""

    status: str
    minutes_late: int = 0
    minutes_left_early: int = 0

    @classmethod
    def by(cls, row: Attendance | AttendanceMark) -> "Said":
        """What a row says."""
        return cls(row.status, row.minutes_late, row.minutes_left_early)

    def columns(self) -> dict[str, Any]:
        """As the rows keep it; minutes mean something for a person who was there."""
        there = self.status == Status.PRESENT
        return {
            "status": self.status,
            "minutes_late": self.minutes_late if there else 0,
            "minutes_left_early": self.minutes_left_early if there else 0,
        }


@transaction.atomic
def mark(
    *,
    enrolment: Enrolment,
    session: Session,
    status: str,
    client_id: uuid.UUID,
    seen_version: int,
    actor: User,
    minutes_late: int = 0,
    minutes_left_early: int = 0,
    source: AttendanceMark.Source = Source.REGISTER,
    reason: str = "",
    tapped_at: datetime | None = None,
) -> Attendance:
    """Mark one person at one session. ``seen_version`` is the version the marker saw, 0 for an unmarked cell.

    The same ``client_id`` sent again counts once. Raises RefusedError for what may not be marked and ConflictError when
    somebody else was faster; nothing is changed then.
    """
    said = Said(status, minutes_late, minutes_left_early)
    hold_session(session)
    _check(enrolment, session, actor, source)
    _check_said(session, said)
    if attendance := _sent_before(enrolment, session, client_id, said):
        return attendance
    try:
        attendance, before = _write(enrolment, session, seen_version, said)
    except ConflictError:
        if attendance := _sent_before(enrolment, session, client_id, said):
            return attendance
        raise
    AttendanceMark.objects.create(
        enrolment=enrolment, session=session, client_id=client_id, from_status=before, version=attendance.version,
        source=source, reason=reason, marked_by=actor, at=timezone.now(), tapped_at=tapped_at, **said.columns(),
    )  # fmt: skip
    _hold(session)
    if _settle_credit(attendance, enrolment, session):
        reckon_held(volunteers=[enrolment.volunteer])
    return attendance


def undo(
    *,
    enrolment: Enrolment,
    session: Session,
    client_id: uuid.UUID,
    seen_version: int,
    actor: User,
    reason: str = "",
    tapped_at: datetime | None = None,
) -> Attendance:
    """Take the last mark of a cell back: what the mark before it said stands again, or nothing. Itself a mark."""
    if seen_version == 0:
        raise RefusedError(_("There is no mark to take back."))
    before = AttendanceMark.objects.filter(enrolment=enrolment, session=session, version=seen_version - 1).first()
    said = Said.by(before) if before else Said("")
    return mark(
        enrolment=enrolment, session=session, status=said.status, minutes_late=said.minutes_late,
        minutes_left_early=said.minutes_left_early, client_id=client_id, seen_version=seen_version, actor=actor,
        reason=reason, tapped_at=tapped_at,
    )  # fmt: skip


@transaction.atomic
def mark_rest_present(*, session: Session, client_id: uuid.UUID, actor: User) -> int:
    """Mark everybody present who has no mark yet, the marker left out; how many. Sent again it finds nobody left."""
    hold_session(session)
    _check_said(session, Said(Status.PRESENT))
    marked = dict(Attendance.objects.filter(session=session).values_list("enrolment", "version"))
    with_mark = Attendance.objects.filter(session=session).exclude(status="").values("enrolment")
    rest = Enrolment.objects.on_register(session).exclude(pk__in=with_mark).exclude(volunteer__user=actor)
    unmarked = list(rest.select_related("volunteer"))
    hold_people(Volunteer.objects.filter(pk__in=[row.volunteer_id for row in unmarked]))
    first = [enrolment for enrolment in unmarked if enrolment.pk not in marked]
    alone = [enrolment for enrolment in unmarked if enrolment.pk in marked]
    if not _mark_together(first, session, client_id, actor):
        alone = unmarked
    for enrolment in alone:
        _mark_present(enrolment, session, marked.get(enrolment.pk, 0), client_id, actor)
    return len(unmarked)


def id_of(tap_id: uuid.UUID, number: int) -> uuid.UUID:
    """The id of one of the marks that a tap for many makes."""
    return uuid.uuid5(tap_id, str(number))


def _mark_together(rest: Sequence[Enrolment], session: Session, client_id: uuid.UUID, actor: User) -> bool:
    """The first mark of many, in a few queries. False, and nothing done, where one of them was marked this moment."""
    for enrolment in rest:
        _check(enrolment, session, actor)
    try:
        with transaction.atomic():
            rows = _first_marks(rest, session, client_id, actor)
    except IntegrityError:
        return False
    _hold(session)
    Credit.objects.bulk_create(_credit(row, row.enrolment, session) for row in rows if _earned(row, session))
    reckon_held(volunteers=[row.volunteer for row in rest])
    return True


def _first_marks(rest: Sequence[Enrolment], session: Session, client_id: uuid.UUID, actor: User) -> list[Attendance]:
    said = Said(Status.PRESENT).columns()
    rows = Attendance.objects.bulk_create(Attendance(enrolment=row, session=session, **said) for row in rest)
    AttendanceMark.objects.bulk_create(
        AttendanceMark(
            enrolment=row, session=session, client_id=id_of(client_id, row.pk), version=1,
            source=Source.REGISTER, marked_by=actor, at=timezone.now(), **said,
        )
        for row in rest
    )  # fmt: skip
    return rows


def _mark_present(enrolment: Enrolment, session: Session, version: int, client_id: uuid.UUID, actor: User) -> None:
    own_id = id_of(client_id, enrolment.pk)
    try:
        mark(
            enrolment=enrolment, session=session, status=Status.PRESENT, client_id=own_id, seen_version=version,
            actor=actor,
        )  # fmt: skip
    except ConflictError:
        return  # somebody marked them this moment: theirs stands


def hold_session(session: Session) -> None:
    """A session as it is now, until the transaction ends: whoever calls it off, moves it or gives it another module
    meanwhile waits, and then finds the mark.
    """
    held = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("module")
    session.refresh_from_db(fields=["state", "starts_at", "ends_at", "module"], from_queryset=held)


def _check(
    enrolment: Enrolment, session: Session, actor: User, source: AttendanceMark.Source = Source.REGISTER
) -> None:
    if session.state == Session.State.CANCELLED:
        raise RefusedError(_("This session was cancelled: it counts for nobody and against nobody."))
    if session.pk != enrolment.session_id and session.event_id != enrolment.event_id:
        raise RefusedError(_("This person has no place at this session."))
    if enrolment.state != Enrolment.State.CONFIRMED:
        raise RefusedError(_("This person’s place is not confirmed."))
    is_own = enrolment.volunteer.user_id == actor.pk
    if is_own and source != Source.CHECK_IN:
        raise RefusedError(_("Nobody marks themselves. Ask another trainer."))
    if source == Source.CHECK_IN and not is_own:
        raise RefusedError(_("Nobody checks in for somebody else."))


def _check_said(session: Session, said: Said) -> None:
    """Who came is said from the session's day on, before it only who is excused; nobody misses more than there is."""
    if said.status in {Status.PRESENT, Status.ABSENT} and session.day > today():
        raise RefusedError(_("This session is still to come: before its day somebody can be excused, nothing else."))
    missed = said.minutes_late + said.minutes_left_early
    if said.status == Status.PRESENT and missed > session.minutes:
        words = _("The session has %(minutes)s minutes: nobody who was there missed more. Mark absent who missed all.")
        raise RefusedError(words % {"minutes": session.minutes})


def _sent_before(enrolment: Enrolment, session: Session, client_id: uuid.UUID, said: Said) -> Attendance | None:
    """The current mark if this very mark was counted already; ConflictError if its id said something else."""
    earlier = AttendanceMark.objects.filter(client_id=client_id).first()
    if earlier is None:
        return None
    cell = (earlier.enrolment_id, earlier.session_id)
    if cell != (enrolment.pk, session.pk):
        raise RefusedError(_("This mark was sent for somebody else. Load the register again."))
    if Said.by(earlier).columns() != said.columns():
        raise conflict(enrolment, session)
    return Attendance.objects.get(enrolment=enrolment, session=session)


def _write(enrolment: Enrolment, session: Session, seen_version: int, said: Said) -> tuple[Attendance, str]:
    """Change the current mark if it still is the one that was seen; with it, what it said before."""
    if seen_version == 0:
        return _write_first(enrolment, session, said), ""
    seen = Attendance.objects.filter(enrolment=enrolment, session=session, version=seen_version)
    current = seen.first()
    if current is None or not seen.update(version=seen_version + 1, **said.columns()):
        raise conflict(enrolment, session)
    before, current.version = current.status, seen_version + 1
    for name, value in said.columns().items():
        setattr(current, name, value)
    return current, before


def _write_first(enrolment: Enrolment, session: Session, said: Said) -> Attendance:
    try:
        with transaction.atomic():
            return Attendance.objects.create(enrolment=enrolment, session=session, **said.columns())
    except IntegrityError:
        raise conflict(enrolment, session) from None


def conflict(enrolment: Enrolment, session: Session) -> ConflictError:
    """What stands and who made it so, to be raised; RefusedError where nothing stands."""
    current = Attendance.objects.filter(enrolment=enrolment, session=session).first()
    if current is None:
        raise RefusedError(_("The mark this was sent for is not there. Load the register again."))
    marks = AttendanceMark.objects.filter(enrolment=enrolment, session=session).select_related("marked_by")
    return ConflictError(current=current, last=marks.latest("version"))


def _hold(session: Session) -> None:
    """A session with a mark was held, unless it is still to come: to be excused beforehand takes no seat away."""
    if session.state == Session.State.PLANNED and session.day <= today():
        Session.objects.filter(pk=session.pk, state=Session.State.PLANNED).update(state=Session.State.HELD)


def _earned(attendance: Attendance, session: Session) -> bool:
    """Whether this mark earns the session's module. A cancelled session counts for nobody."""
    if session.state == Session.State.CANCELLED or attendance.status != Status.PRESENT:
        return False
    return earns_credit(
        status=attendance.status, minutes_late=attendance.minutes_late,
        minutes_left_early=attendance.minutes_left_early, allowance=session.asks.allowance_minutes,
    )  # fmt: skip


def _credit(attendance: Attendance, enrolment: Enrolment, session: Session) -> Credit:
    """The credit a mark earns, not yet stored."""
    until = credit_until(session.day, session.asks.validity_months)
    return Credit(
        volunteer=enrolment.volunteer, module=session.module, attendance=attendance, source=Credit.Source.ATTENDANCE,
        earned_on=session.day, valid_until=None if until == date.max else until,
    )  # fmt: skip


def _settle_credit(attendance: Attendance, enrolment: Enrolment, session: Session) -> bool:
    """Give, restore or withdraw the credit this mark earns; whether anything changed. The person is held first."""
    earned, is_first = _earned(attendance, session), attendance.version == 1
    if is_first and not earned:
        return False
    hold_people(Volunteer.objects.filter(pk=enrolment.volunteer_id))
    credit = Credit.objects.filter(attendance=attendance)
    if not earned:
        return credit.standing().update(withdrawn_at=timezone.now()) > 0
    wanted = _credit(attendance, enrolment, session)
    if not is_first and _give(credit.filter(withdrawn_at__isnull=False), wanted):
        return True
    if not is_first and credit.exists():
        return False
    wanted.save(force_insert=True)
    return True


def _give(kept: QuerySet[Credit], wanted: Credit) -> int:
    """Let a credit that is kept stand as it is earned now: its session may have been moved while it was withdrawn."""
    return kept.update(
        module=wanted.module, earned_on=wanted.earned_on, valid_until=wanted.valid_until, withdrawn_at=None
    )


@transaction.atomic
def settle_sessions(*, sessions: Sequence[Session]) -> None:
    """Let every credit follow its mark again, after sessions were called off, moved or given another module; whoever
    calls this holds the sessions.
    """
    by_pk = {session.pk: session for session in sessions}
    rows = list(Attendance.objects.filter(session__in=by_pk).select_related("enrolment__volunteer").order_by("pk"))
    people = [row.enrolment.volunteer for row in rows]
    hold_people(Volunteer.objects.filter(pk__in=[person.pk for person in people]))
    for row in rows:
        _settle_again(row, by_pk[row.session_id])
    reckon_held(volunteers=people)


def _settle_again(row: Attendance, session: Session) -> None:
    kept, wanted = Credit.objects.filter(attendance=row), _credit(row, row.enrolment, session)
    if not _earned(row, session):
        kept.standing().update(withdrawn_at=timezone.now())
    elif not _give(kept, wanted):
        wanted.save(force_insert=True)
