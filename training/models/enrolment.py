"""Places on events and sessions."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.dates import at, on, today
from recruitment.models import Volunteer
from training.models.event import Event, Session

AWAITED = timedelta(days=60)  # after this nobody waits any longer for what takes the place of a day called off


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Enrolments."""

    def live(self) -> Self:
        """Not cancelled."""
        return self.exclude(state=Enrolment.State.CANCELLED)

    def seated(self) -> Self:
        """Holding a seat: offered or confirmed."""
        return self.filter(state__in=Enrolment.SEATED)

    def unfinished(self) -> Self:
        """At something whose last day is not over, or of which no day is known.

        What was called off altogether is waited for until its last day is sixty days gone.
        """
        mine = Q(event=OuterRef("event")) | Q(pk=OuterRef("session"))
        planned = Session.objects.filter(mine).order_by()
        days = planned.exclude(state=Session.State.CANCELLED)
        to_come = days.filter(starts_at__gte=at(today(), 0))
        awaited = planned.filter(starts_at__gte=at(today() - AWAITED, 0))
        return self.filter(Exists(to_come) | (~Exists(days) & (~Exists(planned) | Exists(awaited))))

    def waiting(self) -> Self:
        """The waitlist, in order."""
        return self.filter(state=Enrolment.State.WAITLISTED).order_by("-priority", "waiting_since", "pk")

    def at_session(self, session: Session) -> Self:
        """At one session: by its event, or at it alone as a make-up."""
        alone = Q(session=session.pk) if session.pk else Q()  # a session not stored yet has no make-ups
        return self.filter(Q(event=session.event_id) | alone)

    def at_event(self, event: Event) -> Self:
        """At an event, make-ups of one of its sessions included."""
        return self.filter(Q(event=event) | Q(session__event=event))

    def on_register(self, session: Session) -> Self:
        """Who is expected at a session: whose place there is confirmed."""
        return self.at_session(session).filter(state=Enrolment.State.CONFIRMED)

    def overdue(self, now: datetime | None = None) -> Self:
        """Offers nobody answered in time."""
        return self.filter(state=Enrolment.State.OFFERED, offered_until__lt=now or timezone.now())

    def turn(self, pk: int, state: "Enrolment.State", **values: Any) -> bool:
        """Move one of these rows to a state, if it still is among them. Of several who try, one hears True."""
        return self.filter(pk=pk).update(state=state, changed_at=timezone.now(), **values) == 1

    def visible_to(self, user: Any) -> Self:
        """What a person may see: staff with the right all, a volunteer their own."""
        if user.has_perm("training.view_enrolment"):
            return self
        return self.filter(volunteer__user=user) if user.is_authenticated else self.none()


class Enrolment(models.Model):
    """A volunteer's place: on an event (a seat in each session, all or none), or on one session to make it up.

    ``priority`` counts how often somebody in line was carried over to a later event: they come first there.
    ``came_from`` is the place this one took over, when a person was moved or carried over.
    """

    class State(models.TextChoices):
        """What became of the place."""

        OFFERED = "offered", _("Offered")
        CONFIRMED = "confirmed", _("Confirmed")
        WAITLISTED = "waitlisted", _("On the waitlist")
        CANCELLED = "cancelled", _("Cancelled")

    SEATED = (State.OFFERED, State.CONFIRMED)

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="enrolments")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="make_ups")
    state = models.CharField(_("state"), max_length=10, choices=State)
    is_extra = models.BooleanField(_("extra seat given by a trainer"), default=False)
    offered_until = models.DateTimeField(_("offer ends"), null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("times carried over"), default=0)
    came_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="went_to", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, session__isnull=True) | Q(event__isnull=True, session__isnull=False),
                name="enrolment_to_event_or_session",
            ),
            models.UniqueConstraint(
                fields=["volunteer", "event"], condition=~Q(state="cancelled"), name="one_live_place_per_event"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "session"], condition=~Q(state="cancelled"), name="one_live_make_up_per_session"
            ),
            models.CheckConstraint(
                condition=~Q(state="waitlisted") | Q(waiting_since__isnull=False), name="waiting_has_its_place_in_line"
            ),
        ]
        indexes = [models.Index(fields=["event", "state", "-priority", "waiting_since"], name="enrolment_line")]

    def __str__(self) -> str:
        return f"Enrolment {self.pk}"

    @property
    def at(self) -> Event:
        """The event the place is at, a make-up's included."""
        if self.event:
            return self.event
        if self.session:
            return self.session.event
        raise ValueError("An enrolment is to an event or to a session.")

    def sessions(self) -> models.QuerySet[Session]:
        """The sessions it holds a seat in, cancelled ones left out."""
        mine = Q(event=self.event_id) if self.event_id else Q(pk=self.session_id)
        return Session.objects.filter(mine).exclude(state=Session.State.CANCELLED)

    @property
    def answer_by(self) -> date | None:
        """The last day on which an offer can be answered."""
        return on(self.offered_until) if self.offered_until else None

    @property
    def is_open_offer(self) -> bool:
        """Whether it can still be confirmed online."""
        in_time = self.offered_until is None or self.offered_until >= timezone.now()
        return self.state == Enrolment.State.OFFERED and in_time


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    """Who was told of what, and knows it."""

    def waiting(self, now: datetime | None = None) -> Self:
        """Told of the last change of a session whose day is not over, and not heard of yet.

        Whoever gave the place up meanwhile knows enough; whose place ended with the session does not.
        """
        since = at(on(now or timezone.now()), 0)
        coming = Q(session__starts_at__gte=since) | Q(told_at__gte=since)
        given_up = Q(enrolment__state=Enrolment.State.CANCELLED)
        ended_with_it = Q(enrolment__session=F("session"), session__state=Session.State.CANCELLED)
        return self.filter(coming, ~given_up | ended_with_it, at=None, sequence=F("session__sequence"))


class Acknowledgement(models.Model):
    """Somebody was told that a session was called off or changed; ``at`` is when they said that they know.

    Who was told and has not said so is telephoned. ``sequence`` is that of the session then: after a further change
    only the last one waits for an answer.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="acknowledgements")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="acknowledgements")
    sequence = models.PositiveIntegerField()
    told_at = models.DateTimeField()
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[AcknowledgementQuerySet] = AcknowledgementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "session", "sequence"], name="one_acknowledgement_per_change")
        ]

    def __str__(self) -> str:
        return f"Acknowledgement {self.pk}"
