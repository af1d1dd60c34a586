"""The filters somebody keeps."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from recruitment.actions.refusals import Refused
from recruitment.actions.saved import delete_filter, rename_filter, save_filter
from recruitment.models import SavedFilter
from recruitment.viewsets.listing import savable

LISTING = "recruitment_application:index"


class SavedFilters(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One's own filters: kept, renamed, deleted."""

    template_name = "recruitment/staff/saved.html"
    page_title = gettext_lazy("Your saved filters")
    header_icon = "doc-full"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("recruitment.view_application"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(LISTING), "label": _("Applications")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        mine = SavedFilter.objects.visible_to(request.user)
        return self.render_to_response(self.get_context_data(saved=mine))  # type: ignore[no-any-return]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        verbs = {"rename": self.rename, "delete": self.delete}
        try:
            return verbs.get(request.POST.get("do", ""), self.save)()
        except Refused as error:
            messages.error(request, str(error))
            return redirect(request.path)

    def save(self) -> HttpResponse:
        """Keep a view of the list; search words in it are left out."""
        query = savable(QueryDict(self.request.POST.get("query", "")))
        save_filter(user=self.request.user, name=self.request.POST.get("name", ""), query=query)  # type: ignore[arg-type]
        messages.success(self.request, _("The filters are saved."))
        return redirect(f"{reverse(LISTING)}?{query}")

    @property
    def chosen(self) -> SavedFilter:
        """The one it is about, among one's own."""
        key = self.request.POST.get("filter", "")
        if not key.isdecimal():
            raise Http404
        return get_object_or_404(SavedFilter.objects.visible_to(self.request.user), pk=int(key[:12]))

    def rename(self) -> HttpResponse:
        """Call it otherwise."""
        rename_filter(saved=self.chosen, name=self.request.POST.get("name", ""))
        messages.success(self.request, _("The filter is renamed."))
        return redirect(self.request.path)

    def delete(self) -> HttpResponse:
        """Keep it no longer."""
        delete_filter(saved=self.chosen)
        messages.success(self.request, _("The filter is deleted."))
        return redirect(self.request.path)
