"""Staff screens that show a person only the rows they may see.

Wagtail checks a policy per model; the object itself is decided here, in the queryset of every view:
``Model.objects.visible_to(user)``. A row that is not visible answers 404, like one that does not exist.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import unquote
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.views.mixins import ExcelDateFormatter
from wagtail.admin.viewsets.model import ModelViewSet

from base.dates import HONG_KONG

LIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # the wide ones count in East Asian editions
UNSEEN = re.compile(r"^[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
PHONE = re.compile(r"\+([0-9]{1,4}) ([0-9][0-9 ]*)")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # no spreadsheet file may hold them


def inert(value: str) -> str:
    """A text of a CSV file that no spreadsheet runs as a formula: what would begin one gets an apostrophe before it.

    A phone number is written ``(+852) 5123 4567`` instead: nothing runs it, and it can be read and dialled.
    """
    value = CONTROLS.sub("", value)
    if number := PHONE.fullmatch(value):
        return f"(+{number[1]}) {number[2]}"
    return f"'{value}" if begins_formula(value) else value


def begins_formula(value: str) -> bool:
    """Whether a spreadsheet that guesses what a cell holds would take this for a formula."""
    return value.startswith(LIVE) or UNSEEN.sub("", value).startswith(LIVE)


class VisibleObject:
    """Takes the object of a view from ``visible_to`` of the person who asks."""

    model: Any
    request: HttpRequest

    def get_object(self, *_args: Any, **_kwargs: Any) -> Any:
        visible = self.model.objects.visible_to(self.request.user)
        return get_object_or_404(visible, pk=unquote(str(self.kwargs["pk"])))  # type: ignore[attr-defined]


class InertExport:
    """Writes spreadsheets whose cells are text, numbers and Hong Kong dates, never formulas.

    An XLSX cell says of itself that it is text, and keeps so when it is edited: what is in it stands there as it is.
    """

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if field == "language":
            value = str(dict(settings.LANGUAGES).get(value, value))
        if isinstance(value, datetime):
            value = value.astimezone(HONG_KONG).replace(tzinfo=None)
            return value if export_format == "xlsx" else value.isoformat(sep=" ", timespec="minutes")
        if isinstance(value, date):
            return value if export_format == "xlsx" else value.isoformat()
        written = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc]
        if not isinstance(written, str):
            return written
        return CONTROLS.sub("", written) if export_format == "xlsx" else inert(written)

    def generate_xlsx_row(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        for cell in super().generate_xlsx_row(*args, **kwargs):  # type: ignore[misc]
            if isinstance(cell.value, str):
                cell.data_type, cell.quotePrefix = "s", begins_formula(cell.value)
            yield cell

    def write_xlsx(self, queryset: Any, output: Any) -> None:
        """As Wagtail writes it, row by row; the sheet is called what it lists, its headings stay in sight."""
        workbook = Workbook(write_only=True, iso_dates=True)
        sheet = workbook.create_sheet(title=capfirst(str(queryset.model._meta.verbose_name_plural))[:31])  # noqa: SLF001 - Django's documented API
        sheet.freeze_panes = "A2"
        sheet.append([self.get_heading(queryset, field) for field in self.list_export])  # type: ignore[attr-defined]
        date_format = ExcelDateFormatter().get()
        for row in queryset:
            sheet.append(self.generate_xlsx_row(sheet, self.to_row_dict(row), date_format=date_format))  # type: ignore[attr-defined]
        workbook.save(output)


class VisibleIndex(InertExport, generic.IndexView):  # type: ignore[misc]
    """A list. Its export answers 404 unless ``export_permission`` is held."""

    export_permission = ""
    default_ordering = "pk"

    def get_base_queryset(self) -> Any:
        return self.model.objects.visible_to(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "export" in request.GET and not self.show_export_buttons:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_export:  # the screen around the file would read every row before the first is written
            return self.as_spreadsheet(self.get_queryset(), request.GET["export"])  # type: ignore[no-any-return]
        return super().get(request, *args, **kwargs)  # type: ignore[no-any-return]

    @property
    def may_export(self) -> bool:
        """Whether the person may take these rows away as a file."""
        return bool(self.export_permission) and self.request.user.has_perm(self.export_permission)

    @property
    def show_export_buttons(self) -> bool:
        return bool(self.list_export) and self.may_export


class VisibleEdit(VisibleObject, generic.EditView):  # type: ignore[misc]
    pass


class VisibleDelete(VisibleObject, generic.DeleteView):  # type: ignore[misc]
    """Deleting asks first; a row that others point to stays, with a word of why."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[no-any-return]
        except ProtectedError:
            messages.error(self.request, _("This is in use and cannot be deleted."))
            return redirect(self.get_success_url())


class VisibleHistory(VisibleObject, history.HistoryView):  # type: ignore[misc]
    pass


class VisibleUsage(VisibleObject, usage.UsageView):  # type: ignore[misc]
    pass


class VisibleInspect(VisibleObject, generic.InspectView):  # type: ignore[misc]
    pass


class VisibleModelViewSet(ModelViewSet):  # type: ignore[misc]
    """The base of every staff screen on people: filtered rows, no copies, no export without the right.

    ``screens`` names the views that exist at all, out of index, add, edit, delete, history, usage and inspect.
    """

    index_view_class = VisibleIndex
    edit_view_class = VisibleEdit
    delete_view_class = VisibleDelete
    history_view_class = VisibleHistory
    usage_view_class = VisibleUsage
    inspect_view_class = VisibleInspect
    copy_view_enabled = False
    add_to_reference_index = False
    add_to_admin_menu = False
    sort_order_field = None
    list_per_page = 50
    export_permission = ""
    screens: tuple[str, ...] = ("index", "add", "edit", "delete", "history")

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(export_permission=self.export_permission, **kwargs)  # type: ignore[no-any-return]

    def has_screen(self, name: str) -> bool:
        """Whether this view exists; the pages of results belong to their lists."""
        return name.removesuffix("_results") in self.screens or (name == "inspect" and self.inspect_view_enabled)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        given = super().get_common_view_kwargs(**kwargs)
        for name in ("add", "edit", "delete", "history", "usage"):
            if not self.has_screen(name):
                given[f"{name}_url_name"] = None
        return given  # type: ignore[no-any-return]

    def get_urlpatterns(self) -> list[Any]:
        return [route for route in super().get_urlpatterns() if self.has_screen(route.name)]

    def register_admin_url_finder(self) -> None:
        """Links to a row, from the log for instance, lead to its editing screen or else to its page."""
        screen = "edit" if self.has_screen("edit") else "inspect"
        if not self.has_screen(screen):
            return
        names = {"edit_url_name": self.get_url_name(screen)}
        register_admin_url_finder(self.model, type("RowURLFinder", (VisibleURLFinder,), names))


class VisibleURLFinder(ModelAdminURLFinder):  # type: ignore[misc]
    """Gives the address of a row to those who may see it."""

    def get_edit_url(self, instance: Any) -> str | None:
        if self.user and not type(instance).objects.visible_to(self.user).filter(pk=instance.pk).exists():
            return None
        return self.construct_edit_url(instance)  # type: ignore[no-any-return]
