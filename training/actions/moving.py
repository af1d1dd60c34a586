"""From one event to another: a person with their place and its history, or a whole waitlist with its turn."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import on
from recruitment.models import Placement, Volunteer
from training.actions.commitment import forbid_self
from training.actions.letters import tell, write
from training.actions.places import (
    WAITLISTED,
    PlaceRefusedError,
    deadline,
    needs_training,
    offer_free,
    release,
)
from training.actions.seating import take_or_add
from training.models import Enrolment, Event, Session

State = Enrolment.State


class How(StrEnum):
    """What a person who is moved gets at the other event."""

    SEAT = "seat"
    EXTRA = "extra"
    LINE = "line"


@transaction.atomic
def move(*, enrolment: Enrolment, to: Event, actor: User, how: How = How.SEAT) -> Enrolment:
    """Take a person's place to another event; the new place knows where it came from and keeps its turn in line.

    A confirmed place stays confirmed and an offer stays an offer, with a free seat or an extra one; somebody who
    waits is offered the seat. In line they stand by the day on which they joined the first line. What becomes free
    goes to the first who waits. PlaceRefusedError, and nothing changed, where this is not possible.
    """
    forbid_self(actor, enrolment.volunteer)
    _hold(enrolment.at, to)
    enrolment.refresh_from_db()
    was = enrolment.state
    _check(enrolment, to)
    release(enrolment)
    place = _succeed(enrolment, to)
    if how != How.LINE:
        _seat(place, State.CONFIRMED if was == State.CONFIRMED else State.OFFERED, extra=how == How.EXTRA)
    log(place, "training.place.move", user=actor)
    if place not in offer_free(to):
        _tell_moved(place, enrolment)
    offer_free(enrolment.at)
    place.refresh_from_db()
    return place


def next_event(event: Event) -> Event | None:
    """Where the line of an event goes: the next weekend after it, or the next training of interpreters."""
    if event.kind == Event.Kind.OTHER:
        return None
    begins = event.sessions.aggregate(begins=Min("starts_at"))["begins"]
    later = Event.objects.filter(kind=event.kind).exclude(pk=event.pk).upcoming()
    return (later.filter(begins_at__gt=begins) if begins else later).first()  # type: ignore[misc]


@transaction.atomic
def roll_over(*, event: Event, actor: User | None = None) -> int:
    """Carry the waitlist of an event over to the next one, where everybody in it comes before newcomers; how many.

    Each is told. Whoever is trained by now, has no role any more, or has a place there already only leaves the line.
    PlaceRefusedError where no next event is planned.
    """
    to = next_event(event)
    if to is None:
        raise PlaceRefusedError(_("There is no later event to carry the waitlist over to. Plan it first."))
    _hold(event, to)
    waiting = Enrolment.objects.filter(event=event).waiting().select_related("volunteer")
    carried = sum(_carry(place, to, actor) for place in list(waiting))
    offer_free(to)
    return carried


def roll_over_begun(*, now: datetime | None = None) -> int:
    """Carry over the lines of all events that have begun, where the next one is planned; how many people.

    Part of the tick.
    """
    standing = ~Q(sessions__state=Session.State.CANCELLED)
    lines = Event.objects.filter(pk__in=Enrolment.objects.waiting().exclude(event=None).order_by().values("event"))
    begun = lines.annotate(begins_at=Min("sessions__starts_at", filter=standing)).order_by("begins_at")
    due = list(begun.filter(begins_at__lte=now or timezone.now()))
    return sum(roll_over(event=event) for event in due if next_event(event))


def _hold(*events: Event) -> None:
    """Hold several lines, in one order for everybody."""
    for pk in sorted({event.pk for event in events}):
        Event.objects.hold_line(pk)


def _check(enrolment: Enrolment, to: Event) -> None:
    if enrolment.state == State.CANCELLED:
        raise PlaceRefusedError(_("This place was given up meanwhile."))
    if enrolment.session_id:
        raise PlaceRefusedError(_("A make-up is not moved: give it up and offer another session."))
    now = timezone.now()
    if enrolment.state != State.WAITLISTED and enrolment.sessions().filter(starts_at__lte=now).exists():
        raise PlaceRefusedError(_("This event has begun. What was attended stays; offer make-ups for what is missing."))
    if to.pk == enrolment.event_id or not Event.objects.upcoming().filter(pk=to.pk).exists():
        raise PlaceRefusedError(_("Choose another event that is still to come."))
    if Enrolment.objects.live().filter(volunteer=enrolment.volunteer_id).at_event(to).exists():
        raise PlaceRefusedError(_("This person has a place at that event already."))


def _succeed(before: Enrolment, to: Event, *, carried: int = 0) -> Enrolment:
    """The place that takes over from another: in line, with its turn."""
    return Enrolment.objects.create(
        volunteer=before.volunteer,
        event=to,
        state=State.WAITLISTED,
        waiting_since=before.waiting_since or before.created_at,
        priority=before.priority + carried,
        came_from=before,
    )


def _seat(place: Enrolment, state: Enrolment.State, *, extra: bool) -> None:
    """A seat for whoever is moved. An extra one is agreed upon by word of mouth, thus confirmed."""
    place.is_extra = take_or_add(place, extra=extra)
    state = State.CONFIRMED if place.is_extra else state
    until = deadline(place.at) if state == State.OFFERED else None
    if state == State.OFFERED and until is None:
        raise PlaceRefusedError(_("That event begins too soon for an answer by mail. Confirm the place by telephone."))
    Enrolment.objects.waiting().turn(place.pk, state, offered_until=until, is_extra=place.is_extra)
    place.refresh_from_db()


def _tell_moved(place: Enrolment, before: Enrolment) -> None:
    kinds = {State.CONFIRMED: "place_moved", State.OFFERED: "place_offered", State.WAITLISTED: WAITLISTED}
    kind = kinds[State(place.state)]
    until = on(place.offered_until) if place.offered_until else None
    tell(kind, place, write(kind, place.volunteer, place.at, until=until, other=before.at))


def _carry(place: Enrolment, to: Event, actor: User | None) -> bool:
    """Let one person leave the line, and stand in the next with their turn if they still want to."""
    if not release(place):
        return False
    there = Enrolment.objects.live().filter(volunteer=place.volunteer_id).at_event(to)
    if there.exists():
        there.waiting().filter(event=to, priority__lte=place.priority).update(priority=place.priority + 1)
    if there.exists() or not _still_wants(place.volunteer):
        log(place, "training.place.cancel", user=actor)
        return False
    carried = _succeed(place, to, carried=1)
    log(carried, "training.place.carry_over", user=actor)
    tell("place_carried_over", carried, write("place_carried_over", place.volunteer, to, other=place.at))
    return True


def _still_wants(volunteer: Volunteer) -> bool:
    """Whether somebody in line has a role, and if that asks for training, has not completed it."""
    running = list(Placement.objects.on().filter(volunteer=volunteer).select_related("role"))
    asking = [placement for placement in running if placement.role.training_compulsory]
    return bool(running) and (not asking or any(map(needs_training, asking)))
