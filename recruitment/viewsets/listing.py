"""The list of applications, and what of it other screens carry along."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column

from base.models import Organisation
from recruitment.actions.bulk import BULK_TARGETS
from recruitment.actions.pipeline import MOVE
from recruitment.actions.reviews import as_read_by
from recruitment.forms.filters import ANSWER, ApplicationFilterSet
from recruitment.models import TURN, Application, InformationRequest, SavedFilter, SearchText
from recruitment.viewsets.columns import (
    ApplicantColumn,
    PlainColumn,
    PlainTable,
    PointsColumn,
    PromisedColumn,
    ScoreColumn,
    StageColumn,
    TickColumn,
    WaitingColumn,
)
from recruitment.viewsets.export import ApplicationExport

# What stands in an address beside the filters and the words searched for.
NOT_FILTERS = ("p", "export", "to", "_w_filter_fragment", "pk", "all", "csrfmiddlewaretoken")
SORTED_BY = ("name", "stage", "submitted_at", "reply_by")
SEARCH = "q"
UPFRONT = (SEARCH, "standing", "role")  # shown without opening anything


def kept(request: HttpRequest) -> QueryDict:
    """The list's filters and search, in the address of a screen reached from it."""
    query = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name not in NOT_FILTERS and (said := [value for value in values if value]):
            query.setlist(name, said)
    return query


def filters_of(request: HttpRequest) -> str:
    """The list's filters, to be carried along: ``?role=3&q=chan``, or nothing."""
    return f"?{query.urlencode()}" if (query := kept(request)) else ""


def found(asked: str, reader: Any) -> Q:
    """Applications in which every word of this occurs, as far as this reader may know them."""
    return Q(pk__in=SearchText.objects.containing(asked, reader=reader).values("pk")) if asked.strip() else Q()


def ordered(rows: QuerySet[Application], request: HttpRequest) -> QuerySet[Application]:
    """In the order of the column that was chosen, otherwise those waiting longest first; it tells no hidden name."""
    asked = request.GET.get("ordering", "")
    column = asked.removeprefix("-")
    if column not in SORTED_BY:
        return rows.oldest_first()  # type: ignore[attr-defined,no-any-return]
    if column == "name":
        return rows.by_shown_name(request.user, descending=asked != column)  # type: ignore[attr-defined,no-any-return]
    return rows.order_by(asked, "submitted_at", "pk")


def narrowed(request: HttpRequest) -> QuerySet[Application]:
    """What the list shows under these filters and this search, in its order; nothing where a filter is not valid."""
    rows = ordered(Application.objects.visible_to(request.user).standing(), request)
    filters = ApplicationFilterSet(request.GET, queryset=rows, request=request)
    if not filters.is_valid():
        return rows.none()
    return filters.filter_queryset(rows).filter(found(request.GET.get(SEARCH, ""), request.user))  # type: ignore[no-any-return]


def neighbours(request: HttpRequest, application: Application) -> tuple[int | None, int | None]:
    """The keys of the applications before and after this one, as the list shows them, sorted by a column or not."""
    rows = narrowed(request)
    if request.GET.get("ordering", "").removeprefix("-") not in SORTED_BY:
        return around(rows, application)
    keys = list(rows.values_list("pk", flat=True))
    if application.pk not in keys:  # it left the filter; where it stood by this column is not known
        return None, None
    at = keys.index(application.pk)
    return keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None


def around(rows: QuerySet[Application], application: Application) -> tuple[int | None, int | None]:
    """The keys of the applications before and after this one, in the list's own order."""
    here = 0 if application.is_waiting else 2 if application.is_closed else 1
    rows, at, pk = rows.alias(turn=TURN), application.submitted_at, application.pk
    later = Q(turn__gt=here) | Q(turn=here, submitted_at__gt=at) | Q(turn=here, submitted_at=at, pk__gt=pk)
    earlier = Q(turn__lt=here) | Q(turn=here, submitted_at__lt=at) | Q(turn=here, submitted_at=at, pk__lt=pk)
    before = rows.filter(earlier).order_by("-turn", "-submitted_at", "-pk")
    after = rows.filter(later).order_by("turn", "submitted_at", "pk")
    return before.values_list("pk", flat=True).first(), after.values_list("pk", flat=True).first()


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: str
    url: str


class ApplicationIndex(ApplicationExport):
    """All applications, those waiting longest first."""

    template_name = "recruitment/staff/applications.html"
    results_template_name = "recruitment/staff/applications_results.html"
    table_class = PlainTable
    header_more_buttons: list[Any] = []

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().standing().select_related("role", "cohort")
        if self.is_export:
            return rows.select_related("first_cohort")
        answered = InformationRequest.objects.filter(application=OuterRef("pk"), answered_at__isnull=False)
        rows = rows.defer("answers").prefetch_related("tags")
        return rows.annotate(has_answered=Exists(answered), house=Organisation.beside("name_en", "name_zh"))

    def order_queryset(self, queryset: Any) -> Any:
        return ordered(queryset, self.request)

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, rows, more = super().paginate_queryset(queryset, page_size)
        page.object_list = as_read_by(rows, self.request.user)  # type: ignore[arg-type]
        if page.object_list and not self.is_export:  # the head of the screen names it: one query less
            self.request.organisation = Organisation.of_column(page.object_list[0].house)
        return paginator, page, page.object_list, more

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.filter(found(self.search_query, self.request.user)) if self.is_searching else queryset

    def get_inspect_url(self, instance: Any) -> str:
        return reverse(self.inspect_url_name, args=(instance.pk,)) + self.carried

    @cached_property
    def carried(self) -> str:
        """The filters of the list, which every row carries along."""
        return filters_of(self.request)

    @cached_property
    def may_move(self) -> bool:
        """Whether the reader may do something to several at once."""
        return bool(self.request.user.has_perm(MOVE))

    @cached_property
    def columns(self) -> list[Column]:
        ticks = [TickColumn("tick", label=_("Choose"), classname="staff-pick")] if self.may_move else []
        return [
            *ticks,
            ApplicantColumn("name", label=_("Applicant"), sort_key="name", get_url=self.get_inspect_url),
            PlainColumn("role", label=_("Role"), classname="staff-wide"),
            PlainColumn("cohort", label=_("Cohort"), classname="staff-wide"),
            StageColumn("stage", label=_("Stage"), sort_key="stage"),
            WaitingColumn("waiting_days", label=_("Waiting"), sort_key="submitted_at"),
            PromisedColumn("reply_by", label=_("Answer promised by"), sort_key="reply_by", classname="staff-wide"),
            ScoreColumn("score_average", label=_("Score"), classname="staff-wide"),
            PointsColumn("points", label=_("To discuss"), classname="staff-wide"),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        if self.is_export:
            return context  # type: ignore[no-any-return]
        carried = kept(self.request)
        return {
            **context,
            "chips": list(self.chips()),
            "saved": SavedFilter.objects.visible_to(self.request.user),
            "savable": savable(carried),
            "carried": [(name, value) for name, values in carried.lists() for value in values],
            "may_move": self.may_move,
            "targets": BULK_TARGETS,
            **self.fields(),
        }

    def fields(self) -> dict[str, Any]:
        """The filters as the page groups them."""
        form = self.filters.form
        more = [field for field in form if field.name not in UPFRONT and not field.name.startswith(ANSWER)]
        answers = [field for field in form if field.name.startswith(ANSWER)]
        return {
            "search": self.search_query,
            "first_fields": [form[name] for name in UPFRONT if name in form.fields],
            "more_fields": more,
            "answer_fields": answers,
            "filter_role": self.filters.chosen_role,
        }

    def chips(self) -> Iterator[Chip]:
        """The filters in force."""
        if self.search_query:
            yield self.chip(SEARCH, self.search_query, _("Search"), self.search_query)
        form = self.filters.form
        for name in form.changed_data:
            labels = {str(value): label for value, label in getattr(form.fields[name], "choices", ())}
            for value in self.request.GET.getlist(name):
                yield self.chip(name, value, form[name].label, str(labels.get(value, value)))

    def chip(self, name: str, value: str, label: Any, shown: str) -> Chip:
        """One filter in force."""
        query = kept(self.request)
        query.setlist(name, [one for one in query.getlist(name) if one != value])
        return Chip(label=f"{label}: {shown}", url=f"{self.index_url}?{query.urlencode()}")


def savable(query: QueryDict) -> str:
    """A view of the list as it may be kept: the filters, never the words searched for."""
    names = set(ApplicationFilterSet.base_filters)
    chosen = QueryDict(mutable=True)
    for name, values in query.lists():
        if (name in names or name.startswith(ANSWER)) and any(values):
            chosen.setlist(name, [value for value in values if value])
    return chosen.urlencode()
