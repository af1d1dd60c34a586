"""Places on an event: everybody joins one line, and what is free goes to the first in it.

A seat is taken by a conditional update in each planned session, all or none. Joining, promoting and giving up a
place of one event wait for each other, so that the line is in the order in which people joined it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from base.dates import at, on, today
from recruitment.models import Placement, Volunteer
from training.actions import seats
from training.actions.letters import Letter, tell, write
from training.actions.standing import hold_people
from training.models import Completion, Enrolment, Event, Session
from training.rules import offer_until

State = Enrolment.State
LATELY = timedelta(days=60)
AT_ONCE = 100
WAITLISTED, BY_PHONE = "place_waitlisted", "place_by_phone"


class PlaceGoneError(Exception):
    """What was asked of a place can no longer be done: the offer lapsed, it was given up, or the event has begun."""


class PlaceRefusedError(Exception):
    """What staff asked of a place is not possible; the message says why and what to do instead."""


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


def join(*, volunteer: Volunteer, event: Event, actor: User | None = None, besides: bool = False) -> Enrolment:
    """Put a person at the end of an event's line and give out what is free; whoever has a live place keeps it.

    A make-up at one of its sessions is such a place, and so is one at another weekend that is not over: nobody holds
    two, however they ask, unless a trainer means it so and says ``besides``.
    """
    if found := _kept(volunteer, event, besides=besides):
        return found
    kind = WAITLISTED if deadline(event) else BY_PHONE
    letter = write(kind, volunteer, event)  # before the line is held: many may be waiting for it
    with transaction.atomic():
        Event.objects.hold_line(event.pk)
        hold_people(Volunteer.objects.filter(pk=volunteer.pk))  # who may be asking for another weekend in this moment
        found = _kept(volunteer, event, besides=besides)
        return found or _join(Enrolment(volunteer=volunteer, event=event), kind, letter, actor)


def _kept(volunteer: Volunteer, event: Event, *, besides: bool) -> Enrolment | None:
    """The place that somebody who joins an event has already, there before anywhere else."""
    live = Enrolment.objects.live().filter(volunteer=volunteer)
    here = live.at_event(event).order_by("session", "pk").first()
    return here if here or besides else elsewhere([volunteer], event).get(volunteer.pk)


def elsewhere(people: Iterable[Volunteer], event: Event) -> dict[int, Enrolment]:
    """The live places that people have at another weekend that is not over, by person; none where the event is no
    weekend itself.
    """
    if event.kind != Event.Kind.WEEKEND:
        return {}
    weekends = (
        Enrolment.objects.live().filter(volunteer__in=people, event__kind=Event.Kind.WEEKEND).exclude(event=event)
    )
    rows = weekends.unfinished().select_related("event__cohort").order_by("-pk")
    return {row.volunteer_id: row for row in rows}


def _join(enrolment: Enrolment, kind: str, letter: Letter, actor: User | None) -> Enrolment:
    enrolment.state, enrolment.waiting_since = State.WAITLISTED, timezone.now()
    enrolment.save(force_insert=True)
    log(enrolment, "training.place.join", user=actor)
    if enrolment in offer_free(enrolment.at):
        enrolment.refresh_from_db(fields=["state", "offered_until"])
    else:
        tell(kind, enrolment, letter)
    return enrolment


@transaction.atomic
def promote(*, event: Event) -> list[Enrolment]:
    """Offer every free place to the first in line, once each, until no place or nobody is left.

    From the cut-off on nothing is offered by itself: staff phone.
    """
    Event.objects.hold_line(event.pk)
    return offer_free(event)


def offer_free(event: Event) -> list[Enrolment]:
    """The same, for whoever holds the line."""
    offered: list[Enrolment] = []
    line = Enrolment.objects.filter(event=event).waiting().select_related("volunteer")
    while _has_seats(event) and (until := deadline(event)) and (first := line.first()):
        if not _offer(first, until):
            break
        first.refresh_from_db(fields=["state", "offered_until"])
        log(first, "training.place.offer")
        tell("place_offered", first, write("place_offered", first.volunteer, event, until=on(until)))
        offered.append(first)
    return offered


def shorten_offers(*, event: Event) -> None:
    """No offer outlasts the beginning of what it is for, also where that was moved nearer; for whoever holds the line.

    A make-up's offer is for one session, any other for the first that takes place.
    """
    begins = event.sessions.exclude(state=Session.State.CANCELLED).aggregate(first=Min("starts_at"))["first"]
    offers = Enrolment.objects.filter(state=State.OFFERED)
    if begins:
        offers.filter(event=event, offered_until__gt=begins).update(offered_until=begins)
    own = Session.objects.filter(pk=OuterRef("session")).values("starts_at")
    make_ups = offers.filter(session__event=event, offered_until__gt=F("session__starts_at"))
    make_ups.update(offered_until=Subquery(own))


@transaction.atomic
def confirm(*, enrolment: Enrolment, actor: User | None) -> Enrolment:
    """Take up an offer before its deadline. Confirming twice counts once; PlaceGoneError when it came too late."""
    in_time = Q(offered_until=None) | Q(offered_until__gte=timezone.now())
    offers = Enrolment.objects.filter(in_time, state=State.OFFERED)
    turned = offers.turn(enrolment.pk, State.CONFIRMED, offered_until=None)
    enrolment.refresh_from_db()
    if turned:
        log(enrolment, "training.place.confirm", user=actor)
        tell("place_confirmed", enrolment)
    elif enrolment.state != State.CONFIRMED:
        raise PlaceGoneError
    return enrolment


@transaction.atomic
def cancel(*, enrolment: Enrolment, actor: User | None) -> Enrolment:
    """Give a place up: its seats go back and the first in line is offered them. Cancelling twice counts once.

    PlaceGoneError once the event has begun: then the register says who came.
    """
    Event.objects.hold_line(enrolment.at.pk)
    if enrolment.sessions().filter(starts_at__lte=timezone.now()).exists():
        raise PlaceGoneError
    _give_up(enrolment, "place_cancelled", actor)
    return enrolment


def lapse_overdue(*, now: datetime | None = None) -> int:
    """Take back the offers nobody answered in time; how many. Part of the tick."""
    overdue = list(Enrolment.objects.overdue(now).select_related("event", "session__event", "volunteer"))
    return sum(_lapse(enrolment, now or timezone.now()) for enrolment in overdue)


def invite_missing() -> int:
    """Invite whoever was accepted lately for a role with compulsory training and never had a place; how many.

    Part of the tick, for signals that were lost and weekends planned later. Staff invite whoever was brought in from
    a spreadsheet themselves: what they learnt may still be to come in the next one.
    """
    untouched = Placement.objects.filter(volunteer__enrolments=None, volunteer__completions=None)
    untouched = untouched.exclude(application=None, volunteer__imported_rows__isnull=False)
    lately = untouched.on().filter(role__training_compulsory=True, starts_on__gte=today() - LATELY)
    missing = lately.select_related("role", "volunteer", "application")[:AT_ONCE]
    return sum(invite(placement=placement) is not None for placement in missing)


def release(enrolment: Enrolment) -> bool:
    """Let go of a place and return its seats, for whoever holds the line; whether it was still alive."""
    seated = Enrolment.objects.seated().turn(enrolment.pk, State.CANCELLED, offered_until=None)
    if not seated and not Enrolment.objects.waiting().turn(enrolment.pk, State.CANCELLED):
        return False
    enrolment.refresh_from_db()
    if seated:
        seats.give_back(enrolment)
    return True


def deadline(event: Event) -> datetime | None:
    """The last moment of the last day to answer an offer made now; None when it is too late for any."""
    days = event.days()
    until = days and offer_until(days[0], today())
    return at(until, 23, 59) if until else None


@transaction.atomic
def _lapse(enrolment: Enrolment, now: datetime) -> bool:
    """Take an offer back unless it was confirmed since it was read; also when the event has begun meanwhile."""
    Event.objects.hold_line(enrolment.at.pk)
    if not Enrolment.objects.overdue(now).select_for_update().filter(pk=enrolment.pk).exists():
        return False
    return _give_up(enrolment, "place_lapsed", None)


def _give_up(enrolment: Enrolment, kind: str, actor: User | None) -> bool:
    if not release(enrolment):
        return False
    log(enrolment, "training.place.cancel", user=actor)
    tell(kind, enrolment)
    offer_free(enrolment.at)
    return True


def _has_seats(event: Event) -> bool:
    """Whether every planned session has a free seat: asked before anything is written for somebody in line."""
    left = event.sessions.filter(state=Session.State.PLANNED).aggregate(left=Min(F("places") - F("taken")))["left"]
    return left is not None and left > 0


def _offer(enrolment: Enrolment, until: datetime) -> bool:
    """A seat in each planned session, all or none, for somebody who still waits."""
    try:
        with transaction.atomic():
            seats.take(enrolment)
            _turn_to_offer(enrolment, until)
    except seats.FullError:
        return False
    return True


def _turn_to_offer(enrolment: Enrolment, until: datetime) -> None:
    if not Enrolment.objects.waiting().turn(enrolment.pk, State.OFFERED, offered_until=until):
        raise seats.FullError


def _weekend_for(placement: Placement) -> Event | None:
    """The weekend of the cohort somebody applied for while it is to come, otherwise the next one."""
    upcoming = Event.objects.filter(kind=Event.Kind.WEEKEND).upcoming()
    cohort = placement.application and placement.application.cohort_id
    return (upcoming.filter(cohort=cohort).first() if cohort else None) or upcoming.first()
