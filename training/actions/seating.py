"""Places that a trainer gives by hand: on the telephone after the cut-off, or to somebody who stands in the room."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import User
from recruitment.models import Volunteer
from training.actions import seats
from training.actions.commitment import forbid_self
from training.actions.letters import tell
from training.actions.places import PlaceRefusedError, elsewhere
from training.actions.standing import hold_people
from training.models import Enrolment, Event, Session

State = Enrolment.State


@transaction.atomic
def give_seat(
    *, volunteer: Volunteer, at: Event | Session, actor: User, extra: bool = False, besides: bool = False
) -> Enrolment:
    """A confirmed place at an event, or at one session alone, at once and whatever the line.

    Whoever waits or was offered a place has that very place confirmed; whoever has one keeps it. With ``extra`` a
    full session takes one more, and the place says so. PlaceRefusedError where there is no seat, or the person already
    comes to make up one of the sessions, or has a place at another weekend to come and nobody said ``besides``.
    Nobody gives themselves a seat. Told by mail unless the event has begun.
    """
    forbid_self(actor, volunteer)
    event = at if isinstance(at, Event) else at.event
    Event.objects.hold_line(event.pk)
    place = _place(volunteer, at, event, besides=besides)
    if place.state == State.CONFIRMED:
        return place
    if place.state == State.OFFERED:
        Enrolment.objects.seated().turn(place.pk, State.CONFIRMED, offered_until=None)
        return _confirmed(place, "training.place.confirm", actor)
    _seat(place, extra=extra)
    return _confirmed(place, "training.place.extra" if place.is_extra else "training.place.seat", actor)


def take_or_add(place: Enrolment, *, extra: bool) -> bool:
    """Seats for a place, for whoever holds the line: free ones, or where there are none an extra one; whether extra.

    PlaceRefusedError where none is free and none extra was asked for.
    """
    try:
        with transaction.atomic():
            seats.take(place)
    except seats.FullError:
        if not extra:
            raise PlaceRefusedError(
                _("No seat is free. If the room has space for one more, give an extra seat.")
            ) from None
        seats.add(place)
        return True
    return False


def _place(volunteer: Volunteer, at: Event | Session, event: Event, *, besides: bool) -> Enrolment:
    """The live place that is meant, or a new one that waits."""
    live = Enrolment.objects.live().filter(volunteer=volunteer).at_event(event)
    if whole := live.filter(event=event).first():
        return whole
    if isinstance(at, Session):
        return live.filter(session=at).first() or _wait(Enrolment(volunteer=volunteer, session=at))
    _refuse_double(live)
    if not besides:
        _refuse_second(volunteer, at)
    return _wait(Enrolment(volunteer=volunteer, event=at))


def _refuse_double(make_ups: QuerySet[Enrolment]) -> None:
    if make_ups.exists():
        raise PlaceRefusedError(_("This person comes to make up a session of this event. Give that seat up first."))


def _refuse_second(volunteer: Volunteer, event: Event) -> None:
    hold_people(Volunteer.objects.filter(pk=volunteer.pk))  # who may be asking for another weekend in this moment
    if place := elsewhere([volunteer], event).get(volunteer.pk):
        said = _("This person has a place on “%(event)s”, or waits for one. Move that place, or say you mean both.")
        raise PlaceRefusedError(said % {"event": place.at.title})


def _wait(place: Enrolment) -> Enrolment:
    place.state, place.waiting_since = State.WAITLISTED, timezone.now()
    place.save(force_insert=True)
    return place


def _seat(place: Enrolment, *, extra: bool) -> None:
    place.is_extra = take_or_add(place, extra=extra)
    Enrolment.objects.waiting().turn(place.pk, State.CONFIRMED, is_extra=place.is_extra)


def _confirmed(place: Enrolment, action: str, actor: User) -> Enrolment:
    place.refresh_from_db()
    log(place, action, user=actor)
    if not place.sessions().filter(starts_at__lte=timezone.now()).exists():
        tell("place_confirmed", place)
    return place
