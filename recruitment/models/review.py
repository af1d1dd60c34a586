"""Screening: what a role is read by, and what each reader found."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.localised import localised
from recruitment.models.application import Application
from recruitment.models.role import Role

BEST = 4


class CriterionQuerySet(models.QuerySet["Criterion"]):
    """Lines of the rubrics."""

    def used(self) -> Self:
        """Those that new reviews are written by."""
        return self.filter(is_active=True)

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view them, otherwise nothing."""
        return self if user.has_perm("recruitment.view_criterion") else self.none()


class Criterion(models.Model):
    """One line of a role's screening rubric. Its weight comes from what the Role says it prefers."""

    class Weight(models.TextChoices):
        """Which of the role's stated preferences it weighs by."""

        LEGAL = "legal", _("Legal background")
        EXPERIENCE = "experience", _("Experience with refugees or other vulnerable clients")
        ONE = "one", _("Always one")

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("role"))
    label_en = models.CharField(_("what is looked for (English)"), max_length=120)
    label_zh = models.CharField(_("what is looked for (Chinese)"), max_length=120)
    weight_by = models.CharField(_("weighs by"), max_length=10, choices=Weight, default=Weight.ONE)
    is_active = models.BooleanField(
        _("used for new reviews"),
        default=True,
        help_text=_("Once it was scored by, a criterion is retired rather than deleted: its scores stay."),
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects: ClassVar[CriterionQuerySet] = CriterionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("screening criterion")
        verbose_name_plural = _("screening criteria")
        ordering = ("role", "sort_order", "pk")

    def __str__(self) -> str:
        return localised(self, "label")

    @property
    def weight(self) -> int:
        """What its points weigh now."""
        weights = {self.Weight.LEGAL: self.role.weight_legal, self.Weight.EXPERIENCE: self.role.weight_experience}
        return weights.get(self.Weight(self.weight_by), 1)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews."""

    def visible_to(self, user: Any) -> Self:
        """What a person may see: all with the right to view applications, otherwise nothing."""
        return self if user.has_perm("recruitment.view_application") else self.none()


class Review(models.Model):
    """One reader's scores for one application; written again, it is the same row with a further version.

    ``mean`` is their weighted mean, from 0 to :data:`BEST`; None where nothing weighs anything.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(_("comment"), blank=True)
    mean = models.FloatField(_("weighted mean"), null=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(_("when"))

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("review")
        ordering = ("at", "pk")
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], name="one_review_per_reader")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"


class Score(models.Model):
    """Points of a review for one criterion, from 0 to :data:`BEST`, at the weight it had then."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(validators=[MinValueValidator(0), MaxValueValidator(BEST)])
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(condition=models.Q(points__lte=BEST), name="score_at_most_best"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.pk}"


class NameShown(models.Model):
    """Somebody had the name of an application shown before they scored it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="one_name_shown_per_reader")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"
