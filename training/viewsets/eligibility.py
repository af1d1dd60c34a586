"""Who may do casework, why, and why not yet: the list, of today or of any other day."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from accounts.visibility import VisibleModelViewSet
from base.dates import today
from base.localised import listed
from base.templatetags.components import written
from training.eligibility import Verdict, forecasts, live_on, met_on, missing_on, number_eligible, row_verdict, verdicts
from training.forms.eligibility import ELIGIBLE, ENDED, NOT_YET, StandingFilters
from training.models import Override, Standing
from training.models.standing import StandingQuerySet
from training.viewsets.eligibility_export import COLUMNS, EligibilityExport


class TodayColumn(Column):  # type: ignore[misc]
    """Eligible or not, until when, and whether an override is part of the answer."""

    cell_template_name = "training/staff/cells/today.html"

    def get_cell_context_data(self, instance: Standing, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["verdict"] = instance.verdict  # type: ignore[attr-defined]
        context["overridden_by"] = instance.overridden_by  # type: ignore[attr-defined]
        return context  # type: ignore[no-any-return]


class WhyColumn(TodayColumn):
    """What is missing, in plain words, and the next action; then what is to be seen to in time."""

    cell_template_name = "training/staff/cells/why.html"


def overriders(rows: list[Standing], day: date) -> dict[int, str]:
    """Who took a criterion as met for these people on a day, by placement; nothing is asked where nobody did."""
    if not rows:
        return {}
    in_force = Override.objects.filter(
        placement__in=[row.placement_id for row in rows], from_on__lte=day, expires_on__gte=day
    ).select_related("by")
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in in_force.order_by("from_on"):
        found[row.placement_id].append(row.by.get_full_name() or row.by.email if row.by else "")
    return {placement: listed(dict.fromkeys(filter(None, names))) for placement, names in found.items()}


class NarrowPaginator(WagtailPaginator):  # type: ignore[misc]
    """Finds the rows of a page by their numbers first, which indexes answer, and joins for these few only."""

    @property
    def items_count_label(self) -> str:
        """How many there are, without the word our tables call them by."""
        return ngettext("%(count)s entry", "%(count)s entries", self.count) % {"count": self.count}

    def _get_page(self, rows: StandingQuerySet, *args: Any, **kwargs: Any) -> Any:
        few = self.object_list.model.objects.filter(pk__in=rows.values("pk"))
        few.query.order_by, few.query.select_related = rows.query.order_by, rows.query.select_related
        return super()._get_page(few, *args, **kwargs)


class EligibilityIndex(EligibilityExport):
    """One row a placement, the latest first: eligible or not, and why. A fixed number of queries for the rows."""

    default_ordering = "-pk"
    paginator_class = NarrowPaginator
    page_title = gettext_lazy("Eligibility")
    verbose_name_plural = gettext_lazy("people")
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
        found = self.judged(page.object_list)
        whose = overriders(
            [row for row, verdict in zip(page.object_list, found, strict=True) if verdict.override_until], self.day
        )
        for row, verdict in zip(page.object_list, found, strict=True):
            row.verdict, row.overridden_by = verdict, whose.get(row.placement_id, "")
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
        """How many of everybody are as the list was asked to show them: eligible, unless it is of the others."""
        day, state = self.day, self.request.GET.get("state")
        seen = Standing.objects.visible_to(self.request.user)
        if state == ENDED:
            ended = seen.filter(placement__ends_on__lt=day).count()
            return ngettext("%(count)s placement ended", "%(count)s placements ended", ended) % {"count": ended}
        if state == NOT_YET:
            return _("%(count)s not yet eligible") % {"count": self.not_yet(seen)}
        if day != today():
            return _("%(count)s eligible") % {"count": number_eligible(day)}
        return _("%(count)s eligible today") % {"count": seen.filter(met_on(day)).count()}

    def not_yet(self, seen: StandingQuerySet) -> int:
        """How many in casework lack something on the day."""
        if self.day == today():
            return seen.current().filter(missing_on(self.day)).count()
        return seen.filter(self.then(self.day)).exclude(live_on(self.day)).count()

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
