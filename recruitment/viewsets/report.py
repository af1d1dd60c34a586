"""The recruitment report: one screen, and each of its tables as a file."""

import csv
from io import StringIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from accounts.visibility import inert
from base.dates import today
from recruitment.forms.report import ReportForm
from recruitment.models import Application
from recruitment.viewsets.report_tables import TABLES, Report

SEE, EXPORT = "recruitment.view_application", "recruitment.export_application"


class ReportScreen(View):
    """Figures of the applications somebody may see, narrowed by the address."""

    http_method_names = ["get", "head", "options"]
    permissions: tuple[str, ...] = (SEE,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perms(self.permissions):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def report(self, form: ReportForm) -> Report:
        """What is asked for."""
        return Report(Application.objects.visible_to(self.request.user), form.scope)


class ReportPage(WagtailAdminTemplateMixin, ReportScreen):
    """All tables, each with its drawing."""

    template_name = "recruitment/staff/report.html"
    page_title = _("Recruitment report")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = ReportForm(request.GET)
        report = self.report(form) if form.is_valid() else None
        context = self.get_context_data(
            form=form,
            report=report,
            tables=report.tables() if report else [],
            query=request.GET.urlencode(),
            may_export=request.user.has_perm(EXPORT),
            day=today(),
        )
        return self.render_to_response(context, status=200 if report else 422)  # type: ignore[no-any-return]


class ReportTable(ReportScreen):
    """One table as CSV: numbers, text that no spreadsheet runs, Hong Kong dates."""

    permissions = (SEE, EXPORT)

    def get(self, request: HttpRequest, *_args: Any, table: str, **_kwargs: Any) -> HttpResponse:
        form = ReportForm(request.GET)
        if table not in TABLES or not form.is_valid():
            raise Http404
        made = TABLES[table](self.report(form))
        written = StringIO()
        csv.writer(written).writerows(
            [inert(cell) if isinstance(cell, str) else cell for cell in row] for row in made.plain()
        )
        # The mark at the beginning tells spreadsheets that the Chinese in it is UTF-8.
        answer = HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="recruitment-{table}-{today()}.csv"'
        return answer


class ReportMenuItem(MenuItem):  # type: ignore[misc]
    """Shown to those who may read applications."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE)


class ReportViewSet(ViewSet):  # type: ignore[misc]
    """The report and its files."""

    name = "recruitment_report"
    url_prefix = "recruitment-report"
    icon = "history"
    menu_label = _("Report")
    menu_item_class = ReportMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", ReportPage.as_view(), name="index"),
            path("<slug:table>/", ReportTable.as_view(), name="table"),
        ]
