"""What the planning screens share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.visibility import VisibleObject
from training.models import Event


class CalledAsInMenu:
    """A screen of Wagtail's whose way up calls the list as the menu does."""

    list_label: Any = ""
    index_url_name: str

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()  # type: ignore[misc]
        listing = reverse(self.index_url_name)
        return [{**item, "label": self.list_label} if item["url"] == listing else item for item in items]


class PlanningScreen(WagtailAdminTemplateMixin, View):
    """A screen beside the list of events that asks for one permission."""

    permission = ""
    header_icon = "date"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def list_url(self) -> str:
        """The list of events."""
        return reverse("training_event:index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": self.list_url, "label": _("Events")}
        return [*self.breadcrumbs_items, above, *self.between(), {"url": "", "label": self.get_page_title()}]

    def between(self) -> list[dict[str, Any]]:
        """What lies between the list and this screen."""
        return []

    def draw(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page."""
        return self.render_to_response(self.get_context_data(**context), status=status)  # type: ignore[no-any-return]


class EventScreen(VisibleObject, PlanningScreen):
    """A screen about one event."""

    model = Event

    @cached_property
    def event(self) -> Event:
        """The event it is about."""
        return self.get_object()  # type: ignore[no-any-return]

    @property
    def event_url(self) -> str:
        """The event's own screen."""
        return reverse("training_event:edit", args=(self.event.pk,))

    def between(self) -> list[dict[str, Any]]:
        return [{"url": self.event_url, "label": self.event.title}]
