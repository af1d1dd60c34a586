"""Make-ups: one module again for whoever missed it, at any session of it, a seat held as for any other place.

A make-up is no transfer: the credit counts wherever it was earned.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from base.dates import at, on, today
from base.models import Heartbeat
from recruitment.models import Volunteer
from training.actions.at_risk import Missed, at_risk
from training.actions.commitment import forbid_self
from training.actions.letters import tell, write
from training.actions.places import PlaceRefusedError
from training.actions.plan import save_session
from training.actions.seating import take_or_add
from training.models import Credit, Enrolment, Event, Module, Session
from training.rules import offer_until

State = Enrolment.State
SETTLED = timedelta(days=2)  # until then marks are still being put right
LOOK_BACK = timedelta(days=60)
NEW_DAY = "make-ups of the day"


@dataclass
class Offers:
    """What became of offering make-ups to everybody: how many were offered, and who was left out for which reason."""

    made: int = 0
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def leave_out(self, name: str, why: str) -> None:
        """Note somebody, once for each reason."""
        names = self.left_out.setdefault(why, [])
        if name not in names:
            names.append(name)


@transaction.atomic
def offer(
    *, volunteer: Volunteer, session: Session, actor: User | None, agreed: bool = False, extra: bool = False
) -> Enrolment:
    """Hold a seat for somebody at one session of a module they need, until a day to answer by mail.

    ``agreed``: they said yes already, and the seat is confirmed; ``extra``: beyond the number, where the session is
    full, which is always agreed. PlaceRefusedError, and nothing changed, where it cannot be.
    """
    forbid_self(actor, volunteer)
    Event.objects.hold_line(session.event_id)
    session = Session.objects.select_related("event", "module").get(pk=session.pk)
    _check(volunteer, session)
    until = None if agreed or extra else _deadline(session)
    now = timezone.now()
    place = Enrolment.objects.create(volunteer=volunteer, session=session, state=State.WAITLISTED, waiting_since=now)
    is_extra = take_or_add(place, extra=extra)
    state = State.OFFERED if until else State.CONFIRMED
    Enrolment.objects.waiting().turn(place.pk, state, offered_until=until, is_extra=is_extra)
    place.refresh_from_db()
    log(place, "training.make_up", user=actor)
    kind = "make_up_offered" if until else "make_up_confirmed"
    tell(kind, place, write(kind, volunteer, session, until=on(until) if until else None))
    return place


@transaction.atomic
def meet(
    *, volunteer: Volunteer, module: Module, starts_at: datetime, minutes: int, venue: str, actor: User
) -> Enrolment:
    """Plan a session of a module for one person, as agreed with them, held by whoever plans it; their seat is
    confirmed.
    """
    session = Session(
        event=_event_for_one(module, venue, actor),
        module=module,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        places=1,
    )
    save_session(session=session, actor=actor)
    return offer(volunteer=volunteer, session=session, actor=actor, agreed=True)


def offer_missed(*, event: Event, actor: User | None) -> Offers:
    """Offer everybody who missed something at an event the next session of it that can be offered. Whoever asks for
    it is left out: a colleague offers them theirs.

    Each module is offered by itself once: whoever gave it up or did not answer is talked with.
    """
    offers = Offers()
    for risk in at_risk(event):
        for missed in risk.missed:
            if missed.booking is None:
                _offer_next(risk.enrolment.volunteer, missed, actor, offers)
    return offers


def offer_of_the_day() -> int:
    """Offer make-ups for what was missed lately; how many. Part of the tick by day, and done once a day: every event
    of two months is looked at.
    """
    if Heartbeat.objects.filter(name=NEW_DAY, at__gte=at(today(), 0)).exists():
        return 0
    number = offer_after()
    Heartbeat.beat(NEW_DAY)
    return number


def offer_after(*, now: datetime | None = None) -> int:
    """Offer make-ups for what was missed lately, once the register has had time to be put right; how many."""
    now = now or timezone.now()
    over = Event.objects.annotate(over_at=Max("sessions__ends_at"))
    lately = over.filter(over_at__lte=now - SETTLED, over_at__gt=now - LOOK_BACK).order_by("over_at")
    return sum(offer_missed(event=event, actor=None).made for event in lately)


def _offer_next(person: Volunteer, missed: Missed, actor: User | None, offers: Offers) -> None:
    """One module to one person, or why not."""
    if actor is not None and actor.pk == person.user_id:
        return offers.leave_out(person.name, _("a colleague offers them theirs"))
    if _was_offered(person, missed):
        return offers.leave_out(person.name, _("it was offered before: talk with them"))
    why = _("no later session with room is planned")
    for session in missed.coming:
        try:
            offer(volunteer=person, session=session, actor=actor)
        except PlaceRefusedError as refused:
            why = str(refused)
        else:
            offers.made += 1
            return None
    return offers.leave_out(person.name, why)


def _was_offered(person: Volunteer, missed: Missed) -> bool:
    make_ups = Enrolment.objects.filter(volunteer=person, session__module=missed.session.module_id)
    later = make_ups.filter(session__starts_at__gt=missed.session.starts_at)
    return later.exclude(session__state=Session.State.CANCELLED).exists()


def _check(volunteer: Volunteer, session: Session) -> None:
    if session.state != Session.State.PLANNED or session.starts_at <= timezone.now():
        raise PlaceRefusedError(_("This session is not to come any more. Choose another."))
    if Enrolment.objects.live().filter(volunteer=volunteer).at_session(session).exists():
        raise PlaceRefusedError(_("This person has a place at that session already, or waits for one."))
    if Credit.objects.valid_on().filter(volunteer=volunteer, module=session.module_id).exists():
        raise PlaceRefusedError(_("This person has credit for this module: nothing is missing."))


def _deadline(session: Session) -> datetime:
    until = offer_until(session.day, today())
    if until is None:
        raise PlaceRefusedError(
            _("That session begins too soon for an answer by mail. Ask them, then say that they agreed.")
        )
    return at(until, 23, 59)


def _event_for_one(module: Module, venue: str, actor: User) -> Event:
    """The event of a session for one person, with the words for it in both languages."""
    title = gettext_lazy("One to one: %(module)s")
    with translation.override("en"):
        title_en = str(title) % {"module": module.title}
    with translation.override("zh-hant"):
        title_zh = str(title) % {"module": module.title}
    event = Event.objects.create(
        kind=Event.Kind.OTHER, title_en=title_en[:120], title_zh=title_zh[:120], venue_en=venue, places=1
    )
    event.trainers.add(actor)
    log(event, "wagtail.create", user=actor)
    return event
