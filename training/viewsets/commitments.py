"""What volunteers promised, and how it stands: the list."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.urls import path
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from accounts.visibility import VisibleIndex, VisibleModelViewSet
from base.dates import today
from base.templatetags.components import written_short
from recruitment.models import Cohort, Role
from training.actions.lights import courses_of
from training.models import Commitment
from training.models.commitment import CommitmentQuerySet
from training.rules import Light
from training.rules.hours import four_weeks, is_short, minutes_given, minutes_owed
from training.viewsets.commitment import CommitmentDecision, CommitmentPage
from training.viewsets.eligibility import NarrowPaginator

SHORT, EVERY = "short", "every"
CLASSES = {Light.ON_TRACK: " w-status--primary staff-yes", Light.DONE: " w-status--primary staff-yes"}
WARNED = " staff-no"


class CommitmentFilters(WagtailFilterSet):  # type: ignore[misc]
    """Narrow the list down. Without a choice it shows those that are neither done nor ended."""

    light = django_filters.ChoiceFilter(
        label=gettext_lazy("How it stands"),
        choices=[
            *Commitment.Signal.choices,
            (SHORT, gettext_lazy("Months served, hours missing: to decide")),
            (EVERY, gettext_lazy("All")),
        ],
        method="by_light",
        empty_label=gettext_lazy("Not over"),
        widget=forms.RadioSelect,
    )
    role = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Role"), field_name="placement__role", queryset=Role.objects.filter(months__gt=0)
    )
    cohort = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Cohort"),
        field_name="placement__application__cohort",
        queryset=Cohort.objects.order_by("-starts_on"),
    )

    class Meta:
        model = Commitment
        fields: tuple[str, ...] = ()

    def by_light(self, rows: CommitmentQuerySet, _name: str, value: str) -> CommitmentQuerySet:
        """By the light, or those that wait for a supervisor."""
        if value == EVERY:
            return rows
        return rows.short() if value == SHORT else rows.filter(light=value)


class LightColumn(Column):  # type: ignore[misc]
    """The light, and what it asks of staff."""

    def render_cell_html(self, instance: Any, _parent_context: Any) -> SafeString:
        said = Commitment.Signal(instance.light).label
        decide = is_short(instance.course, today())
        under = _("Months served, hours missing") if decide else ""
        tone = CLASSES.get(Light(instance.light), WARNED if instance.light == Light.BEHIND else "")
        return format_html(
            '<td><span class="w-status{}">{}</span><div class="staff-under">{}</div></td>', tone, said, under
        )


class HoursColumn(Column):  # type: ignore[misc]
    """Hours confirmed of those owed, and those of the last four weeks."""

    def render_cell_html(self, instance: Any, _parent_context: Any) -> SafeString:
        course = instance.course
        if course.anchor_on is None:
            return format_html("<td></td>")
        lately, _expected = four_weeks(course, today())
        words = {"given": minutes_given(course) // 60, "owed": minutes_owed(course) // 60}
        late = {"lately": lately // 60, "promised": course.hours_per_week * 4}
        return format_html(
            '<td>{}<div class="staff-under">{}</div></td>',
            _("%(given)s of %(owed)s") % words,
            _("%(lately)s of %(promised)s in four weeks") % late,
        )


class UntilColumn(Column):  # type: ignore[misc]
    """When it ends, or ended."""

    def render_cell_html(self, instance: Any, _parent_context: Any) -> SafeString:
        day: date | None = instance.ended_early_on or instance.fulfilled_on or instance.ends_on
        return format_html("<td>{}</td>", written_short(day))


class CommitmentIndex(VisibleIndex):
    """One row a commitment, the latest first; three queries for the rows whatever their number."""

    default_ordering = "-pk"
    paginator_class = NarrowPaginator
    page_title = gettext_lazy("Commitments")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=_("Volunteer"),
                accessor="placement.volunteer.name",
                sort_key="placement__volunteer__name",
                get_url=self.get_inspect_url,
            ),
            LightColumn("light", label=_("How it stands")),
            HoursColumn("hours", label=_("Hours")),
            UntilColumn("until", label=_("Until"), sort_key="ends_on"),
            Column("role", label=_("Role"), accessor="placement.role", classname="staff-wide"),
        ]

    def get_base_queryset(self) -> CommitmentQuerySet:
        rows: CommitmentQuerySet = super().get_base_queryset()
        shown = rows if self.request.GET.get("light") else rows.running()
        return shown.select_related("placement__volunteer", "placement__role")

    def get_table(self, object_list: Any) -> Any:
        rows = list(object_list)
        for row, course in zip(rows, courses_of(rows), strict=True):
            row.course = course
        return super().get_table(rows)

    @cached_property
    def page_subtitle(self) -> str:
        rows = Commitment.objects.visible_to(self.request.user)
        return _("%(behind)s behind, %(short)s to decide") % {
            "behind": rows.behind().count(),
            "short": rows.short().count(),
        }


class CommitmentViewSet(VisibleModelViewSet):
    """What volunteers promised. A commitment is signed by its volunteer and changed by decisions, never edited."""

    model = Commitment
    name = "training_commitment"
    url_prefix = "training/commitments"
    icon = "time"
    menu_label = gettext_lazy("Commitments")
    index_view_class = CommitmentIndex
    inspect_view_class = CommitmentPage
    inspect_view_enabled = True
    inspect_template_name = CommitmentPage.template_name
    filterset_class = CommitmentFilters
    search_fields = ("placement__volunteer__name", "placement__volunteer__name_other")
    search_backend_name = None
    screens = ("index", "inspect")
    form_fields: tuple[str, ...] = ()

    def get_urlpatterns(self) -> list[Any]:
        decide = self.construct_view(CommitmentDecision, **self.get_inspect_view_kwargs())
        return [*super().get_urlpatterns(), path("decide/<int:pk>/<slug:verb>/", decide, name="decide")]
