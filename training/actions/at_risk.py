"""Who missed what at an event, and whether it is being mended: eight queries, whatever the number of people."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.dates import today
from recruitment.models import Placement
from training.models import Attendance, Credit, Enrolment, Event, Requirement, Session, Status


class Why(TextChoices):
    """Why a session earned nothing."""

    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")
    TOO_SHORT = "too_short", _("Missed too many minutes")
    JOINED_LATER = "joined_later", _("Had no place yet")


@dataclass(frozen=True)
class Missed:
    """One compulsory module that a person did not get at a session, and what is to come of it.

    ``booking`` is the place at a later session of the module, ``coming`` the later sessions with room, the next first.
    """

    session: Session
    why: Why
    minutes: int
    booking: Enrolment | None
    booked: Session | None
    coming: tuple[Session, ...]

    @property
    def is_mended(self) -> bool:
        """Whether a seat at a later session is confirmed."""
        return self.booking is not None and self.booking.state == Enrolment.State.CONFIRMED


@dataclass(frozen=True)
class AtRisk:
    """Somebody who does not complete as things stand: ``earned`` of the ``required`` modules are theirs."""

    enrolment: Enrolment
    missed: tuple[Missed, ...]
    earned: int
    required: int

    @property
    def percent(self) -> int:
        """Of all required modules, never of those that were held so far; rounded down."""
        return 100 * self.earned // self.required

    @property
    def is_mended(self) -> bool:
        """Whether everything missed has a confirmed seat elsewhere."""
        return all(missed.is_mended for missed in self.missed)


@dataclass(frozen=True)
class Told:
    """What the register of an event says so far, and what the people in it need."""

    sessions: list[Session]
    marks: dict[tuple[int, int], Attendance]
    required: dict[int, set[int]]
    earned: dict[int, set[int]]
    coming: dict[int, list[Session]]
    bookings: dict[tuple[int, int], Enrolment]
    now: datetime


def at_risk(event: Event) -> list[AtRisk]:
    """Everybody with a place who missed a compulsory module of their role there and has no credit for it from
    elsewhere, those with nothing booked first. Nobody is at risk for what is still to come, or for a session that was
    not marked yet: unmarked is not absent.
    """
    here = Enrolment.objects.at_event(event).filter(state=Enrolment.State.CONFIRMED)
    places = list(here.select_related("volunteer", "event", "session").order_by("volunteer__name", "pk"))
    told = _read(event, {place.volunteer_id for place in places})
    found = [risk for place in places if (risk := _risk(place, told))]
    return sorted(found, key=lambda risk: risk.is_mended)


def unmarked(event: Event) -> int:
    """How many cells of sessions that are over have no mark: the register is to be finished first."""
    over = event.sessions.exclude(state=Session.State.CANCELLED).filter(ends_at__lte=timezone.now())
    return sum(max(0, session.expected - session.marked) for session in over.with_counts())  # type: ignore[attr-defined]


def _risk(place: Enrolment, told: Told) -> AtRisk | None:
    required, earned = told.required.get(place.volunteer_id, set()), told.earned[place.volunteer_id]
    mine = [session for session in told.sessions if place.event_id or session.pk == place.session_id]
    wanted = [session for session in mine if session.module_id in required - earned]
    missed = tuple(_missed(place, session, why, told) for session in wanted if (why := _why(place, session, told)))
    return AtRisk(place, missed, len(required & earned), len(required)) if missed else None


def _why(place: Enrolment, session: Session, told: Told) -> Why | None:
    """Why a session earned nothing; None while it may still, or nobody has said."""
    mark = told.marks.get((place.pk, session.pk))
    if mark and mark.status:
        return Why.TOO_SHORT if mark.status == Status.PRESENT else Why(mark.status)
    if session.ends_at <= told.now and place.changed_at >= session.starts_at:
        return Why.JOINED_LATER
    return None


def _missed(place: Enrolment, session: Session, why: Why, told: Told) -> Missed:
    mark = told.marks.get((place.pk, session.pk))
    later = [other for other in told.coming[session.module_id] if other.pk != session.pk]
    booked = next((other for other in later if _booking(place, other, told)), None)
    return Missed(
        session=session,
        why=why,
        minutes=mark.minutes_late + mark.minutes_left_early if mark else 0,
        booking=_booking(place, booked, told) if booked else None,
        booked=booked,
        coming=tuple(other for other in later if other.taken < other.places),
    )


def _booking(place: Enrolment, session: Session, told: Told) -> Enrolment | None:
    """The live seat of a person at a session: by its event, or there alone."""
    person = place.volunteer_id
    return told.bookings.get((person, session.pk)) or told.bookings.get((person, -session.event_id))


def _read(event: Event, people: Collection[int]) -> Told:
    now = timezone.now()
    sessions = list(event.sessions.exclude(state=Session.State.CANCELLED).select_related("module"))
    coming = _coming({session.module_id for session in sessions}, now)
    marks = Attendance.objects.filter(session__event=event)
    return Told(
        sessions=sessions,
        marks={(mark.enrolment_id, mark.session_id): mark for mark in marks},
        required=_required(people),
        earned=_earned(people),
        coming=coming,
        bookings=_bookings(people, [session for sessions in coming.values() for session in sessions]),
        now=now,
    )


def _required(people: Collection[int]) -> dict[int, set[int]]:
    """The modules compulsory today for a running role, by volunteer."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    running = Placement.objects.on().filter(volunteer__in=people).values_list("volunteer", "role")
    in_force = Q(until_on=None) | Q(until_on__gte=today())
    by_role: defaultdict[int, set[int]] = defaultdict(set)
    for role, module in Requirement.objects.filter(in_force, from_on__lte=today()).values_list("role", "module"):
        by_role[role].add(module)
    for person, role in running:
        found[person] |= by_role[role]
    return dict(found)


def _earned(people: Collection[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for person, module in Credit.objects.valid_on().filter(volunteer__in=people).values_list("volunteer", "module"):
        found[person].add(module)
    return found


def _coming(modules: Collection[int], now: datetime) -> defaultdict[int, list[Session]]:
    """Planned sessions still to begin, by module."""
    found: defaultdict[int, list[Session]] = defaultdict(list)
    planned = Session.objects.filter(module__in=modules, state=Session.State.PLANNED, starts_at__gt=now)
    for session in planned.select_related("event", "module"):
        found[session.module_id].append(session)
    return found


def _bookings(people: Collection[int], sessions: Iterable[Session]) -> dict[tuple[int, int], Enrolment]:
    """Live seats by person and session; those of a whole event by its key below zero."""
    keys = {session.pk: session.event_id for session in sessions}
    at = Q(session__in=keys.keys()) | Q(event__in=set(keys.values()))
    rows = Enrolment.objects.seated().filter(at, volunteer__in=people)
    return {(row.volunteer_id, row.session_id or -(row.event_id or 0)): row for row in rows}
