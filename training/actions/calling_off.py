"""Calling a day off in one action, as typhoon signal no. 8 asks for, and planning what takes its place."""

from collections.abc import Collection, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import HONG_KONG, at, today
from training.actions.notices import CalledOff, seated, tell_called_off, tell_changed
from training.actions.places import promote, shorten_offers
from training.actions.register import settle_sessions
from training.models import Acknowledgement, Credit, Enrolment, Event, Session
from training.rules import DAY

CANCELLED = Session.State.CANCELLED


def on_day(event: Event, day: date) -> QuerySet[Session]:
    """An event's sessions of a day that can be called off: those not held yet, and those still going on."""
    rows = event.sessions.filter(starts_at__gte=at(day, 0), starts_at__lt=at(day + DAY, 0)).exclude(state=CANCELLED)
    return rows.filter(Q(state=Session.State.PLANNED) | Q(ends_at__gt=timezone.now()))


def begun(event: Event) -> QuerySet[Session]:
    """Of those, whatever has begun or has marks already: called off only where this is meant. With ``marks``."""
    marked = Count("attendances", filter=~Q(attendances__status=""))
    open_ones = event.sessions.filter(Q(state=Session.State.PLANNED) | Q(ends_at__gt=timezone.now()))
    rows = open_ones.exclude(state=CANCELLED).annotate(marks=marked)
    return rows.filter(Q(starts_at__lte=timezone.now()) | Q(marks__gt=0)).order_by("starts_at", "pk")


def without_replacement(event: Event) -> QuerySet[Session]:
    """Its sessions that were called off and that nothing takes the place of."""
    return event.sessions.filter(state=CANCELLED, replacements=None).exclude(called_off_because="")


@transaction.atomic
def call_off(
    *,
    event: Event,
    day: date,
    because: Session.Why,
    actor: User | None,
    instead_on: date | None = None,
    also: Collection[int] = (),
) -> CalledOff:
    """Call off what an event has on a day and has not begun: seats, credits, mails and calendars follow.

    Of what has begun or has marks only ``also``, and then its marks count no longer.

    With ``instead_on`` the same sessions are planned on that day at the same times, and everybody's seat is carried
    there. Raises ValidationError where nothing is left to be called off, or where the other day is not to come.
    """
    Event.objects.hold_line(event.pk)
    Session.objects.hold(event.pk)
    _check_other_day(instead_on, day)
    rows = _meant(event, day, also)
    people = seated(sessions=rows)
    for row in rows:
        _cancel(row, because, actor)
    settle_sessions(sessions=rows)
    made = _replace(rows, instead_on, actor) if instead_on else []
    end_make_ups(rows)
    shorten_offers(event=event)
    off = CalledOff(event=event, day=day, because=because, sessions=rows, replacements=made)
    if day >= today() or made:
        tell_called_off(off=off, people=people)
    promote(event=event)
    return off


@transaction.atomic
def plan_replacements(*, event: Event, instead_on: date, actor: User | None) -> list[Session]:
    """Plan on one day whatever was called off and has no other day yet; everybody with a place is told."""
    Event.objects.hold_line(event.pk)
    _check_other_day(instead_on, None)
    rows = list(without_replacement(event).select_related("module", "event").order_by("starts_at", "pk"))
    if not rows:
        raise ValidationError(_("Everything that was called off has another day already."))
    made = _replace(rows, instead_on, actor)
    shorten_offers(event=event)
    tell_changed(sessions=made, actor=actor)
    promote(event=event)
    return made


def _meant(event: Event, day: date, also: Collection[int]) -> list[Session]:
    """A day's sessions that have not begun, and of the others those that were asked for."""
    left_alone = set(begun(event).values_list("pk", flat=True)) - set(also)
    found = on_day(event, day).select_related("module", "event").order_by("starts_at", "pk")
    if not set(also) <= {row.pk for row in found}:
        raise ValidationError(_("Tick only sessions of the day that you call off."))
    rows = [row for row in found if row.pk not in left_alone]
    if rows:
        return rows
    if found:
        raise ValidationError(_("All of this day has begun: tick what did not take place."))
    raise ValidationError(_("Nothing is planned on this day, or it was called off already."))


def _check_other_day(instead_on: date | None, day: date | None) -> None:
    if instead_on and (instead_on < today() or instead_on == day):
        raise ValidationError({"instead_on": _("Choose another day, from today on.")})


def _cancel(session: Session, because: Session.Why, actor: User | None) -> None:
    Session.objects.filter(pk=session.pk).exclude(state=CANCELLED).update(
        state=CANCELLED, called_off_because=because, sequence=F("sequence") + 1
    )
    session.refresh_from_db(fields=["state", "called_off_because", "sequence"])
    log(instance=session, action="training.session.call_off", user=actor)


def _replace(rows: Sequence[Session], instead_on: date, actor: User | None) -> list[Session]:
    """The same sessions on another day, with the seats of those who had one. Several days' become one day's."""
    made = []
    for row in rows:
        begins = row.starts_at.astimezone(HONG_KONG)
        starts_at = at(instead_on, begins.hour, begins.minute)
        session = Session.objects.create(
            event=row.event, module=row.module, starts_at=starts_at, ends_at=starts_at + (row.ends_at - row.starts_at),
            room=row.room, places=row.places, replaces=row,
        )  # fmt: skip
        _carry_make_ups(row, session)
        session.taken = Enrolment.objects.seated().at_session(session).count()
        Session.objects.filter(pk=session.pk).update(taken=session.taken)
        log(instance=session, action="wagtail.create", user=actor)
        made.append(session)
    return made


def _carry_make_ups(row: Session, session: Session) -> None:
    """Who would have made the session up has the same seat on its new day; the place they had stays on record."""
    for place in (*Enrolment.objects.seated().filter(session=row), *_ended_with(row)):
        Enrolment.objects.create(
            volunteer=place.volunteer, session=session, state=_state_then(place), is_extra=place.is_extra,
            offered_until=place.offered_until, came_from=place,
        )  # fmt: skip


def _ended_with(row: Session) -> QuerySet[Enrolment]:
    """Whose place ended when the session was called off, and who has no other to make it up, nor need of one."""
    told = Acknowledgement.objects.filter(session=row, sequence=row.sequence).values("enrolment")
    elsewhere = Enrolment.objects.live().filter(session__module=row.module_id).values("volunteer")
    learnt = Credit.objects.valid_on().filter(module=row.module_id).values("volunteer")
    ended = Enrolment.objects.filter(session=row, state=Enrolment.State.CANCELLED, pk__in=told)
    in_time = Q(offered_until=None) | Q(offered_until__gte=timezone.now())
    return ended.filter(in_time).exclude(volunteer__in=elsewhere).exclude(volunteer__in=learnt)


def _state_then(place: Enrolment) -> Enrolment.State:
    """What a place was before it ended with its session: an offer keeps its last day to answer."""
    return Enrolment.State.OFFERED if place.offered_until else Enrolment.State.CONFIRMED


def end_make_ups(rows: Sequence[Session]) -> None:
    """A place to make up a session that does not take place is none."""
    mine = Enrolment.objects.live().filter(session__in=rows)
    mine.update(state=Enrolment.State.CANCELLED, changed_at=timezone.now())
    for row in rows:
        row.taken = Enrolment.objects.seated().at_session(row).count()
        Session.objects.filter(pk=row.pk).update(taken=row.taken)
