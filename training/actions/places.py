"""Places on an event: everybody joins one line, and what is free goes to the first in it.

A seat is taken by a conditional update in each planned session, all or none. Joining, promoting and giving up a
place of one event wait for each other, so that the line is in the order in which people joined it.
"""

from datetime import date, datetime, timedelta
from typing import TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min, Q
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import log

from accounts.models import User
from base.dates import at, on, today
from base.templatetags.components import written, written_range
from mail.actions import compose, queue
from recruitment.models import Placement, Volunteer
from training.models import Completion, Enrolment, Event, Session
from training.rules import offer_until

State = Enrolment.State
LATELY = timedelta(days=60)
AT_ONCE = 100
WAITLISTED = "place_waitlisted"
Letter: TypeAlias = tuple[str, str]


class PlaceGoneError(Exception):
    """What was asked of a place can no longer be done: the offer lapsed, it was given up, or the event has begun."""


class _FullError(Exception):
    """There is no seat for this person: a session is full, none is planned, or they wait no longer."""


def invite(*, placement: Placement) -> Enrolment | None:
    """Offer somebody newly accepted a place on their cohort's weekend, or on the next one; else put them in line.

    None where the role asks for no training, the training is complete, or no weekend is planned. Inviting again
    changes nothing.
    """
    event = _weekend_for(placement) if needs_training(placement) else None
    return join(volunteer=placement.volunteer, event=event) if event else None


def needs_training(placement: Placement) -> bool:
    """Whether the role asks for training that is not complete: whoever needs it is given a place on a weekend."""
    if not placement.role.training_compulsory:
        return False
    in_time = Q(valid_until=None) | Q(valid_until__gte=today())
    done = Completion.objects.filter(in_time, volunteer=placement.volunteer_id, role=placement.role_id, undone_at=None)
    return not done.exists()


def join(*, volunteer: Volunteer, event: Event, actor: User | None = None) -> Enrolment:
    """Put a person at the end of an event's line and give out what is free; whoever has a live place keeps it."""
    live = Enrolment.objects.live().filter(volunteer=volunteer, event=event)
    found = live.first()
    if found:
        return found
    letter = _letter(WAITLISTED, volunteer, event)  # before the line is held: many may be waiting for it
    with transaction.atomic():
        Event.objects.hold_line(event.pk)
        return live.first() or _join(Enrolment(volunteer=volunteer, event=event), letter, actor)


def _join(enrolment: Enrolment, letter: Letter, actor: User | None) -> Enrolment:
    enrolment.state, enrolment.waiting_since = State.WAITLISTED, timezone.now()
    enrolment.save(force_insert=True)
    log(enrolment, "training.place.join", user=actor)
    if enrolment in _promote(enrolment.at):
        enrolment.refresh_from_db(fields=["state", "offered_until"])
    else:
        _tell(WAITLISTED, enrolment, letter)
    return enrolment


@transaction.atomic
def promote(*, event: Event) -> list[Enrolment]:
    """Offer every free place to the first in line, once each, until no place or nobody is left.

    From the cut-off on nothing is offered by itself: staff phone.
    """
    Event.objects.hold_line(event.pk)
    return _promote(event)


def _promote(event: Event) -> list[Enrolment]:
    """The same, while the line is held."""
    offered: list[Enrolment] = []
    line = Enrolment.objects.filter(event=event).waiting().select_related("volunteer")
    while _has_seats(event) and (deadline := _deadline(event)) and (first := line.first()):
        if not _offer(first, event, deadline):
            break
        first.refresh_from_db(fields=["state", "offered_until"])
        log(first, "training.place.offer")
        _tell("place_offered", first, _letter("place_offered", first.volunteer, event, until=on(deadline)))
        offered.append(first)
    return offered


@transaction.atomic
def confirm(*, enrolment: Enrolment, actor: User | None) -> Enrolment:
    """Take up an offer before its deadline. Confirming twice counts once; PlaceGoneError when it came too late."""
    in_time = Q(offered_until=None) | Q(offered_until__gte=timezone.now())
    offers = Enrolment.objects.filter(in_time, state=State.OFFERED)
    turned = offers.turn(enrolment.pk, State.CONFIRMED, offered_until=None)
    enrolment.refresh_from_db()
    if turned:
        log(enrolment, "training.place.confirm", user=actor)
        _tell("place_confirmed", enrolment)
    elif enrolment.state != State.CONFIRMED:
        raise PlaceGoneError
    return enrolment


@transaction.atomic
def cancel(*, enrolment: Enrolment, actor: User | None, kind: str = "place_cancelled") -> Enrolment:
    """Give a place up: its seats go back and the first in line is offered them. Cancelling twice counts once.

    PlaceGoneError once the event has begun: then the register says who came.
    """
    event = enrolment.at
    Event.objects.hold_line(event.pk)
    if enrolment.sessions().filter(starts_at__lte=timezone.now()).exists():
        raise PlaceGoneError
    seated = Enrolment.objects.seated().turn(enrolment.pk, State.CANCELLED, offered_until=None)
    if not seated and not Enrolment.objects.waiting().turn(enrolment.pk, State.CANCELLED):
        return enrolment
    enrolment.refresh_from_db()
    log(enrolment, "training.place.cancel", user=actor)
    _tell(kind, enrolment)
    if seated:
        for pk in enrolment.sessions().order_by("pk").values_list("pk", flat=True):
            Session.objects.give_back(pk)
        promote(event=event)
    return enrolment


def lapse_overdue(*, now: datetime | None = None) -> int:
    """Take back the offers nobody answered in time; how many. Part of the tick."""
    overdue = list(Enrolment.objects.overdue(now).select_related("event", "session__event", "volunteer"))
    return sum(_lapse(enrolment, now or timezone.now()) for enrolment in overdue)


def invite_missing() -> int:
    """Invite whoever was accepted lately for a role with compulsory training and never had a place; how many.

    Part of the tick, for signals that were lost and weekends planned later.
    """
    untouched = Placement.objects.filter(volunteer__enrolments=None, volunteer__completions=None)
    lately = untouched.on().filter(role__training_compulsory=True, starts_on__gte=today() - LATELY)
    missing = lately.select_related("role", "volunteer", "application")[:AT_ONCE]
    return sum(invite(placement=placement) is not None for placement in missing)


@transaction.atomic
def _lapse(enrolment: Enrolment, now: datetime) -> bool:
    """Cancel an offer unless it was confirmed since it was read."""
    Event.objects.hold_line(enrolment.at.pk)
    if not Enrolment.objects.overdue(now).select_for_update().filter(pk=enrolment.pk).exists():
        return False
    try:
        cancel(enrolment=enrolment, actor=None, kind="place_lapsed")
    except PlaceGoneError:
        return False
    return True


def _has_seats(event: Event) -> bool:
    """Whether every planned session has a free seat: asked before anything is written for somebody in line."""
    left = event.sessions.filter(state=Session.State.PLANNED).aggregate(left=Min(F("places") - F("taken")))["left"]
    return left is not None and left > 0


def _offer(enrolment: Enrolment, event: Event, deadline: datetime) -> bool:
    """A seat in each planned session, all or none, for somebody who still waits."""
    try:
        with transaction.atomic():
            _take_seats(event)
            _turn_to_offer(enrolment, deadline)
    except _FullError:
        return False
    return True


def _take_seats(event: Event) -> None:
    planned = list(event.sessions.filter(state=Session.State.PLANNED).order_by("pk").values_list("pk", flat=True))
    if not planned or not all(Session.objects.take_seat(pk) for pk in planned):
        raise _FullError


def _turn_to_offer(enrolment: Enrolment, deadline: datetime) -> None:
    if not Enrolment.objects.waiting().turn(enrolment.pk, State.OFFERED, offered_until=deadline):
        raise _FullError


def _deadline(event: Event) -> datetime | None:
    """The last moment of the last day to answer an offer made now; None when it is too late for any."""
    days = event.days()
    until = days and offer_until(days[0], today())
    return at(until, 23, 59) if until else None


def _weekend_for(placement: Placement) -> Event | None:
    """The weekend of the cohort somebody applied for while it is to come, otherwise the next one."""
    upcoming = Event.objects.filter(kind=Event.Kind.WEEKEND).upcoming()
    cohort = placement.application and placement.application.cohort_id
    return (upcoming.filter(cohort=cohort).first() if cohort else None) or upcoming.first()


def _tell(kind: str, enrolment: Enrolment, letter: Letter | None = None) -> None:
    """Queue a mail about a place, once for each thing that becomes of a place."""
    volunteer = enrolment.volunteer
    queue(
        kind=kind,
        to=volunteer.email,
        language=volunteer.language,
        values={},
        about=enrolment,
        once=f"{kind}:{enrolment.pk}",
        text=letter or _letter(kind, volunteer, enrolment.at),
    )


def _letter(kind: str, volunteer: Volunteer, event: Event, until: date | None = None) -> Letter:
    """Subject and body of a mail about a place, in the volunteer's language."""
    with translation.override(volunteer.language):
        days = event.days()
        values = {
            "name": volunteer.name,
            "event": event.title,
            "dates": _dates(days) if days else "",
            "venue": event.venue,
            "link": settings.SITE_URL + reverse("training:portal"),
            "until": written(until),
        }
        return compose(kind=kind, language=volunteer.language, values=values)


def _dates(days: tuple[date, date]) -> str:
    return written(days[0]) if days[0] == days[1] else written_range(*days)
