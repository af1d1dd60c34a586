"""Planning events and their sessions. A change of the plan is followed by the seats, by the credits that rest on it,
and by word to the people who have a place.

What the calendar does not allow is refused with a ``ValidationError`` in words.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.templatetags.components import written_range
from recruitment.models import Cohort
from training.actions.calling_off import end_make_ups
from training.actions.notices import CalledOff, seated, tell_called_off, tell_changed
from training.actions.places import promote, shorten_offers
from training.actions.register import settle_sessions
from training.models import Attendance, Enrolment, Event, Session
from training.rules import weekend_days

WRITTEN = (
    "module", "starts_at", "ends_at", "room", "places", "taken", "state", "called_off_because", "sequence",
)  # fmt: skip
HEARD = ("module_id", "starts_at", "ends_at", "room")  # what people who come must hear of


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An event that is not there yet, with its sessions and who teaches."""

    event: Event
    sessions: Sequence[Session]
    trainers: Collection[User] = field(default=())


@transaction.atomic
def plan_events(*, plans: Sequence[Plan], actor: User | None) -> list[Event]:
    """Plan events with their sessions: all of them, or none."""
    return [_plan(plan, actor) for plan in plans]


def _plan(plan: Plan, actor: User | None) -> Event:
    event = plan.event
    if event.cohort and Event.objects.filter(cohort=event.cohort).exists():
        raise ValidationError({"cohort": _("The weekend of this cohort is planned already.")})
    event.save(force_insert=True)
    event.trainers.set(plan.trainers)
    for session in plan.sessions:
        session.event, session.places = event, event.places
        check_day(session)
    Session.objects.bulk_create(plan.sessions)
    log(instance=event, action="wagtail.create", user=actor)
    return event


def check_day(session: Session) -> None:
    """A weekend's sessions lie on its two days; one that takes another's place may lie on any."""
    cohort = session.event.cohort
    if cohort is None or session.replaces_id or session.day in weekend_days(cohort.starts_on):
        return
    words = _(
        "A session of this weekend lies on %(days)s. To hold it on another day, call the day off and plan the "
        "session anew, or move the weekend under “Cohorts”."
    )
    days = written_range(*weekend_days(cohort.starts_on))
    raise ValidationError({"starts_at": words % {"days": days}})


@transaction.atomic
def save_session(*, session: Session, actor: User | None) -> Session:
    """Keep a session as it is planned now: its seats are those of the people who hold one, what is free goes to the
    first in line, a session that was called off or moved takes the credits of its marks along, and whoever has a
    place hears of what is different.
    """
    Event.objects.hold_line(session.event_id)
    before = Session.objects.hold(session.event_id).get(session.pk)
    if before is None or before.day != session.day:
        check_day(session)
    if before and before.state == Session.State.HELD and session.state == Session.State.PLANNED and _has_marks(session):
        session.state = Session.State.HELD  # the first mark was made while somebody edited
    session.taken = Enrolment.objects.seated().at_session(session).count()
    told = _must_be_told(before, session)
    people = seated(sessions=[session]) if told else []
    if told and before:
        session.sequence = before.sequence + 1
    is_off = session.state == Session.State.CANCELLED
    session.called_off_because = (session.called_off_because or (Session.Why.OTHER if told else "")) if is_off else ""
    session.save(update_fields=WRITTEN) if before else session.save(force_insert=True)
    log(instance=session, action="wagtail.edit" if before else "wagtail.create", user=actor)
    if before and _counts_otherwise(before, session):
        settle_sessions(sessions=[session])
    if is_off:
        end_make_ups([session])
    shorten_offers(event=session.event)
    if told:
        _tell(session, people, actor)
    promote(event=session.event)
    return session


def _has_marks(session: Session) -> bool:
    return session.day <= today() and Attendance.objects.filter(session=session).exclude(status="").exists()


def _tell(session: Session, people: list[Enrolment], actor: User | None) -> None:
    """Word to those with a place and to whoever teaches: that it does not take place, or how it is now."""
    if session.state != Session.State.CANCELLED:
        return tell_changed(sessions=[session], actor=actor)
    because = Session.Why(session.called_off_because)
    off = CalledOff(event=session.event, day=session.day, because=because, sessions=[session])
    return tell_called_off(off=off, people=people)


def _must_be_told(before: Session | None, now: Session) -> bool:
    """Whether something is new to the people who come: of what is to come, or was and is not any more."""
    if max(now.ends_at, before.ends_at if before else now.ends_at) <= timezone.now():
        return False
    if before is None or Session.State.CANCELLED in {now.state, before.state}:
        return before is None or before.state != now.state
    return any(getattr(before, name) != getattr(now, name) for name in HEARD)


def _counts_otherwise(before: Session, now: Session) -> bool:
    """Whether its marks earn something else than before."""
    cancelled = Session.State.CANCELLED
    toggled = (before.state == cancelled) != (now.state == cancelled)
    return toggled or before.module_id != now.module_id or before.day != now.day


@transaction.atomic
def save_event(*, event: Event, actor: User | None) -> int:
    """Keep an event as it is planned now; by how many people it is over its number of places.

    Another number of places is that of its sessions to come which had the old one. It throws nobody out; what is free
    goes to the first in line. Another venue is a change that everybody with a place hears of.
    """
    Event.objects.hold_line(event.pk)
    before = Event.objects.get(pk=event.pk)
    event.save()
    log(instance=event, action="wagtail.edit", user=actor)
    to_come = coming(event)
    if before.places != event.places:
        to_come.filter(places=before.places).update(places=event.places)
    if (before.venue_en, before.venue_zh) != (event.venue_en, event.venue_zh):
        _raise_and_tell(list(to_come.values_list("pk", flat=True)), actor)
    promote(event=event)
    return over(event)


def coming(event: Event) -> QuerySet[Session]:
    """Its sessions that are still to begin."""
    return event.sessions.filter(state=Session.State.PLANNED, starts_at__gt=timezone.now())


def over(event: Event) -> int:
    """How many people more than there are places hold a seat in some session to come; extra seats are meant so."""
    extra = Enrolment.objects.seated().at_event(event).filter(is_extra=True)
    meant: Counter[int | None] = Counter(extra.values_list("session", flat=True))  # of the whole event under None
    return max((0, *(row.taken - row.places - meant[None] - meant[row.pk] for row in coming(event))))


def last_seated(event: Event, number: int) -> list[Enrolment]:
    """Who was given a seat last: with whom to talk first where there are too many."""
    people = Enrolment.objects.seated().filter(event=event, is_extra=False).select_related("volunteer")
    return list(people.order_by("-changed_at", "-pk")[:number])


@transaction.atomic
def move_weekend(*, cohort: Cohort, by: timedelta) -> int:
    """Let the sessions of a weekend follow its dates, and tell whoever has a place; how many sessions."""
    event = Event.objects.filter(cohort=cohort).first()
    if event is None or not by:
        return 0
    Event.objects.hold_line(event.pk)
    rows = event.sessions.filter(state=Session.State.PLANNED, replaces=None)
    keys = list(rows.values_list("pk", flat=True))
    for row in rows:
        times = {"starts_at": row.starts_at + by, "ends_at": row.ends_at + by}
        Session.objects.filter(pk=row.pk, state=Session.State.PLANNED).update(**times)
    shorten_offers(event=event)
    _raise_and_tell(keys)
    return len(keys)


def _raise_and_tell(keys: Collection[int], actor: User | None = None) -> None:
    if not keys:
        return
    rows = Session.objects.filter(pk__in=keys)
    rows.update(sequence=F("sequence") + 1)
    changed = rows.select_related("module", "event").order_by("starts_at", "pk")
    tell_changed(sessions=list(changed), actor=actor)
