"""Board reports: drawn up for any period, published, and then kept as they were; on the screen, as PDF and as CSV."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from base.dates import on, today
from base.templatetags.components import written, written_short
from recruitment.rules import add_months
from recruitment.rules.tables import Table
from training.actions.board import Drawn, FiguresChangedError, draw_up, is_unaltered, publish, tables_of
from training.forms.report import PeriodForm, PublishForm
from training.models import BoardReport
from training.rules.periods import Period, usual_periods
from training.viewsets.report_files import csv_file, pdf_file, stacked

SEE, PUBLISH = "training.view_boardreport", "training.add_boardreport"
PAGE, ERASED_AFTER_MONTHS = 50, 12
NAMES = {
    "quarter": gettext_lazy("The last quarter"),
    "this_year": gettext_lazy("This year so far"),
    "last_year": gettext_lazy("Last year"),
}


def days_of(period: Period) -> str:
    """A period in words, for a title."""
    told = {"first": written_short(period.first), "last": written_short(period.last)}
    return _("%(first)s to %(last)s") % told


class BoardScreen(WagtailAdminTemplateMixin, View):
    """A screen about board reports."""

    permission = SEE
    header_icon = "doc-full"
    page_title = gettext_lazy("Board reports")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("training_board:index"), "label": _("Board reports")}
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, above, *([here] if here["label"] != above["label"] else [])]

    def draw(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page."""
        return self.render_to_response(self.get_context_data(**context), status=status)  # type: ignore[no-any-return]


class BoardIndex(BoardScreen):
    """Which were published, and the way to a new one."""

    http_method_names = ["get", "head", "options"]
    template_name = "training/staff/boards.html"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        rows = BoardReport.objects.visible_to(request.user).defer("figures").select_related("published_by")
        usual = [
            (NAMES[key], days_of(period), f"first={period.first}&last={period.last}")
            for key, period in usual_periods(today()).items()
        ]
        form = PeriodForm(initial={"first": usual_periods(today())["this_year"].first, "last": today()})
        return self.draw(form=form, usual=usual, page=Paginator(rows, PAGE).get_page(request.GET.get("p")))


class DraftScreen(BoardScreen):
    """A report as it would be published now; the days are in the address."""

    @cached_property
    def form(self) -> PeriodForm:
        """The days; this year so far, unless the address names others."""
        usual = usual_periods(today())["this_year"]
        asked = self.request.GET
        named = "first" in asked or "last" in asked
        return PeriodForm(asked if named else {"first": usual.first, "last": usual.last})

    @cached_property
    def period(self) -> Period:
        """The days, if they can be counted."""
        if not self.form.is_valid():
            raise Http404
        return self.form.period

    @cached_property
    def drawn(self) -> Drawn:
        """The report."""
        return draw_up(self.period)

    @property
    def lines(self) -> list[str]:
        """What it is, for a file."""
        told = _("Not published: as counted on %(day)s.") % {"day": written(today())}
        return [days_of(self.period), told]

    @property
    def file_name(self) -> str:
        """What its files are called."""
        return f"board-report-{self.period.first}-{self.period.last}-draft"


class DraftPage(DraftScreen):
    """Look at it, and publish it."""

    template_name = "training/staff/board.html"

    def get_page_title(self) -> str:
        return _("New board report")

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(PUBLISH):
            raise PermissionDenied
        form = PublishForm(request.POST)
        if not self.form.is_valid() or not form.is_valid():
            return self.show(form, status=422)
        given = form.cleaned_data
        try:
            report = publish(title=given["title"], period=self.period, seen=given["seen"], actor=request.user)  # type: ignore[arg-type]
        except FiguresChangedError:
            messages.warning(request, _("The figures changed while you read them. Look at them again, then publish."))
            return self.show(PublishForm(initial={"title": given["title"], "seen": self.drawn.digest}), status=409)
        messages.success(request, _("The report is published. It stays as it is."))
        return redirect("training_board:inspect", report.pk)

    def show(self, publishing: PublishForm | None = None, *, status: int = 200) -> HttpResponse:
        """The page, or the question which days are meant."""
        if not self.form.is_valid():
            return self.draw(form=self.form, status=422)
        title = _("Board report, %(days)s") % {"days": days_of(self.period)}
        return self.draw(
            form=self.form,
            period=self.period,
            tables=self.drawn.tables(),
            publishing=publishing or PublishForm(initial={"title": title, "seen": self.drawn.digest}),
            may_publish=self.request.user.has_perm(PUBLISH),
            some_erased=self.period.first < add_months(today(), -ERASED_AFTER_MONTHS),
            query=f"first={self.period.first}&last={self.period.last}",
            day=today(),
            status=status,
        )


class DraftFile(DraftScreen):
    """The same as a file."""

    http_method_names = ["get", "head", "options"]

    def get(self, _request: HttpRequest, *_args: Any, kind: str, **_kwargs: Any) -> HttpResponse:
        return file_of(kind, self.file_name, _("Board report (draft)"), self.lines, self.drawn.tables())


class PublishedScreen(BoardScreen):
    """A report as it was published."""

    http_method_names = ["get", "head", "options"]

    @cached_property
    def report(self) -> BoardReport:
        """The report."""
        return get_object_or_404(BoardReport.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.report.from_on, self.report.until_on)

    @property
    def lines(self) -> list[str]:
        """What it is, for a file."""
        published = {"day": written(on(self.report.published_at)), "digest": self.report.digest[:12]}
        if not is_unaltered(self.report):
            return [
                days_of(self.period),
                _("Published on %(day)s, but its figures were changed afterwards.") % published,
            ]
        told = _("Published on %(day)s and unchanged since. Its figures are known by %(digest)s.")
        return [days_of(self.period), told % published]


class PublishedPage(PublishedScreen):
    """Read it."""

    template_name = "training/staff/board_published.html"

    def get_page_title(self) -> str:
        return self.report.title

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        later = BoardReport.objects.visible_to(request.user).later_than(self.report).defer("figures").first()
        return self.draw(
            report=self.report,
            period=self.period,
            tables=tables_of(self.report.figures),
            unaltered=is_unaltered(self.report),
            later=later,
        )


class PublishedFile(PublishedScreen):
    """The same as a file."""

    def get(self, _request: HttpRequest, *_args: Any, kind: str, **_kwargs: Any) -> HttpResponse:
        name = f"board-report-{self.report.from_on}-{self.report.until_on}"
        return file_of(kind, name, self.report.title, self.lines, tables_of(self.report.figures))


def file_of(kind: str, name: str, title: str, lines: list[str], tables: list[Table]) -> HttpResponse:
    """A report as ``pdf`` or ``csv``."""
    if kind == "pdf":
        return pdf_file(name, title=title, lines=lines, tables=tables, foot=title)
    if kind == "csv":
        return csv_file(stacked([title, *lines], tables), name)
    raise Http404


class BoardMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to those who may read board reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE)


class BoardViewSet(ViewSet):  # type: ignore[misc]
    """The list, a report to be, and those published. None can be changed or deleted."""

    name = "training_board"
    url_prefix = "board-reports"
    icon = "doc-full"
    menu_label = gettext_lazy("Board reports")
    menu_item_class = BoardMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", BoardIndex.as_view(), name="index"),
            path("new/", DraftPage.as_view(), name="new"),
            path("new/report.<slug:kind>", DraftFile.as_view(), name="new_file"),
            path("<int:pk>/", PublishedPage.as_view(), name="inspect"),
            path("<int:pk>/report.<slug:kind>", PublishedFile.as_view(), name="file"),
        ]
