"""What a volunteer promises, signs and gives."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from base.dates import today
from base.localised import localised
from recruitment.models import Placement, Volunteer
from training.rules import Light
from training.rules.hours import A_DAY


class TermsQuerySet(models.QuerySet["Terms"]):
    """Versions of the texts."""

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_terms") else self.none()


class Terms(models.Model):
    """One version of a text that volunteers sign. An earlier version is accepted until the day before
    ``required_from`` of a later one.
    """

    class Kind(models.TextChoices):
        """What is signed."""

        COMMITMENT = "commitment", _("Commitment")
        CONFIDENTIALITY = "confidentiality", _("Confidentiality")
        CONFLICT = "conflict", _("Conflict of interest")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    text_en = models.TextField(_("text (English)"))
    text_zh = models.TextField(_("text (Chinese)"))
    required_from = models.DateField(_("required from"))

    objects: ClassVar[TermsQuerySet] = TermsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = _("terms")
        ordering = ("kind", "-version")
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="one_text_per_version")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"

    @property
    def text(self) -> str:
        """The text in the active language."""
        return localised(self, "text")


class Signature(models.Model):
    """A volunteer's signature under one version of a text."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="signatures")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="signatures")
    signed_on = models.DateField(_("signed on"))
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "terms"], name="one_signature_per_text")]

    def __str__(self) -> str:
        return f"Signature {self.pk}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments."""

    def visible_to(self, user: Any) -> Self:
        """What a person may see in the staff screens."""
        return self if user.has_perm("training.view_commitment") else self.none()

    def running(self) -> Self:
        """Those whose light the passing of days can change: neither done nor ended when they were judged last."""
        return self.exclude(light__in=(Light.DONE, Light.ENDED))

    def behind(self) -> Self:
        """Those that are behind."""
        return self.filter(light=Light.BEHIND)

    def short(self, day: date | None = None) -> Self:
        """Months served, hours missing: a supervisor extends, or accepts."""
        return self.behind().filter(ends_on__lte=day or today())


class Commitment(models.Model):
    """The months of a placement: hours a week promised, an anchor date, an end that pauses and extensions move.

    ``anchor_on`` is by default the day after completion and never moved silently; empty until then.
    ``ends_on`` is stored, recomputed by every action that touches anchor, months, pauses or extensions.
    ``fulfilled_on`` is the day on which months and hours were both given, or fewer hours accepted by a supervisor.
    ``light`` is how it stood on ``light_on``, judged anew each day and after every change, kept for lists and always
    equal to the rule; ``nudged_on`` the day of the last reminder.
    """

    class Signal(models.TextChoices):
        """The lights, by name."""

        NOT_BEGUN = Light.NOT_BEGUN.value, _("Not begun")
        ON_TRACK = Light.ON_TRACK.value, _("On track")
        BEHIND = Light.BEHIND.value, _("Behind")
        PAUSED = Light.PAUSED.value, _("Paused")
        DONE = Light.DONE.value, _("Done")
        ENDED = Light.ENDED.value, _("Ended early")

    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="commitment")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours a week"), validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    months = models.PositiveSmallIntegerField(_("months"))
    signed_on = models.DateField(_("signed on"))
    anchor_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    ended_early_on = models.DateField(_("ended early on"), null=True, blank=True)
    ended_reason = models.CharField(_("why it ended early"), max_length=200, blank=True)
    fulfilled_on = models.DateField(_("fulfilled on"), null=True, blank=True)
    accepted_short_on = models.DateField(_("accepted with fewer hours on"), null=True, blank=True)
    accepted_short_reason = models.CharField(_("why fewer hours were accepted"), max_length=200, blank=True)
    wants_nudges = models.BooleanField(_("reminders about hours are welcome"), default=True)
    light = models.CharField(_("light"), max_length=9, choices=Signal, default=Signal.NOT_BEGUN, editable=False)
    light_on = models.DateField(null=True, editable=False)
    nudged_on = models.DateField(null=True, editable=False)

    objects: ClassVar[CommitmentQuerySet] = CommitmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(fields=["light", "light_on"], name="commitment_light"),
            models.Index(fields=["light", "ends_on"], name="commitment_light_end"),
        ]

    def __str__(self) -> str:
        return f"Commitment {self.pk}"


class Pause(models.Model):
    """Days on which a commitment rests, both included; open-ended while ``until_on`` is empty."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="pauses")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ("from_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="pause_dates_in_order"
            ),
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(until_on=None), name="one_open_pause_per_commitment"
            ),
        ]

    def __str__(self) -> str:
        return f"Pause {self.pk}"


class Extension(models.Model):
    """Weeks by which a supervisor extends a commitment whose months were served and whose hours are short."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="extensions")
    weeks = models.PositiveSmallIntegerField(_("weeks"), validators=[MinValueValidator(1), MaxValueValidator(52)])
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Extension {self.pk}"


class HoursEntryQuerySet(models.QuerySet["HoursEntry"]):
    """Hours."""

    def confirmed(self) -> Self:
        """What counts."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> Self:
        """Logged, and not looked at yet."""
        return self.filter(confirmed_at=None, refused_at=None)

    def waiting_first(self) -> Self:
        """Those that wait before all others, each the latest first."""
        waits = Case(When(confirmed_at=None, refused_at=None, then=Value(0)), default=Value(1))
        return self.order_by(waits, "-pk")

    def to_decide_by(self, user: Any) -> Self:
        """Those that wait for a person: one's own are somebody else's to decide."""
        return self.visible_to(user).waiting().exclude(placement__volunteer__user=user)

    def visible_to(self, user: Any) -> Self:
        """Staff with the right see all, a volunteer their own."""
        if user.has_perm("training.view_hoursentry"):
            return self
        return self.filter(placement__volunteer__user=user) if user.is_authenticated else self.none()


class HoursEntry(models.Model):
    """Hours given on a day, logged by the volunteer and confirmed by somebody else. The same ``client_id`` counts
    once. A refused entry keeps its reason and counts for nothing.
    """

    class Source(models.TextChoices):
        """Who wrote it down."""

        VOLUNTEER = "volunteer", _("Volunteer")
        STAFF = "staff", _("Staff")
        IMPORT = "import", _("Import")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="hours")
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MaxValueValidator(A_DAY)])
    what = models.CharField(_("what for"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_reason = models.CharField(_("why it was not confirmed"), max_length=200, blank=True)
    source = models.CharField(_("logged by"), max_length=9, choices=Source, default=Source.VOLUNTEER)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4)
    logged_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[HoursEntryQuerySet] = HoursEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("hours entry")
        verbose_name_plural = _("hours entries")
        ordering = ("-day", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(refused_at=None), name="hours_confirmed_or_refused"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1) & Q(minutes__lte=A_DAY), name="hours_fit_a_day"),
        ]
        indexes = [
            models.Index(fields=["placement", "day"], name="hours_of_placement"),
            models.Index(fields=["day"], condition=Q(confirmed_at=None, refused_at=None), name="hours_waiting"),
        ]
        permissions = [("confirm_hoursentry", "Can confirm hours")]

    def __str__(self) -> str:
        return f"Hours {self.pk}"

    @property
    def state(self) -> str:
        """Where it stands: ``waiting``, ``confirmed`` or ``refused``."""
        return "confirmed" if self.confirmed_at else "refused" if self.refused_at else "waiting"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has looked at it yet."""
        return self.state == "waiting"


class Availability(models.Model):
    """The weekday half-days a volunteer can give, in force from a day to a day."""

    HALF_DAYS: ClassVar[list[tuple[str, object]]] = [
        ("mon-am", _("Monday morning")),
        ("mon-pm", _("Monday afternoon")),
        ("tue-am", _("Tuesday morning")),
        ("tue-pm", _("Tuesday afternoon")),
        ("wed-am", _("Wednesday morning")),
        ("wed-pm", _("Wednesday afternoon")),
        ("thu-am", _("Thursday morning")),
        ("thu-pm", _("Thursday afternoon")),
        ("fri-am", _("Friday morning")),
        ("fri-pm", _("Friday afternoon")),
    ]

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="availabilities")
    half_days = models.JSONField(_("half-days"), default=list)
    count = models.PositiveSmallIntegerField(_("number of half-days"), editable=False)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        ordering = ("from_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="availability_dates_in_order"
            ),
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(until_on=None), name="one_open_availability_per_volunteer"
            ),
        ]

    def __str__(self) -> str:
        return f"Availability {self.pk}"
