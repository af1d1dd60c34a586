"""Entering an application for somebody: by telephone, or from paper."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from accounts.models import User
from recruitment.actions.entering import begin, may_enter
from recruitment.actions.refusals import Refused
from recruitment.forms.entering import EnteringForm
from recruitment.models import Draft
from recruitment.viewsets.panels import Panel, panel
from recruitment.wizard import access
from recruitment.wizard.journey import Journey
from recruitment.wizard.pages import to


class EnterApplication(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """For which role; then the applicants' own pages follow. Those begun and not sent can be opened again."""

    template_name = "recruitment/staff/enter.html"
    page_title = gettext_lazy("Enter an application")
    header_icon = "edit"

    @property
    def actor(self) -> User:
        """Who asks."""
        return cast("User", self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_enter(self.actor):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def mine(self) -> QuerySet[Draft]:
        """What this person began for others and has not sent."""
        return Draft.objects.unfinished().filter(entered_by=self.actor).select_related("role", "form")

    def show(self, form: EnteringForm, *, status: int = 200) -> HttpResponse:
        """Draw the screen."""
        context = self.get_context_data(form=form, begun=self.mine().order_by("-updated_at"))
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(EnteringForm(initial={"language": get_language()}))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if "draft" in request.POST:
            return self.go_on(request)
        form = EnteringForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            draft = begin(actor=self.actor, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
            return self.show(form, status=422)
        access.hold(request, draft, shared=False)
        return to("step", draft, Journey.of(draft).keys[0])

    def go_on(self, request: HttpRequest) -> HttpResponse:
        """Open one that was begun before, in this session."""
        draft = next((row for row in self.mine() if str(row.pk) == request.POST["draft"]), None)
        if draft is None:
            raise Http404
        access.hold(request, draft, shared=False)
        return to("tasks", draft)


class EnteringMenuItem(MenuItem):  # type: ignore[misc]
    """In the menu of those who may."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_enter(cast("User", request.user))


class EnteringViewSet(ViewSet):  # type: ignore[misc]
    """The screen at its address."""

    name = "recruitment_entering"
    url_prefix = "enter-application"
    icon = "edit"
    menu_label = gettext_lazy("Enter an application")
    menu_item_class = EnteringMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [path("", EnterApplication.as_view(), name="index")]

    @property
    def menu_url(self) -> str:
        """Where the menu leads."""
        return reverse("recruitment_entering:index")


@panel
class EnteredPanel(Panel):
    """Who wrote it for the applicant."""

    key = "entered"
    heading = gettext_lazy("Entered by a colleague")
    template = "recruitment/staff/entered_panel.html"
    order = 10
    beside = True

    @property
    def shown(self) -> bool:
        return self.application.entered_by_id is not None
