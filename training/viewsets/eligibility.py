"""Who may do casework, why, and why not yet: the list, of today or of any other day."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from accounts.visibility import VisibleModelViewSet
from base.dates import today
from base.templatetags.components import written
from training.eligibility import Verdict, forecasts, met_on, number_eligible, row_verdict, verdicts
from training.forms.eligibility import ELIGIBLE, ENDED, StandingFilters
from training.models import Standing
from training.models.standing import StandingQuerySet
from training.viewsets.eligibility_export import COLUMNS, EligibilityExport


class TodayColumn(Column):  # type: ignore[misc]
    """Eligible or not, until when, and whether an override is part of the answer."""

    cell_template_name = "training/staff/cells/today.html"

    def get_cell_context_data(self, instance: Standing, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["verdict"] = instance.verdict  # type: ignore[attr-defined]
        return context  # type: ignore[no-any-return]


class WhyColumn(TodayColumn):
    """What is missing, in plain words, and the next action; then what is to be seen to in time."""

    cell_template_name = "training/staff/cells/why.html"


class NarrowPaginator(WagtailPaginator):  # type: ignore[misc]
    """Finds the rows of a page by their numbers first, which indexes answer, and joins for these few only."""

    def _get_page(self, rows: StandingQuerySet, *args: Any, **kwargs: Any) -> Any:
        few = self.object_list.model.objects.filter(pk__in=rows.values("pk"))
        few.query.order_by, few.query.select_related = rows.query.order_by, rows.query.select_related
        return super()._get_page(few, *args, **kwargs)


class EligibilityIndex(EligibilityExport):
    """One row a placement, the latest first: eligible or not, and why. A fixed number of queries for the rows."""

    default_ordering = "-pk"
    paginator_class = NarrowPaginator
    page_title = gettext_lazy("Eligibility")
    results_template_name = "training/staff/eligibility_results.html"
    list_export = COLUMNS

    @cached_property
    def columns(self) -> list[Column]:
        label = _("Casework today") if self.day == today() else _("Casework on %(day)s") % {"day": written(self.day)}
        return [
            TitleColumn(
                "name",
                label=_("Volunteer"),
                accessor="placement.volunteer.name",
                sort_key="placement__volunteer__name",
                get_url=self.person_url,
            ),
            TodayColumn("today", label=label),
            WhyColumn("why", label=_("What is missing, and what to do next")),
        ]

    def person_url(self, row: Standing) -> str:
        """The person's page, of the same day."""
        address = reverse("training_person", args=(row.placement_id,))
        return address if self.day == today() else f"{address}?day={self.day}"

    def get_base_queryset(self) -> StandingQuerySet:
        rows: StandingQuerySet = super().get_base_queryset()
        state = self.request.GET.get("state")
        if self.day != today():
            rows = rows.filter(self.then(self.day)) if state != ENDED else rows
        elif state not in {ENDED, ELIGIBLE}:
            rows = rows.current()
        return rows.select_related("placement__volunteer", "placement__role", "placement__commitment")

    @staticmethod
    def then(day: date) -> Q:
        """In casework on a day; of one to come, also who is still to begin."""
        running = Q(placement__ends_on=None) | Q(placement__ends_on__gte=day)
        return running & Q(placement__starts_on__lte=day) if day < today() else running

    def paginate_queryset(self, queryset: StandingQuerySet, page_size: int) -> Any:
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = list(rows)
        for row, verdict in zip(page.object_list, self.judged(page.object_list), strict=True):
            row.verdict = verdict
        return paginator, page, page.object_list, is_paginated

    def judged(self, rows: list[Standing]) -> list[Verdict]:
        """The answers of a page: of today from the rows themselves, of another day from the facts."""
        if self.day == today():
            return [row_verdict(row, self.day) for row in rows]
        return verdicts([row.placement for row in rows], self.day)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        ahead = self.day > today() and not self.is_export
        more = {"is_today": self.day == today(), "forecasts": forecasts(day=self.day) if ahead else []}
        return super().get_context_data(*args, **kwargs, **more)  # type: ignore[no-any-return]

    @cached_property
    def page_subtitle(self) -> str:
        if self.day != today():
            return _("%(count)s eligible") % {"count": number_eligible(self.day)}
        rows = Standing.objects.visible_to(self.request.user).filter(met_on(self.day))
        return _("%(count)s eligible today") % {"count": rows.count()}

    @cached_property
    def header_buttons(self) -> list[Any]:
        forecast = reverse("training_forecast")
        address = forecast if self.day == today() else f"{forecast}?day={self.day}"
        button = HeaderButton(_("Forecast and figures"), url=address, icon_name="calendar-alt")
        return [*super().header_buttons, button]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        changes = Button(_("Changes"), url=reverse("eligibility_changes:index"), icon_name="history", priority=90)
        return [*super().header_more_buttons, changes]


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
    export_permission = "training.export_standing"
    export_filename = "eligibility"
    screens = ("index",)
    form_fields: tuple[str, ...] = ()
