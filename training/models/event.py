"""What people are trained at: events and their sessions."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.localised import localised
from recruitment.models import Cohort
from training.models.module import Module


class EventQuerySet(models.QuerySet["Event"]):
    """Events."""

    def upcoming(self, now: datetime | None = None) -> Self:
        """With a session still to begin, the next first."""
        now = now or timezone.now()
        return self.annotate(begins_at=Min("sessions__starts_at")).filter(begins_at__gt=now).order_by("begins_at")

    def with_places_left(self) -> Self:
        """Annotated ``places_left``: the fewest free seats in any of its planned sessions, never below zero."""
        planned = Q(sessions__state="planned")
        left = Min(F("sessions__places") - F("sessions__taken"), filter=planned)
        return self.annotate(places_left=models.functions.Greatest(left, 0))

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_event") else self.none()


class Event(models.Model):
    """Something people are trained at. A weekend belongs to a cohort and takes its dates from it."""

    class Kind(models.TextChoices):
        """What kind of training it is."""

        WEEKEND = "weekend", _("Training weekend")
        INTERPRETATION = "interpretation", _("Community interpretation training")
        OTHER = "other", _("Other training")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    cohort = models.OneToOneField(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="event", verbose_name=_("cohort")
    )
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_zh = models.CharField(_("title (Chinese)"), max_length=120)
    venue_en = models.CharField(_("venue (English)"), max_length=200)
    venue_zh = models.CharField(_("venue (Chinese)"), max_length=200, blank=True)
    places = models.PositiveSmallIntegerField(_("places"))
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("trainers")
    )

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("training event")
        verbose_name_plural = _("training events")
        constraints = [
            models.CheckConstraint(condition=~Q(kind="weekend") | Q(cohort__isnull=False), name="weekend_has_cohort"),
            models.CheckConstraint(
                condition=Q(kind="weekend") | Q(cohort__isnull=True), name="cohort_only_for_weekend"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the active language."""
        return localised(self, "title")

    @property
    def venue(self) -> str:
        """The venue in the active language."""
        return localised(self, "venue")


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions."""

    def take_seat(self, pk: int) -> bool:
        """One seat of a planned session, if any is free: the only way a seat is taken online."""
        return self.filter(pk=pk, state=Session.State.PLANNED, taken__lt=F("places")).update(taken=F("taken") + 1) == 1

    def give_back(self, pk: int) -> None:
        """Return a seat."""
        self.filter(pk=pk, taken__gt=0).update(taken=F("taken") - 1)

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_session") else self.none()


class Session(models.Model):
    """One delivery of a module, at a time and place. A cancelled one counts for nobody and against nobody."""

    class State(models.TextChoices):
        """Whether it is to come, was held, or was called off."""

        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("event"))
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("module"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.CharField(_("room"), max_length=80, blank=True)
    places = models.PositiveSmallIntegerField(_("places"))
    taken = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("starts_at", "pk")
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_times_in_order")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M} {self.module}"
