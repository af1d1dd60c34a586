"""Recruitment rounds and the calendar they keep."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, ExpressionWrapper, F, IntegerField, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.dates import on, today
from base.templatetags.components import written_range
from recruitment.models.role import Role
from recruitment.models.stage import Stage
from recruitment.rules import Season
from recruitment.rules.planning import DAY, FAULT_WORDS, weekend_fault, window_fault

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

    def with_days(self) -> Self:
        """Each with how many ``sessions`` its weekend has, and when the ``first`` and ``last`` to take place begin."""
        takes_place, begins = ~Q(event__sessions__state="cancelled"), "event__sessions__starts_at"
        return self.annotate(
            sessions=Count("event__sessions"),
            first=Min(begins, filter=takes_place),
            last=Max(begins, filter=takes_place),
        )

    def with_demands(self) -> Self:
        """Each with the numbers of every role it wants people for (:meth:`DemandQuerySet.with_numbers`)."""
        demands = Demand.objects.with_numbers().select_related("role").order_by("role__sort_order", "role")
        return self.prefetch_related(models.Prefetch("demands", queryset=demands))

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

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and last day of its weekend as it takes place: those of its sessions once there are any.

        None where all of them are called off and nothing takes their place yet.
        """
        row: Any = self if hasattr(self, "sessions") else Cohort.objects.with_days().get(pk=self.pk)
        if not row.sessions:
            return self.starts_on, self.ends_on
        return (on(row.first), on(row.last)) if row.first else None

    @property
    def when(self) -> str:
        """The days of its weekend, written out."""
        days = self.days
        return written_range(*days) if days else gettext("days still to be announced")

    @property
    def is_full(self) -> bool:
        """Whether every role it wants people for has them all, of a row with its demands; not where it wants nobody."""
        demands = self.demands.all()
        return bool(demands) and all(demand.is_full for demand in demands)

    def clean(self) -> None:
        """The calendar's rules, in words."""
        faults = {}
        if self.season and self.year and self.starts_on:
            faults["starts_on"] = weekend_fault(Season(self.season), self.year, self.starts_on)
        if self.opens_on and self.closes_on:
            weekend = None if faults.get("starts_on") else self.starts_on
            faults["closes_on"] = window_fault(self.opens_on, self.closes_on, weekend)
        if found := {name: FAULT_WORDS[fault] for name, fault in faults.items() if fault}:
            raise ValidationError(found)


class DemandQuerySet(models.QuerySet["Demand"]):
    """What rounds want."""

    def with_numbers(self) -> Self:
        """Each with ``applied`` and ``accepted``: applications for its role in its round as it stands now."""
        return self.annotate(applied=_applications(), accepted=_applications(stage=Stage.ACCEPTED))

    def with_left(self) -> Self:
        """Each with ``left``: the people wanted less those accepted, which the public reads as places left."""
        left = ExpressionWrapper(F("wanted") - _applications(stage=Stage.ACCEPTED), output_field=IntegerField())
        return self.annotate(left=Greatest(left, 0))

    def places_left(self) -> dict[int, int]:
        """Places left by round, as the public and the staff read them: over the roles that take applications."""
        left: dict[int, int] = {}
        for cohort, number in self.with_left().filter(role__is_open=True).values_list("cohort", "left"):  # type: ignore[misc]  # annotated
            left[cohort] = left.get(cohort, 0) + number
        return left


def _applications(**here: Any) -> Coalesce:
    """How many applications a demand has, of those ``here``."""
    rows = apps.get_model("recruitment", "Application").objects.order_by()
    rows = rows.filter(cohort=OuterRef("cohort"), role=OuterRef("role"), merged_into=None, **here)
    return Coalesce(Subquery(rows.values("role").annotate(n=Count("pk")).values("n")), 0)


class Demand(models.Model):
    """How many people a cohort wants for a role. "Full" to applicants means this number is accepted."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="demands")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="demands")
    wanted = models.PositiveSmallIntegerField(_("people wanted"))

    objects: ClassVar[DemandQuerySet] = DemandQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "role"], name="one_demand_per_role")]

    def __str__(self) -> str:
        return f"{self.cohort} {self.role}"

    @property
    def is_full(self) -> bool:
        """Whether as many are accepted as are wanted; of a row with its numbers."""
        accepted: int = self.accepted  # type: ignore[attr-defined]  # annotated by with_numbers
        return accepted >= self.wanted


class HolidayQuerySet(models.QuerySet["Holiday"]):
    """Public holidays."""

    def of_weekend(self, saturday: date) -> Self:
        """Those that a weekend touches."""
        return self.filter(day__in=(saturday, saturday + DAY))

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
