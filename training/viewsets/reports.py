"""The training report: attendance, completion, hours and retention; one screen, the same on paper, tables as files."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from base.dates import today
from base.templatetags.components import written
from recruitment.rules.tables import Table
from training.forms.report import TrainingReportForm
from training.viewsets.report_files import csv_file, pdf_file
from training.viewsets.report_tables import TABLES, Report

SEE = "training.view_attendance"


class ReportScreen(View):
    """Figures of training, narrowed by the address; each reader sees the tables whose rows they may see."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        self.form = TrainingReportForm(request.GET)
        return super().dispatch(request, *args, **kwargs)

    def tables(self) -> list[Table]:
        """All tables the reader may see."""
        report = Report(self.form.scope)
        return [part.make(report) for part in TABLES.values() if self.request.user.has_perm(part.permission)]

    def chosen(self) -> list[str]:
        """What the report is narrowed to, in words."""
        values = self.form.cleaned_data
        told = [_("As it stands on %(day)s.") % {"day": written(today())}]
        for name, value in values.items():
            if value:
                words = written(value) if name in {"first", "last"} else value
                told.append(_("%(label)s: %(words)s.") % {"label": self.form.fields[name].label, "words": words})
        return told


class ReportPage(WagtailAdminTemplateMixin, ReportScreen):
    """All tables, each with its drawing."""

    template_name = "training/staff/report.html"
    page_title = gettext_lazy("Training report")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        valid = self.form.is_valid()
        context = self.get_context_data(
            form=self.form,
            tables=self.tables() if valid else [],
            chosen=self.chosen() if valid else [],
            query=request.GET.urlencode(),
            files="training_report:table",
        )
        return self.render_to_response(context, status=200 if valid else 422)  # type: ignore[no-any-return]


class ReportPaper(ReportScreen):
    """The same on paper."""

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            raise Http404
        title = _("Training report")
        return pdf_file(
            f"training-report-{today()}", title=title, lines=self.chosen(), tables=self.tables(), foot=title
        )


class ReportTable(ReportScreen):
    """One table as CSV."""

    def get(self, request: HttpRequest, *_args: Any, table: str, **_kwargs: Any) -> HttpResponse:
        part = TABLES.get(table)
        if part is None or not request.user.has_perm(part.permission) or not self.form.is_valid():
            raise Http404
        return csv_file(part.make(Report(self.form.scope)).plain(), f"training-{table}-{today()}")


class ReportMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to those who may read registers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE)


class ReportViewSet(ViewSet):  # type: ignore[misc]
    """The report and its files."""

    name = "training_report"
    url_prefix = "training-report"
    icon = "history"
    menu_label = gettext_lazy("Report")
    menu_item_class = ReportMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", ReportPage.as_view(), name="index"),
            path("paper/", ReportPaper.as_view(), name="paper"),
            path("<slug:table>/", ReportTable.as_view(), name="table"),
        ]
