"""What happens in the room besides the marks: people nobody expected, notes, the head count."""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import at, today
from recruitment.models import Volunteer
from recruitment.rules import add_months
from training.actions import register, seats
from training.actions.register import RefusedError
from training.models import Attendance, Enrolment, Event, RegisterNote, Session, Status, WalkIn

State = Enrolment.State
WALK_IN_MONTHS, NOTE_MONTHS = 12, 24


def add_walk_in(*, session: Session, name: str, contact: str, client_id: uuid.UUID, actor: User) -> WalkIn:
    """Write down somebody who came and whom nobody knows yet. The same ``client_id`` sent again counts once."""
    try:
        with transaction.atomic():
            row = WalkIn.objects.create(
                session=session, client_id=client_id, name=name, contact=contact, added_by=actor, at=timezone.now()
            )
            log(session, "training.register.walk_in", user=actor)
    except IntegrityError:
        return WalkIn.objects.get(client_id=client_id)
    return row


def add_note(*, session: Session, text: str, client_id: uuid.UUID, actor: User, enrolment: Enrolment | None) -> None:
    """Note something about a session, or about one person at it. Sent again it counts once."""
    given = {"session": session, "enrolment": enrolment, "text": text, "by": actor, "at": timezone.now()}
    RegisterNote.objects.get_or_create(client_id=client_id, defaults=given)


@transaction.atomic
def count_heads(*, session: Session, head_count: int | None, actor: User) -> None:
    """Keep how many people are in the room, as somebody counted; None takes the count back."""
    changed = Session.objects.filter(pk=session.pk).exclude(head_count=head_count).update(head_count=head_count)
    if changed:
        log(session, "training.register.head_count", user=actor)


@transaction.atomic
def seat(
    *, volunteer: Volunteer, session: Session, actor: User, whole_event: bool, walk_in: WalkIn | None = None
) -> Enrolment:
    """Give a volunteer who came an extra place, at this session or on its whole event, and mark them present.

    Whoever was offered a place there, or waited for one, takes that up instead. With ``walk_in`` it is known now who
    they are. Seats go beyond the number: whoever keeps the door decides that.
    """
    if session.state == Session.State.CANCELLED:
        raise RefusedError(_("This session was cancelled: it counts for nobody and against nobody."))
    if volunteer.user_id == actor.pk:
        raise RefusedError(_("Nobody gives themselves a place. Ask another trainer."))
    Event.objects.hold_line(session.event_id)
    place = _extra_place(volunteer, session, actor, whole_event=whole_event)
    _mark_present(place, session, actor)
    if walk_in:
        WalkIn.objects.filter(pk=walk_in.pk, enrolment=None).update(enrolment=place, contact="")
    return place


def _extra_place(volunteer: Volunteer, session: Session, actor: User, *, whole_event: bool) -> Enrolment:
    """The confirmed place of somebody at a session, made where there is none."""
    mine = Enrolment.objects.at_session(session).live().filter(volunteer=volunteer)
    if found := mine.filter(state=State.CONFIRMED).first():
        return found
    if found := mine.first():
        return _take_up(found, actor)
    if whole_event and Enrolment.objects.live().filter(volunteer=volunteer).at_event(session.event).exists():
        raise RefusedError(_("They have a place at another session of this event: give them this session only."))
    where = {"event": session.event} if whole_event else {"session": session}
    place = Enrolment.objects.create(volunteer=volunteer, state=State.CONFIRMED, is_extra=True, **where)
    seats.add(place)
    log(place, "training.place.extra", user=actor)
    return place


def _take_up(place: Enrolment, actor: User) -> Enrolment:
    """An offer or a place in line becomes a confirmed place."""
    had_seat = place.state == State.OFFERED
    Enrolment.objects.live().turn(place.pk, State.CONFIRMED, offered_until=None, is_extra=not had_seat)
    place.refresh_from_db()
    if not had_seat:
        seats.add(place)
    log(place, "training.place.confirm" if had_seat else "training.place.extra", user=actor)
    return place


def _mark_present(place: Enrolment, session: Session, actor: User) -> None:
    """They stand in the door: present, unless somebody said otherwise."""
    if Attendance.objects.filter(enrolment=place, session=session).exists():
        return
    register.mark(
        enrolment=place,
        session=session,
        status=Status.PRESENT,
        client_id=register.id_of(session.uid, place.pk),
        seen_version=0,
        actor=actor,
        reason=str(_("Came without a place")),
    )


def old_walk_ins() -> QuerySet[WalkIn]:
    """Written down so long ago that nobody will match them any more."""
    return WalkIn.objects.filter(at__lt=at(add_months(today(), -WALK_IN_MONTHS), 0))


def old_notes() -> QuerySet[RegisterNote]:
    """Notes so old that they tell nobody anything."""
    return RegisterNote.objects.filter(at__lt=at(add_months(today(), -NOTE_MONTHS), 0))


def forget_walk_ins() -> int:
    """Delete the old ones; how many. The places they were given stay."""
    return old_walk_ins().delete()[0]


def forget_notes() -> int:
    """Delete the old ones; how many."""
    return old_notes().delete()[0]
