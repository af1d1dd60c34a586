"""The areas people volunteer in, each with its terms."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base.localised import localised
from recruitment.rules import FormKind


class RoleQuerySet(models.QuerySet["Role"]):
    """The roles, in the order staff gave them."""

    def open(self) -> Self:
        """Roles that take applications."""
        return self.filter(is_open=True)

    def visible_to(self, user: Any) -> Self:
        """Roles are public; staff who may view them see all."""
        return self if user.has_perm("recruitment.view_role") else self.none()


class Role(models.Model):
    """One of the areas, with its terms. Stated once: the page shows it, the application asks by it,
    the screening weighs it, eligibility enforces it, the certificate prints it.
    """

    FORMS = [
        (FormKind.GENERAL.value, _("Skills, in the applicant's words")),
        (FormKind.CASEWORK.value, _("Casework")),
        (FormKind.INTERPRETATION.value, _("Interpretation and translation")),
        (FormKind.FUNDRAISING.value, _("Fundraising")),
        (FormKind.EVENTS.value, _("Events")),
        (FormKind.PRESS.value, _("Press and publicity")),
        (FormKind.TECHNOLOGY.value, _("Information technology")),
    ]

    slug = models.SlugField(_("address"), unique=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    summary_en = models.TextField(_("in a sentence (English)"), max_length=300)
    summary_zh = models.TextField(_("in a sentence (Chinese)"), max_length=300)
    preferred_en = models.TextField(_("what is preferred (English)"), max_length=300, blank=True)
    preferred_zh = models.TextField(_("what is preferred (Chinese)"), max_length=300, blank=True)

    hours_min = models.PositiveSmallIntegerField(_("hours a week, at least"), null=True, blank=True)
    hours_max = models.PositiveSmallIntegerField(_("hours a week, at most"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months, at least"), null=True, blank=True)
    training_compulsory = models.BooleanField(_("the training weekend is compulsory"), default=False)
    weekday_daytime = models.BooleanField(_("some weekday daytime is needed"), default=False)
    is_casework = models.BooleanField(_("eligibility for casework is followed"), default=False)
    may_be_paid = models.BooleanField(_("a modest hourly rate may be paid"), default=False)
    weight_legal = models.PositiveSmallIntegerField(
        _("weight of a legal background"), default=0, validators=[MaxValueValidator(5)]
    )
    weight_experience = models.PositiveSmallIntegerField(
        _("weight of experience with refugees or other vulnerable clients"),
        default=0,
        validators=[MaxValueValidator(5)],
    )
    with_screening = models.BooleanField(_("applications are screened"), default=True)
    with_interview = models.BooleanField(_("applicants are interviewed"), default=True)
    with_references = models.BooleanField(_("references are asked for after an offer"), default=False)
    blind_review = models.BooleanField(_("names are hidden while an application is screened"), default=False)
    form_kind = models.CharField(
        _("questions of its own"), max_length=14, choices=FORMS, default=FormKind.GENERAL.value
    )
    is_open = models.BooleanField(_("takes applications"), default=True)
    recruits_by_cohort = models.BooleanField(_("recruits by cohort"), default=False)
    reply_days = models.PositiveSmallIntegerField(_("days within which we answer"), default=14)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[RoleQuerySet] = RoleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("sort_order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_max__isnull=True) | Q(hours_max__gte=F("hours_min")), name="role_hours_in_order"
            ),
            models.CheckConstraint(
                condition=Q(recruits_by_cohort=True) | Q(training_compulsory=False),
                name="role_weekend_needs_cohort",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The constraints, in words."""
        if self.hours_min is not None and self.hours_max is not None and self.hours_max < self.hours_min:
            raise ValidationError({"hours_max": _("At most is less than at least.")})
        if self.training_compulsory and not self.recruits_by_cohort:
            raise ValidationError(
                {"recruits_by_cohort": _("A compulsory training weekend belongs to a cohort: recruit by cohort.")}
            )

    @property
    def name(self) -> str:
        """The role's name in the active language."""
        return localised(self, "name")

    @property
    def summary(self) -> str:
        """What it is, in a sentence."""
        return localised(self, "summary")

    @property
    def preferred(self) -> str:
        """What is preferred, where anything is."""
        return localised(self, "preferred")
