"""Bringing spreadsheets in: which were, a template of each kind, a trial with every row judged, and the button."""

import csv
import io
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from openpyxl import Workbook
from openpyxl.styles import Font
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from accounts.models import User
from accounts.visibility import VisibleIndex, VisibleInspect, VisibleModelViewSet
from base.templatetags.components import written_time
from training.actions.importing import (
    IMPORTERS,
    File,
    Importer,
    NotReadyError,
    Trial,
    bring_in,
    importer_of,
    sealed,
    try_out,
    unsealed,
)
from training.forms.importing import SealedForm, UploadForm
from training.models import ImportRun

SHOWN, ROWS_A_PAGE = 50, 100
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class RunIndex(VisibleIndex):
    """What was brought in, the latest first."""

    default_ordering = "-at"
    page_title = gettext_lazy("Imports")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("by")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("at", label=_("When"), accessor=when, get_url=self.get_inspect_url, sort_key="at"),
            Column("kind", label=_("What"), accessor="get_kind_display"),
            Column("file_name", label=_("File"), classname="staff-wide"),
            Column("created", label=_("New")),
            Column("unchanged", label=_("There already")),
            Column("by", label=_("By"), accessor=by, classname="staff-wide"),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Bring in a spreadsheet"), url=reverse("training_import:new"), icon_name="upload")]


def when(run: ImportRun) -> str:
    """The day and the time."""
    return written_time(localtime(run.at))


def by(run: ImportRun) -> str:
    """Who did it."""
    return (run.by.get_full_name() or run.by.email) if run.by else ""


class RunPage(VisibleInspect):
    """One spreadsheet brought in, and whom each of its rows was about."""

    template_name = "training/staff/import_run.html"
    page_title = gettext_lazy("Import")
    object: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.rows.select_related("volunteer").order_by("number")
        page = Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("p"))
        may_see = self.request.user.has_perm("recruitment.view_volunteer")
        return super().get_context_data(run=self.object, who=by(self.object), rows=page, may_see=may_see, **kwargs)  # type: ignore[no-any-return]


class ImportScreen(WagtailAdminTemplateMixin, View):
    """A screen of bringing in; nothing is written on GET."""

    page_title: Any = gettext_lazy("Bring in a spreadsheet")
    header_icon = "upload"

    @property
    def actor(self) -> User:
        """Who asks; the admin has let nobody in who is not signed in."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("training.add_importrun"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def importer(self) -> Importer[Any]:
        """Of the kind in the address; 404 for none, 403 for one that this person may not write."""
        kind = self.kwargs["kind"]
        if kind not in IMPORTERS:
            raise Http404
        return importer_of(kind, self.actor)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": reverse("training_import:index"), "label": _("Imports")}]
        if "kind" in self.kwargs:
            above.append({"url": reverse("training_import:new"), "label": _("Bring in a spreadsheet")})
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Draw the screen."""
        return self.render_to_response(self.get_context_data(**context), status=status)  # type: ignore[no-any-return]


class ChooseKind(ImportScreen):
    """What can be brought in, in the order in which it is."""

    template_name = "training/staff/import_kinds.html"

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        kinds = [
            {
                "name": ImportRun.Kind(key).label,
                "lead": one.lead,
                "may": self.actor.has_perm(ImportRun.RIGHTS[key]),
                "url": reverse("training_import:try", args=(key,)),
            }
            for key, one in IMPORTERS.items()
        ]
        return self.show(kinds=kinds)


class TryFile(ImportScreen):
    """A file is tried, then brought in as a whole."""

    template_name = "training/staff/import_try.html"

    def get_page_title(self) -> str:
        return str(ImportRun.Kind(self.importer.kind).label)

    def draw(self, form: UploadForm | None = None, *, status: int = 200, **more: Any) -> HttpResponse:
        """The columns, what may stand in them, and the form."""
        choices = self.importer.choices()
        columns = [(column, list(choices.get(column.key, ()))) for column in self.importer.columns]
        kind = self.importer.kind.value
        templates = [(shape.upper(), reverse("training_import:template", args=(kind, shape))) for shape in TYPES]
        context = {"form": form or UploadForm(), "columns": columns, "lead": self.importer.lead, "templates": templates}
        return self.show(status=status, **context, **more)

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.draw()

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if "sealed" in request.POST:
            return self.bring(request)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.draw(form, status=422)
        file = form.cleaned_data["file"]
        return self.result(file, try_out(kind=self.importer.kind, file=file, actor=self.actor))

    def bring(self, request: HttpRequest) -> HttpResponse:
        """What was tried is brought in as it is judged now."""
        form, kind = SealedForm(request.POST), self.importer.kind
        file = unsealed(kind=kind, text=form.cleaned_data["sealed"], actor=self.actor) if form.is_valid() else None
        if file is None:
            return self.draw(
                error=_("The trial is an hour old, or was somebody else’s. Try the file once more."), status=422
            )
        try:
            run = bring_in(kind=kind, file=file, actor=self.actor)
        except NotReadyError as error:
            return self.result(file, error.trial, error=str(error))
        words = ngettext("%(count)s row is brought in.", "%(count)s rows are brought in.", run.created)
        messages.success(request, words % {"count": run.created})
        return redirect("training_import:inspect", run.pk)

    def result(self, file: File, trial: Trial, *, error: str = "") -> HttpResponse:
        """Every row that is wrong or has a note; of the others the first."""
        noted = [row for row in trial.new if row.note]
        return self.draw(
            trial=trial,
            file=file,
            error=error,
            noted=noted,
            sample=[row for row in trial.new if not row.note][:SHOWN],
            sealed=sealed(kind=trial.kind, file=file, actor=self.actor) if trial.is_ready and trial.new else "",
            status=200 if trial.is_ready else 422,
        )


class Template(ImportScreen):
    """An empty spreadsheet with the headings; the workbook says on a second sheet what belongs in each column."""

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        shape, importer = self.kwargs["shape"], self.importer
        if shape not in TYPES:
            raise Http404
        content = as_workbook(importer) if shape == "xlsx" else as_csv(importer)
        name = f"{importer.kind.value}.{shape}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=TYPES[shape], headers=headers)


def as_csv(importer: Importer[Any]) -> bytes:
    """One line of headings; the mark before it tells spreadsheets which letters these are."""
    text = io.StringIO()
    csv.writer(text).writerow([str(column.label) for column in importer.columns])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(importer: Importer[Any]) -> bytes:
    """The headings, and the sheet of explanations."""
    book, file, choices = Workbook(), io.BytesIO(), importer.choices()
    rows, about = book.worksheets[0], book.create_sheet(_("What belongs where"))
    rows.title = str(ImportRun.Kind(importer.kind).label)[:31]
    rows.append([str(column.label) for column in importer.columns])
    rows.freeze_panes = "A2"
    about.append([_("Column"), _("Needed"), _("What belongs in it"), _("One of")])
    for column in importer.columns:
        needed = _("Yes") if column.required else _("No")
        about.append([str(column.label), needed, str(column.hint), "\n".join(choices.get(column.key, ()))])
    for sheet in (rows, about):
        _dress(sheet)
    book.save(file)
    return file.getvalue()


def _dress(sheet: Any) -> None:
    """Headings that stand out, columns that can be read, and no formula."""
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter in "ABCDEFGHIJ":
        sheet.column_dimensions[letter].width = 26
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"


class ImportViewSet(VisibleModelViewSet):
    """Imports."""

    model = ImportRun
    name = "training_import"
    url_prefix = "imports"
    icon = "upload"
    menu_label = gettext_lazy("Imports")
    screens = ("index", "inspect")
    inspect_view_enabled = True
    index_view_class = RunIndex
    inspect_view_class = RunPage
    form_fields = ()
    list_filter = ("kind",)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("new/", ChooseKind.as_view(), name="new"),
            path("new/<slug:kind>/", TryFile.as_view(), name="try"),
            path("template/<slug:kind>/<slug:shape>/", Template.as_view(), name="template"),
        ]
