"""The interpreters' directory with what training knows: half-days, training attended; and where cover is missing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max, OuterRef, Prefetch, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from base.dates import on
from base.localised import listed
from base.templatetags.components import written_short
from recruitment.viewsets.columns import PlainColumn
from recruitment.viewsets.languages import SEE, InterpreterViewSet, PairIndex, ways
from training.actions.coverage import attendances, coverage, in_force, interpreters
from training.eligibility.criteria import HALF_DAYS
from training.forms.interpreters import InterpreterFilterSet
from training.models import Availability

VOLUNTEER = "application__placement__volunteer"


class VarietyColumn(PlainColumn):
    """Which variety, and whether spoken or written."""

    def words(self, instance: Any) -> SafeString:
        return format_html('{}<div class="staff-under">{}</div>', instance.dialect, ways(instance))


class WorkColumn(PlainColumn):
    """How they are paid, when they are free, and the last day of interpretation training that they attended."""

    def words(self, instance: Any) -> SafeString:
        placement = instance.application.placement
        said = placement.volunteer.free_now
        free = listed(HALF_DAYS[code] for row in said for code in row.half_days)
        lines = [
            free or (_("Free on no weekday half-day") if said else _("Free half-days not known")),
            _("Trained on %(day)s") % {"day": written_short(on(instance.trained_at))}
            if instance.trained_at
            else _("Never trained"),
        ]
        under = format_html_join("", '<div class="staff-under">{}</div>', ((line,) for line in lines))
        return format_html("{}{}", _("Paid") if placement.is_paid else _("Pro bono"), under)


class InterpreterIndex(PairIndex):
    """The directory: of everybody also when they are free, whether they are paid, and when they were trained last."""

    def get_base_queryset(self) -> Any:
        last = attendances().filter(enrolment__volunteer=OuterRef(VOLUNTEER)).order_by().values("enrolment__volunteer")
        free = Prefetch(
            f"{VOLUNTEER}__availabilities", queryset=Availability.objects.filter(in_force()), to_attr="free_now"
        )
        rows = super().get_base_queryset().prefetch_related(free)
        return rows.annotate(trained_at=Subquery(last.annotate(at=Max("session__starts_at")).values("at")))

    @cached_property
    def columns(self) -> list[Column]:
        usual = {column.name: column for column in super().columns}
        usual.pop("ways")
        usual["dialect"] = VarietyColumn("dialect", label=_("Dialect or variety"), classname="staff-wide")
        work = WorkColumn("work", label=_("Work and training"))
        assess = usual.pop("assess", None)
        return [*usual.values(), work, *([assess] if assess else [])]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Coverage and gaps"), url=reverse("training_coverage"), icon_name="globe")]


# The directory is recruitment's; from here it learns what recruitment cannot know.
InterpreterViewSet.index_view_class = InterpreterIndex
InterpreterViewSet.filterset_class = InterpreterFilterSet


@require_safe
def cover(request: HttpRequest) -> HttpResponse:
    """Language by language, what there is and what is missing; and who came to the training."""
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    rows, title = coverage(), _("Coverage and gaps")
    context = {
        "covers": rows,
        "open": [row for row in rows if row.gaps],
        "interpreters": interpreters(),
        "may_read_applications": request.user.has_perm("recruitment.view_application"),
        "page_title": title,
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("recruitment_interpreter:index"), "label": _("Interpreters")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "training/staff/coverage.html", context)
