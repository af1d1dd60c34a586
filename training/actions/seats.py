"""Seats: one in each session of a place, all or none. A session's counter always equals the places that hold a seat.

Whoever calls these holds the event's line.
"""

from django.db.models import Q, QuerySet
from django.utils import timezone

from training.models import Enrolment, Session


class FullError(Exception):
    """There is no seat: a session to come is full, or none is to come."""


def take(enrolment: Enrolment) -> None:
    """A free seat in every session to come, and a count in those that have begun: nobody is turned away from them.

    FullError where a seat is missing; the caller's savepoint gives back what was taken.
    """
    to_come = _to_come(enrolment)
    if not to_come or not all(Session.objects.take_seat(pk) for pk in to_come):
        raise FullError
    for pk in _pks(enrolment.sessions().exclude(pk__in=to_come)):
        Session.objects.add_seat(pk)


def add(enrolment: Enrolment) -> None:
    """An extra seat in every session, beyond the number: a trainer's to give."""
    for pk in _pks(enrolment.sessions()):
        Session.objects.add_seat(pk)


def give_back(enrolment: Enrolment) -> None:
    """Return the seats of a place."""
    for pk in _pks(enrolment.sessions()):
        Session.objects.give_back(pk)


def _to_come(enrolment: Enrolment) -> list[int]:
    begun = Q(starts_at__lte=timezone.now()) | ~Q(state=Session.State.PLANNED)
    return _pks(enrolment.sessions().exclude(begun))


def _pks(sessions: QuerySet[Session]) -> list[int]:
    """In one order for everybody, so that nobody waits for each other."""
    return list(sessions.order_by("pk").values_list("pk", flat=True))
