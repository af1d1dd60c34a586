"""What each role's applications are read by."""

from typing import Any

import django_filters
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column

from accounts.visibility import VisibleModelViewSet
from recruitment.models import Criterion, Role
from recruitment.viewsets.calendar import RowIndex

ORDER = ("sort_order", "pk")


class CriterionFilterSet(WagtailFilterSet):
    """What the rubrics are narrowed by."""

    role = django_filters.ModelChoiceFilter(label=gettext_lazy("Role"), queryset=Role.objects.all())

    class Meta:
        model = Criterion
        fields: list[str] = []


class CriterionIndex(RowIndex):
    """The lines of all rubrics, by role and in their order."""

    def order_queryset(self, queryset: Any) -> Any:
        ordered = self.is_explicitly_ordered
        return super().order_queryset(queryset) if ordered else queryset.order_by("role__sort_order", "role", *ORDER)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("role")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self.link("label", _("What is looked for"), accessor=str),
            Column("role", label=_("Role")),
            Column("sort_order", label=_("Order")),
            Column("weight_by", label=_("Weighs by"), accessor="get_weight_by_display"),
            Column("weight", label=_("Weight now")),
            Column("is_active", label=_("For new reviews"), accessor=use),
        ]


def use(criterion: Criterion) -> str:
    """Whether new reviews are written by it."""
    return _("Used") if criterion.is_active else _("Retired")


class CriterionViewSet(VisibleModelViewSet):
    """The rubrics by which applications are screened, a line each."""

    model = Criterion
    name = "recruitment_criterion"
    url_prefix = "criteria"
    icon = "list-ol"
    index_view_class = CriterionIndex
    filterset_class = CriterionFilterSet
    panels = [
        FieldPanel("role"),
        FieldRowPanel([FieldPanel("label_en"), FieldPanel("label_zh")]),
        FieldRowPanel([FieldPanel("weight_by"), FieldPanel("sort_order")]),
        FieldPanel("is_active"),
    ]
