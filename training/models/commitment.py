"""What a volunteer promises, signs and gives."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base.localised import localised
from recruitment.models import Placement, Volunteer


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


class Commitment(models.Model):
    """The months of a placement: hours a week promised, an anchor date, an end that pauses move.

    ``anchor_on`` is by default the day after completion and never moved silently; empty until then.
    ``ends_on`` is stored, recomputed by every action that touches anchor, months or pauses.
    """

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

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")

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


class HoursEntry(models.Model):
    """Hours given on a day, logged by the volunteer and confirmed by somebody else."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="hours")
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MaxValueValidator(24 * 60)])
    what = models.CharField(_("what for"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hours entry")
        verbose_name_plural = _("hours entries")
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return f"Hours {self.pk}"


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
