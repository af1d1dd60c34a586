"""Who may do casework, why, and why not yet: the list."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn

from accounts.visibility import VisibleIndex, VisibleModelViewSet
from base.dates import today
from recruitment.models import Cohort, Role
from training.eligibility import judge_row, met_on, missing_on
from training.models import Criterion, Standing
from training.models.standing import StandingQuerySet

ELIGIBLE, NOT_YET, ENDED = "eligible", "not_yet", "ended"


class StandingFilters(WagtailFilterSet):  # type: ignore[misc]
    """Narrow the list down. Without a choice it shows everybody in casework, or still to begin."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Eligible today"),
        choices=[
            (ELIGIBLE, gettext_lazy("Eligible")),
            (NOT_YET, gettext_lazy("Not yet")),
            (ENDED, gettext_lazy("Placement ended")),
        ],
        method="by_state",
        empty_label=gettext_lazy("Everybody"),
        widget=forms.RadioSelect,
    )
    missing = django_filters.ChoiceFilter(
        label=gettext_lazy("What is missing"),
        choices=Criterion.choices,
        method="by_missing",
        empty_label=gettext_lazy("Anything"),
        widget=forms.RadioSelect,
    )
    role = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Role"), field_name="placement__role", queryset=Role.objects.filter(is_casework=True)
    )
    cohort = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Cohort"),
        field_name="placement__application__cohort",
        queryset=Cohort.objects.order_by("-starts_on"),
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"), field_name="placement__volunteer__language", choices=settings.LANGUAGES
    )

    class Meta:
        model = Standing
        fields: tuple[str, ...] = ()

    def by_state(self, rows: StandingQuerySet, _name: str, value: str) -> StandingQuerySet:
        """Eligible today, not yet, or no longer in casework."""
        day = today()
        if value == ENDED:
            return rows.filter(missing_on(day, Criterion.ACCEPTED), Q(accepted_from=None) | Q(accepted_until__lt=day))
        return rows.filter(met_on(day) if value == ELIGIBLE else missing_on(day))

    def by_missing(self, rows: StandingQuerySet, _name: str, value: str) -> StandingQuerySet:
        """Lacking one criterion today."""
        return rows.filter(missing_on(today(), Criterion(value)))


class TodayColumn(Column):  # type: ignore[misc]
    """Eligible or not, until when, and whether an override is part of the answer."""

    cell_template_name = "training/staff/cells/today.html"

    def get_cell_context_data(self, instance: Standing, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        day = today()
        context["eligible"] = all(found.met for found in judge_row(instance, day))
        context["until"] = None if instance.eligible_until == date.max else instance.eligible_until
        context["override_until"] = instance.overridden_until(day)
        return context  # type: ignore[no-any-return]


class WhyColumn(Column):  # type: ignore[misc]
    """What is missing, in plain words, and the next action."""

    cell_template_name = "training/staff/cells/why.html"

    def get_cell_context_data(self, instance: Standing, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["missing"] = [found for found in judge_row(instance, today()) if not found.met]
        return context  # type: ignore[no-any-return]


class NarrowPaginator(WagtailPaginator):  # type: ignore[misc]
    """Finds the rows of a page by their numbers first, which indexes answer, and joins for these few only."""

    def _get_page(self, rows: StandingQuerySet, *args: Any, **kwargs: Any) -> Any:
        few = self.object_list.model.objects.filter(pk__in=rows.values("pk"))
        few.query.order_by, few.query.select_related = rows.query.order_by, rows.query.select_related
        return super()._get_page(few, *args, **kwargs)


class EligibilityIndex(VisibleIndex):
    """One row a placement, the latest first: eligible or not, and why. Always one query for the rows."""

    default_ordering = "-pk"
    paginator_class = NarrowPaginator
    page_title = gettext_lazy("Eligibility")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=_("Volunteer"),
                accessor="placement.volunteer.name",
                sort_key="placement__volunteer__name",
                get_url=lambda row: reverse("training_person", args=(row.placement_id,)),
            ),
            TodayColumn("today", label=_("Casework today")),
            WhyColumn("why", label=_("What is missing, and what to do next")),
        ]

    def get_base_queryset(self) -> StandingQuerySet:
        rows: StandingQuerySet = super().get_base_queryset()
        shown = rows if self.request.GET.get("state") in {ENDED, ELIGIBLE} else rows.current()
        return shown.select_related("placement__volunteer", "placement__role")

    @cached_property
    def page_subtitle(self) -> str:
        rows = Standing.objects.visible_to(self.request.user).filter(met_on(today()))
        return _("%(count)s eligible today") % {"count": rows.count()}


class EligibilityViewSet(VisibleModelViewSet):
    """Who may be rostered for casework, why, and why not yet. Rows are kept by actions, never edited."""

    model = Standing
    name = "eligibility"
    url_prefix = "training/eligibility"
    icon = "check"
    menu_label = gettext_lazy("Eligibility")
    index_view_class = EligibilityIndex
    filterset_class = StandingFilters
    search_fields = ("placement__volunteer__name", "placement__volunteer__name_other")
    search_backend_name = None
    screens = ("index",)
    form_fields: tuple[str, ...] = ()
