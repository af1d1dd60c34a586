"""Places, marks, credit and completion, as the register would have left them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from accounts.roles import Staff
from base.dates import at, on
from config.demonstration.scene import Scene
from recruitment.models import Role, Volunteer
from training.models import Attendance, AttendanceMark, Completion, Credit, Enrolment, Event, Module, Session, Status
from training.rules import credit_until, earns_credit


@dataclass(frozen=True)
class Mark:
    """What a letter of a story stands for in the register."""

    status: Status
    late: int = 0
    early: int = 0


PRESENT = Mark(Status.PRESENT)
MARKS: dict[str, tuple[Mark, ...]] = {
    "P": (PRESENT,),
    "L": (Mark(Status.PRESENT, late=8),),
    "T": (Mark(Status.PRESENT, late=5, early=50),),  # too much missed for credit
    "A": (Mark(Status.ABSENT),),
    "X": (Mark(Status.EXCUSED),),
    "C": (Mark(Status.ABSENT), PRESENT),  # absent at first, then corrected
    "-": (),  # unmarked
}


def give_place(
    scene: Scene, volunteer: Volunteer, place: Event | Session, state: Enrolment.State, since: date
) -> Enrolment:
    """A place on an event, or on one session as a make-up; its seats are counted at the end."""
    since_at = at(since, 12)
    enrolment = Enrolment.objects.create(
        volunteer=volunteer,
        event=place if isinstance(place, Event) else None,
        session=place if isinstance(place, Session) else None,
        state=state,
        offered_until=at(scene.day + timedelta(days=7), 23, 59) if state == Enrolment.State.OFFERED else None,
        waiting_since=since_at if state == Enrolment.State.WAITLISTED else None,
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(created_at=since_at, changed_at=since_at)
    return enrolment


def keep_register(scene: Scene, enrolment: Enrolment, sessions: Sequence[Session], letters: str) -> list[Credit]:
    """Mark one person through the sessions, a letter each; gives the credit it earned."""
    kept = [mark_cell(scene, enrolment, *cell) for cell in zip(sessions, letters, strict=True)]
    return [credit for credit in kept if credit]


def mark_cell(scene: Scene, enrolment: Enrolment, session: Session, letter: str) -> Credit | None:
    """The current mark of a cell, the marks that led to it, and the credit where it is earned."""
    marks = MARKS[letter]
    if not marks:
        return None
    record_marks(scene, enrolment, session, marks)
    last = marks[-1]
    attendance = Attendance.objects.create(
        enrolment=enrolment,
        session=session,
        status=last.status,
        minutes_late=last.late,
        minutes_left_early=last.early,
        version=len(marks),
    )
    return earn(enrolment.volunteer, session, attendance)


def record_marks(scene: Scene, enrolment: Enrolment, session: Session, marks: Sequence[Mark]) -> None:
    """Every mark of a cell: the first in the room, a correction the day after."""
    statuses = ["", *(mark.status.value for mark in marks)]
    AttendanceMark.objects.bulk_create(
        AttendanceMark(
            enrolment=enrolment,
            session=session,
            client_id=UUID(int=scene.rng.getrandbits(128), version=4),
            status=mark.status,
            from_status=statuses[version - 1],
            minutes_late=mark.late,
            minutes_left_early=mark.early,
            version=version,
            reason="Signed the sheet; overlooked in the room." if version > 1 else "",
            marked_by=scene.staff[Staff.TRAINER],
            at=marked_at(session, version),
        )
        for version, mark in enumerate(marks, 1)
    )


def marked_at(session: Session, version: int) -> datetime:
    """Ten minutes into the session, a day later for each correction."""
    return session.starts_at + timedelta(minutes=10, days=version - 1)


def earn(volunteer: Volunteer, session: Session, attendance: Attendance) -> Credit | None:
    """Credit for the session's module, if the mark earns it and the person has none from before."""
    module, day = session.module, on(session.starts_at)
    enough = earns_credit(
        status=attendance.status,
        minutes_late=attendance.minutes_late,
        minutes_left_early=attendance.minutes_left_early,
        allowance=module.allowance_minutes,
    )
    if not enough:
        return None
    return Credit.objects.create(
        volunteer=volunteer,
        module=module,
        attendance=attendance,
        source=Credit.Source.ATTENDANCE,
        earned_on=day,
        valid_until=credit_until(day, module.validity_months),
    )


def grant_all(scene: Scene, volunteer: Volunteer, source: Credit.Source, earned_on: date, reason: str) -> list[Credit]:
    """Credit for every compulsory module, granted by the trainer with a reason."""
    return Credit.objects.bulk_create(
        Credit(
            volunteer=volunteer,
            module=module,
            source=source,
            earned_on=earned_on,
            valid_until=credit_until(earned_on, module.validity_months),
            reason=reason,
            granted_by=scene.staff[Staff.TRAINER],
        )
        for module in compulsory(scene)
    )


def compulsory(scene: Scene) -> list[Module]:
    """The modules of the weekend."""
    return scene.modules[:6]


def complete(scene: Scene, volunteer: Volunteer, role: Role, earned: Sequence[Credit]) -> Completion | None:
    """The completion that follows once there is credit for every compulsory module."""
    wanted = {module.pk for module in compulsory(scene)}
    counted = [credit for credit in earned if credit.module_id in wanted]
    if {credit.module_id for credit in counted} != wanted:
        return None
    return Completion.objects.create(
        volunteer=volunteer,
        role=role,
        completed_on=max(credit.earned_on for credit in counted),
        valid_until=min(credit.valid_until for credit in counted if credit.valid_until),
    )


def count_seats() -> None:
    """Set every session's counter to the places that hold a seat in it."""
    seated = Q(state__in=Enrolment.SEATED)
    events = dict(
        Enrolment.objects.filter(seated, event__isnull=False).values_list("event").annotate(Count("pk")).order_by()
    )
    make_ups = dict(
        Enrolment.objects.filter(seated, session__isnull=False).values_list("session").annotate(Count("pk")).order_by()
    )
    sessions = list(Session.objects.all())
    for session in sessions:
        session.taken = events.get(session.event_id, 0) + make_ups.get(session.pk, 0)
    Session.objects.bulk_update(sessions, ["taken"], batch_size=500)
