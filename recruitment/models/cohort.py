"""Recruitment rounds and the calendar they keep."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from base.dates import today
from recruitment.models.role import Role
from recruitment.models.stage import Stage
from recruitment.rules import Season, in_season

SEASON_LABELS = {
    Season.JANUARY: _("January %(year)s"),
    Season.MAY_JUNE: _("May/June %(year)s"),
    Season.SEPTEMBER: _("September %(year)s"),
}


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Recruitment rounds, the earliest first."""

    def upcoming(self, day: date | None = None) -> Self:
        """Rounds whose weekend is still to come."""
        return self.filter(starts_on__gt=day or today())

    def open(self, day: date | None = None) -> Self:
        """Rounds that take applications on a day."""
        day = day or today()
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def with_numbers(self) -> Self:
        """Each with ``wanted`` (people, all roles), ``applied`` and ``accepted`` (applications)."""
        here = {"cohort": OuterRef("pk")}
        demand = apps.get_model("recruitment", "Demand").objects.filter(**here).order_by().values("cohort")
        applications = apps.get_model("recruitment", "Application").objects.filter(**here).order_by()
        counted = applications.values("cohort")
        return self.annotate(
            wanted=Subquery(demand.annotate(n=Sum("wanted")).values("n")),
            applied=Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0),
            accepted=Coalesce(Subquery(counted.filter(stage=Stage.ACCEPTED).annotate(n=Count("pk")).values("n")), 0),
        )

    def visible_to(self, user: Any) -> Self:
        """Rounds a person may see in the staff screens."""
        return self if user.has_perm("recruitment.view_cohort") else self.none()


class Cohort(models.Model):
    """A recruitment round that ends in one training weekend, with the dates promised to applicants."""

    SEASONS = [
        (Season.JANUARY.value, _("January")),
        (Season.MAY_JUNE.value, _("May/June")),
        (Season.SEPTEMBER.value, _("September")),
    ]

    season = models.CharField(_("season"), max_length=10, choices=SEASONS)
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("the weekend's Saturday"))
    ends_on = models.DateField(_("the weekend's Sunday"))
    opens_on = models.DateField(_("applications open"))
    closes_on = models.DateField(_("applications close"))
    roles = models.ManyToManyField(Role, through="Demand", related_name="cohorts")

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ("starts_on",)
        constraints = [
            models.UniqueConstraint(fields=["season", "year"], name="one_cohort_per_season"),
            models.CheckConstraint(condition=Q(starts_on__week_day=7), name="cohort_starts_on_saturday"),
            models.CheckConstraint(condition=Q(ends_on=F("starts_on") + timedelta(days=1)), name="cohort_is_a_weekend"),
            models.CheckConstraint(condition=Q(starts_on__year=F("year")), name="cohort_in_its_year"),
            models.CheckConstraint(
                condition=Q(season=Season.JANUARY.value, starts_on__month=1, ends_on__month=1)
                | Q(season=Season.MAY_JUNE.value, starts_on__month__in=(5, 6), ends_on__month__in=(5, 6))
                | Q(season=Season.SEPTEMBER.value, starts_on__month=9, ends_on__month=9),
                name="cohort_in_season",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on"), closes_on__lt=F("starts_on")), name="cohort_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Such as "January 2027", in the active language."""
        return SEASON_LABELS[Season(self.season)] % {"year": self.year}

    def clean(self) -> None:
        if self.starts_on and self.season and not in_season(Season(self.season), self.starts_on):
            raise ValidationError(
                {
                    "starts_on": _("A %(season)s weekend is a Saturday and the Sunday after it, both in that season.")
                    % {"season": self.get_season_display()}
                }
            )


class Demand(models.Model):
    """How many people a cohort wants for a role. "Full" to applicants means this number is accepted."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="demands")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="demands")
    wanted = models.PositiveSmallIntegerField(_("people wanted"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "role"], name="one_demand_per_role")]

    def __str__(self) -> str:
        return f"{self.cohort} {self.role}"


class HolidayQuerySet(models.QuerySet["Holiday"]):
    """Public holidays."""

    def visible_to(self, user: Any) -> Self:
        """Holidays are public; staff who may view them see all."""
        return self if user.has_perm("recruitment.view_holiday") else self.none()


class Holiday(models.Model):
    """A public holiday in Hong Kong, entered by staff; planning avoids it."""

    day = models.DateField(_("day"), unique=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80, blank=True)

    objects: ClassVar[HolidayQuerySet] = HolidayQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name_en}"
