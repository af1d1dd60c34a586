"""What people with a place must hear of: a day called off, another time, another venue.

Each is told once by mail, or by telephone where there is no address, and says that they know; staff telephone the rest.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import HONG_KONG, at, today
from base.localised import listed
from base.templatetags.components import written
from mail.actions import note_call, queue
from mail.models import Delivery
from recruitment.models import Volunteer
from training.actions.commitment import forbid_self
from training.actions.entries import files_of_change
from training.models import Acknowledgement, Enrolment, Event, Session

TOLD = ("day_called_off", "sessions_changed")


@dataclass(frozen=True, kw_only=True)
class CalledOff:
    """Sessions of one day that do not take place, why, and what takes their place if that is known already."""

    event: Event
    day: date
    because: Session.Why
    sessions: Sequence[Session]
    replacements: Sequence[Session] = ()


def seated(*, sessions: Collection[Session]) -> list[Enrolment]:
    """Who holds a seat in one of these sessions, by their event or to make it up."""
    events, keys = {row.event_id for row in sessions}, {row.pk for row in sessions}
    mine = Enrolment.objects.seated().filter(Q(event__in=events) | Q(session__in=keys))
    return list(mine.select_related("volunteer", "event", "session__event").order_by("pk"))


def tell_called_off(*, off: CalledOff, people: Iterable[Enrolment]) -> None:
    """Let everybody with a seat know, the trainers too; in the transaction that calls the day off."""
    people = list(people)
    _ask_for_word(people, off.sessions)
    for enrolment in people:
        mail_called_off(enrolment=enrolment, off=_part_of(off, enrolment))
    for trainer in teaching(off.event):
        mail_called_off_to_trainer(trainer=trainer, off=off)


def teaching(event: Event) -> QuerySet[User]:
    """Whoever teaches at an event and still works with us."""
    return event.trainers.filter(is_active=True).order_by("pk")


def tell_changed(*, sessions: Sequence[Session], actor: User | None = None) -> None:
    """Let everybody with a seat know when and where an event's sessions are now, and whoever teaches, but for the
    ``actor``; in the transaction that changes them.
    """
    people = seated(sessions=sessions)
    _ask_for_word(people, sessions)
    for enrolment in people:
        mail_changed(enrolment=enrolment, sessions=_of(enrolment, sessions))
    trainers = teaching(sessions[0].event)
    for trainer in trainers.exclude(pk=actor.pk) if actor else trainers:
        mail_changed_to_trainer(trainer=trainer, sessions=sessions)


def _ask_for_word(people: Iterable[Enrolment], sessions: Sequence[Session]) -> None:
    now = timezone.now()
    Acknowledgement.objects.bulk_create(
        (
            Acknowledgement(enrolment=enrolment, session=session, sequence=session.sequence, told_at=now)
            for enrolment in people
            for session in _of(enrolment, sessions)
        ),
        ignore_conflicts=True,
    )


def _of(enrolment: Enrolment, sessions: Sequence[Session]) -> list[Session]:
    """Those of the sessions in which a place holds a seat."""
    return [row for row in sessions if enrolment.session_id == row.pk or enrolment.event_id == row.event_id]


def _part_of(off: CalledOff, enrolment: Enrolment) -> CalledOff:
    """What of it concerns one place."""
    mine = _of(enrolment, off.sessions)
    keys = {row.pk for row in mine}
    made = [row for row in off.replacements if row.replaces_id in keys]
    return replace(off, sessions=mine, replacements=made)


def mail_called_off(*, enrolment: Enrolment, off: CalledOff) -> None:
    """That a day is called off, to somebody with a place."""
    volunteer = enrolment.volunteer
    with translation.override(volunteer.language):
        values = {"name": volunteer.called, "link": _my_pages(), **_called_off_values(off)}
    queue(
        kind="day_called_off",
        to=volunteer.email,
        phone=volunteer.phone,
        language=volunteer.language,
        values=values,
        about=enrolment,
        once=_once("off", enrolment, off.sessions),
        attachments=files_of_change(enrolment, off=off.sessions, now=off.replacements),
    )


def mail_called_off_to_trainer(*, trainer: User, off: CalledOff) -> None:
    """The same, to somebody who would have taught."""
    with translation.override(trainer.language):
        values = {**to_trainer(trainer, off.event), **_called_off_values(off)}
    once = _once(f"off-trainer:{trainer.pk}", off.event, off.sessions)
    queue(
        kind="day_called_off_trainer",
        to=trainer.email,
        language=trainer.language,
        values=values,
        about=off.event,
        once=once,
    )


def mail_changed(*, enrolment: Enrolment, sessions: Sequence[Session]) -> None:
    """When and where sessions are now, to somebody with a place."""
    volunteer = enrolment.volunteer
    with translation.override(volunteer.language):
        values = {
            "name": volunteer.called,
            "event": enrolment.at.title,
            "sessions": programme(sessions),
            "venue": enrolment.at.venue,
            "link": _my_pages(),
        }
    queue(
        kind="sessions_changed",
        to=volunteer.email,
        phone=volunteer.phone,
        language=volunteer.language,
        values=values,
        about=enrolment,
        once=_once("changed", enrolment, sessions),
        attachments=files_of_change(enrolment, now=sessions),
    )


def mail_changed_to_trainer(*, trainer: User, sessions: Sequence[Session]) -> None:
    """The same, to somebody who teaches."""
    event = sessions[0].event
    with translation.override(trainer.language):
        values = {
            **to_trainer(trainer, event),
            "event": event.title,
            "sessions": programme(sessions),
            "venue": event.venue,
        }
    queue(
        kind="sessions_changed_trainer",
        to=trainer.email,
        language=trainer.language,
        values=values,
        about=event,
        once=_once(f"changed-trainer:{trainer.pk}", event, sessions),
    )


def to_trainer(trainer: User, event: Event) -> dict[str, str]:
    """Who is written to, and where the event stands in the register, in the active language."""
    link = settings.SITE_URL + reverse("register:event", args=[event.pk])
    return {"name": trainer.get_full_name() or trainer.email, "link": link}


def _once(what: str, row: Enrolment | Event, sessions: Sequence[Session]) -> str:
    """One occasion: this change, which raised the sequence of its sessions."""
    return f"{what}:{row.pk}:{sessions[0].pk}:{sessions[0].sequence}"


def _my_pages() -> str:
    return settings.SITE_URL + reverse("training:portal")


def _called_off_values(off: CalledOff) -> dict[str, str]:
    return {
        "event": off.event.title,
        "day": written(off.day),
        "why": str(off.because.label),
        "sessions": programme(off.sessions),
        "next": _what_next(off.replacements),
    }


def _what_next(replacements: Sequence[Session]) -> str:
    if not replacements:
        return _("We write to you as soon as a new day is planned.")
    days = listed(written(day) for day in sorted({row.day for row in replacements}))
    told = _("It is held on %(day)s instead, and your place there is kept:") % {"day": days}
    return f"{told}\n\n{programme(replacements)}"


def programme(sessions: Iterable[Session]) -> str:
    """Sessions as lines of a mail, in the active language."""
    return "\n".join(f"    {line(row)}" for row in sessions)


def line(session: Session) -> str:
    """One session: its day, from when to when, what, and where in the house."""
    times = [time_format(moment.astimezone(HONG_KONG), "H:i") for moment in (session.starts_at, session.ends_at)]
    room = _("Room %(room)s") % {"room": session.room} if session.room else ""
    return " · ".join(filter(None, (written(session.day), "–".join(times), session.module.title, room)))


@transaction.atomic
def acknowledge(*, volunteer: Volunteer, seen: Collection[int], actor: User | None) -> int:
    """A volunteer says that they know of what they were shown; how many changes. Twice counts once."""
    mine = Acknowledgement.objects.filter(pk__in=seen, enrolment__volunteer=volunteer, at=None)
    noted = mine.update(at=timezone.now(), by=actor)
    if noted:
        log(instance=volunteer, action="training.change.known", user=actor)
    return noted


@transaction.atomic
def reached(*, enrolment: Enrolment, actor: User) -> int:
    """Somebody of the staff told a person by telephone; of how many changes. Twice counts once."""
    forbid_self(actor, enrolment.volunteer)
    waiting = Acknowledgement.objects.waiting().filter(enrolment=enrolment)
    noted = Acknowledgement.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)), at=None).update(
        at=timezone.now(), by=actor
    )
    if noted:
        log(instance=enrolment, action="training.change.reached", user=actor)
        _close_calls(enrolment, actor)
    return noted


def _close_calls(enrolment: Enrolment, actor: User) -> None:
    """Whoever has no address was to be called for the same: once is enough."""
    for task in Delivery.objects.to_phone().about(enrolment).filter(kind__in=TOLD):
        note_call(delivery=task, by=actor)


def called_off_soon(*, days: int = 7) -> list[tuple[Event, date, Session.Why]]:
    """Days called off within the next days, each event's day once, the next first: what everybody should see."""
    first = at(today(), 0)
    rows = Session.objects.filter(state=Session.State.CANCELLED).exclude(called_off_because="")
    coming = rows.filter(starts_at__gte=first, starts_at__lt=first + timedelta(days=days + 1))
    found = {(row.event_id, row.day): row for row in coming.select_related("event").order_by("starts_at")}
    return [(row.event, row.day, Session.Why(row.called_off_because)) for row in found.values()]
