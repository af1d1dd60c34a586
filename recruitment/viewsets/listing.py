"""The list of applications."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column

from accounts.visibility import VisibleIndex
from recruitment.viewsets.columns import (
    PersonColumn,
    PlainColumn,
    PointsColumn,
    PromisedColumn,
    StageColumn,
    WaitingColumn,
)

NOT_FILTERS = ("p", "export", "to", "_w_filter_fragment")


def filters_of(request: HttpRequest) -> str:
    """The list's filters, to be carried along: ``?role=3&q=chan``, or nothing."""
    kept = request.GET.copy()
    for name in NOT_FILTERS:
        kept.pop(name, None)
    return f"?{kept.urlencode()}" if kept else ""


SEARCHED = ("name", "name_other", "reference", "email")


def found(asked: str) -> Q:
    """Applications in which these letters occur."""
    query = Q()
    for name in SEARCHED:
        query |= Q(**{f"{name}__icontains": asked})
    return query


class ApplicationIndex(VisibleIndex):
    """All applications, those waiting longest first."""

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("role", "cohort")
        return rows if self.is_export else rows.defer("answers")

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset) if self.is_explicitly_ordered else queryset.oldest_first()

    def get_inspect_url(self, instance: Any) -> str:
        return reverse(self.inspect_url_name, args=(instance.pk,)) + self.carried

    @cached_property
    def carried(self) -> str:
        """The filters of the list, which every row carries along."""
        return filters_of(self.request)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            PersonColumn("name", label=_("Applicant"), sort_key="name", get_url=self.get_inspect_url),
            PlainColumn("role", label=_("Role"), classname="staff-wide"),
            PlainColumn("cohort", label=_("Cohort"), classname="staff-wide"),
            StageColumn("stage", label=_("Stage"), sort_key="stage"),
            WaitingColumn("waiting_days", label=_("Waiting"), sort_key="submitted_at"),
            PromisedColumn("reply_by", label=_("Answer promised by"), sort_key="reply_by", classname="staff-wide"),
            PointsColumn("points", label=_("To discuss"), classname="staff-wide"),
        ]
