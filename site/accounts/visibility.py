"""Staff screens that show a person only the rows they may see.

Wagtail checks a policy per model; the object itself is decided here, in the queryset of every view:
``Model.objects.visible_to(user)``. A row that is not visible answers 404, like one that does not exist.
"""

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet


class VisibleObject:
    """Takes the object of a view from ``visible_to`` of the person who asks."""

    model: Any
    request: HttpRequest

    def get_object(self, *_args: Any, **_kwargs: Any) -> Any:
        visible = self.model.objects.visible_to(self.request.user)
        return get_object_or_404(visible, pk=unquote(str(self.kwargs["pk"])))  # type: ignore[attr-defined]


class VisibleIndex(generic.IndexView):  # type: ignore[misc]
    """A list. Its export answers 404 unless ``export_permission`` is held."""

    export_permission = ""
    default_ordering = "pk"

    def get_base_queryset(self) -> Any:
        return self.model.objects.visible_to(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "export" in request.GET and not self.may_export:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

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
    pass


class VisibleHistory(VisibleObject, history.HistoryView):  # type: ignore[misc]
    pass


class VisibleUsage(VisibleObject, usage.UsageView):  # type: ignore[misc]
    pass


class VisibleInspect(VisibleObject, generic.InspectView):  # type: ignore[misc]
    pass


class VisibleModelViewSet(ModelViewSet):  # type: ignore[misc]
    """The base of every staff screen on people: filtered rows, no copies, no export without the right."""

    index_view_class = VisibleIndex
    edit_view_class = VisibleEdit
    delete_view_class = VisibleDelete
    history_view_class = VisibleHistory
    usage_view_class = VisibleUsage
    inspect_view_class = VisibleInspect
    copy_view_enabled = False
    add_to_reference_index = False
    add_to_admin_menu = False
    export_permission = ""

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(export_permission=self.export_permission, **kwargs)  # type: ignore[no-any-return]
