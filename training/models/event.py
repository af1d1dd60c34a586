"""What people are trained at: events and their sessions."""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, IntegerField, Max, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.dates import on
from base.localised import localised
from base.templatetags.components import written_time
from recruitment.models import Cohort
from training.models.module import Module, ModuleVersion


class EventQuerySet(models.QuerySet["Event"]):
    """Events."""

    def upcoming(self, now: datetime | None = None) -> Self:
        """That have not begun, the next first; what was called off counts for nothing."""
        takes_place = ~Q(sessions__state="cancelled")
        begins_at = Min("sessions__starts_at", filter=takes_place)
        return self.annotate(begins_at=begins_at).filter(begins_at__gt=now or timezone.now()).order_by("begins_at")

    def hold_line(self, pk: int) -> None:
        """Wait until nobody else changes the line of one event, and keep others waiting until the transaction ends.

        On SQLite every transaction already waits for the last.
        """
        self.select_for_update().filter(pk=pk).values_list("pk").first()

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

    def clean(self) -> None:
        """Says in words what the constraints would refuse."""
        if self.kind == Event.Kind.WEEKEND and self.cohort_id is None:
            raise ValidationError({"cohort": _("A training weekend belongs to a cohort: choose it.")})
        if self.kind != Event.Kind.WEEKEND and self.cohort_id is not None:
            raise ValidationError({"cohort": _("Only a training weekend belongs to a cohort: leave this empty.")})

    @property
    def title(self) -> str:
        """The title in the active language."""
        return localised(self, "title")

    @property
    def venue(self) -> str:
        """The venue in the active language."""
        return localised(self, "venue")

    def days(self) -> tuple[date, date] | None:
        """The Hong Kong dates of its first and last session, cancelled ones left out; None without sessions."""
        bounds = self.sessions.exclude(state=Session.State.CANCELLED).aggregate(Min("starts_at"), Max("starts_at"))
        first, last = bounds["starts_at__min"], bounds["starts_at__max"]
        return (on(first), on(last)) if first else None


def _count(rows: models.QuerySet[Any], by: str) -> Coalesce:
    counted = rows.values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions."""

    def take_seat(self, pk: int) -> bool:
        """One seat of a planned session, if any is free: the only way a seat is taken online."""
        return self.filter(pk=pk, state=Session.State.PLANNED, taken__lt=F("places")).update(taken=F("taken") + 1) == 1

    def add_seat(self, pk: int) -> None:
        """One seat more than there are places, or in a session that has begun: a trainer's to give."""
        self.filter(pk=pk).update(taken=F("taken") + 1)

    def give_back(self, pk: int) -> None:
        """Return a seat."""
        self.filter(pk=pk, taken__gt=0).update(taken=F("taken") - 1)

    def hold(self, event: int) -> "dict[int, Session]":
        """An event's sessions as they are now, by their keys: until the transaction ends whoever marks or changes one
        waits. Held in order, before any person.
        """
        rows = self.filter(event=event).select_for_update(no_key=True).order_by("pk")
        return {row.pk: row for row in rows}

    def with_counts(self) -> Self:
        """Annotated ``expected`` (people on the register) and ``marked`` (those of them with a mark)."""
        confirmed = apps.get_model("training", "Enrolment").objects.filter(state="confirmed").order_by()
        marks = apps.get_model("training", "Attendance").objects.exclude(status="").order_by()
        of_event = confirmed.filter(event=OuterRef("event"))
        make_ups = confirmed.filter(session=OuterRef("pk"))
        marked = marks.filter(session=OuterRef("pk"), enrolment__state="confirmed")
        return self.annotate(
            expected=_count(of_event, "event") + _count(make_ups, "session"), marked=_count(marked, "session")
        )

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_session") else self.none()


class Session(models.Model):
    """One delivery of a module, at a time and place. A cancelled one counts for nobody and against nobody.

    ``uid`` and ``sequence`` are those of its entry in people's calendars: the first for ever, the second raised by
    every change that they must hear of. ``check_in_secret`` is what the words and codes of self check-in are made from.
    """

    class State(models.TextChoices):
        """Whether it is to come, was held, or was called off."""

        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    class Why(models.TextChoices):
        """Why a day was called off, as everybody may read it."""

        TYPHOON = "typhoon", _("Tropical cyclone warning signal no. 8 or above")
        RAIN = "rain", _("Black rainstorm warning")
        VENUE = "venue", _("The venue cannot be used")
        TRAINER = "trainer", _("A trainer is ill")
        OTHER = "other", _("Circumstances beyond our control")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("event"))
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("module"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.CharField(_("room"), max_length=80, blank=True)
    places = models.PositiveSmallIntegerField(_("places"))
    taken = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    called_off_because = models.CharField(_("why called off"), max_length=8, choices=Why, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements", editable=False
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    head_count = models.PositiveSmallIntegerField(_("head count"), null=True, blank=True)
    check_in_secret = models.CharField(max_length=64, blank=True, editable=False)
    check_in_open = models.BooleanField(_("self check-in open"), default=False)
    grace_seconds = models.PositiveSmallIntegerField(
        _("grace in seconds"), default=30, validators=[MinValueValidator(30), MaxValueValidator(600)]
    )

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("starts_at", "pk")
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_times_in_order")]

    def __str__(self) -> str:
        return f"{self.module} · {written_time(timezone.localtime(self.starts_at))}"

    def clean(self) -> None:
        """Says in words what the constraint would refuse."""
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("A session ends after it begins.")})

    @property
    def day(self) -> date:
        """The Hong Kong date on which it begins."""
        return on(self.starts_at)

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def asks(self) -> Module | ModuleVersion:
        """What its module asks of whoever attends it, in the version of its day."""
        return self.module.asked_on(self.day)
