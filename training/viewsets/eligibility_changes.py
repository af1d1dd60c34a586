"""What changed in people's eligibility, when, and what caused it: the list that the supervisors' mail leads to."""

from typing import Any

import django_filters
from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from accounts.visibility import VisibleIndex, VisibleModelViewSet
from base.localised import listed
from base.templatetags.components import written
from training.models import StandingChange

OPENED, CLOSED = "opened", "closed"


def picker() -> forms.DateInput:
    """A day, picked in the browser's own way."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ChangeFilters(WagtailFilterSet):  # type: ignore[misc]
    """Narrow the changes down. Without a choice: those by which somebody became eligible, or no longer is."""

    what = django_filters.ChoiceFilter(
        label=gettext_lazy("What changed"),
        choices=[
            (OPENED, gettext_lazy("Now eligible")),
            (CLOSED, gettext_lazy("No longer eligible")),
            ("any", gettext_lazy("Anything, also what is missing")),
        ],
        method="by_what",
        empty_label=gettext_lazy("Eligible or not"),
        widget=forms.RadioSelect,
    )
    cause = django_filters.ChoiceFilter(
        label=gettext_lazy("Cause"),
        choices=StandingChange.Cause.choices,
        empty_label=gettext_lazy("Any"),
        widget=forms.RadioSelect,
    )
    since = django_filters.DateFilter(label=gettext_lazy("From"), field_name="on", lookup_expr="gte", widget=picker())
    until = django_filters.DateFilter(label=gettext_lazy("Until"), field_name="on", lookup_expr="lte", widget=picker())

    class Meta:
        model = StandingChange
        fields: tuple[str, ...] = ()

    def by_what(self, rows: Any, _name: str, value: str) -> Any:
        """One way, or the other."""
        return rows if value == "any" else rows.filter(turned=True, is_eligible=value == OPENED)


def what(row: StandingChange) -> str:
    """What somebody became."""
    if row.turned:
        return _("Now eligible") if row.is_eligible else _("No longer eligible")
    return _("Eligible still") if row.is_eligible else _("Not yet")


def missing(row: StandingChange) -> str:
    """What was missing then, in a line."""
    return listed(row.names)


class ChangeIndex(VisibleIndex):
    """The latest first."""

    page_title = gettext_lazy("Changes of eligibility")
    default_ordering = "-at"

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("placement__volunteer")
        return rows if self.request.GET.get("what") == "any" else rows.turned()

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("-at", "-pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=_("Volunteer"),
                accessor="placement.volunteer.name",
                get_url=lambda row: reverse("training_person", args=(row.placement_id,)),
            ),
            Column("what", label=_("What changed"), accessor=what),
            Column("on", label=_("From"), accessor=lambda row: written(row.on)),
            Column("cause", label=_("Cause"), accessor="get_cause_display"),
            Column("missing", label=_("Missing then"), accessor=missing),
        ]


class ChangeViewSet(VisibleModelViewSet):
    """Written by actions, never edited."""

    model = StandingChange
    name = "eligibility_changes"
    url_prefix = "training/changes"
    icon = "history"
    menu_label = gettext_lazy("Changes of eligibility")
    index_view_class = ChangeIndex
    filterset_class = ChangeFilters
    search_fields = ("placement__volunteer__name", "placement__volunteer__name_other")
    search_backend_name = None
    screens = ("index",)
    form_fields: tuple[str, ...] = ()
