"""One application on one page, and its files."""

from typing import Any, cast

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from accounts.visibility import VisibleInspect, VisibleObject
from mail.models import Delivery, reference
from recruitment.actions.files import open_file
from recruitment.actions.pipeline import is_own, may_move
from recruitment.actions.reviews import hides_name
from recruitment.forms.staff import NoteForm, StageForm
from recruitment.models import Application, ApplicationEvent, correctable, next_stages
from recruitment.rendering import all_points, in_numbers, parts
from recruitment.rules.files import SANDBOX
from recruitment.viewsets.columns import said_last
from recruitment.viewsets.listing import filters_of, neighbours
from recruitment.viewsets.panels import panels


class OneApplication(VisibleObject):
    """What the screens of one application share."""

    @property
    def actor(self) -> User:
        """Who asks; the admin has let nobody in who is not signed in."""
        return cast("User", self.request.user)

    page_title = gettext_lazy("Application")
    header_icon = "doc-full"
    index_url_name = "recruitment_application:index"

    @cached_property
    def object(self) -> Application:
        return self.get_object()  # type: ignore[no-any-return]

    def url(self, name: str) -> str:
        """The address of another screen of this application, with the filters it was reached by."""
        return reverse(f"recruitment_application:{name}", args=(self.object.pk,)) + filters_of(self.request)

    def crumbs(self, *last: str) -> list[dict[str, Any]]:
        """Home, the list as it was filtered, the application, and where we are."""
        listing = reverse(self.index_url_name) + filters_of(self.request)
        items = [{"url": listing, "label": _("Applications")}, {"url": self.url("inspect"), "label": str(self.object)}]
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, *items, *({"url": "", "label": label} for label in last)]


class ApplicationPage(OneApplication, VisibleInspect):
    """One application on one page: answers left, decision right, history below."""

    template_name = "recruitment/staff/application.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super(VisibleInspect, self).setup(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = self.crumbs()
        items[-1] = {"url": "", "label": items[-1]["label"]}
        return items

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application, user = self.object, self.actor
        hidden = hides_name(user, application)
        may_read = user.has_perm("recruitment.view_conflict")
        return {
            **super(VisibleInspect, self).get_context_data(**kwargs),
            "application": application,
            "hides_name": hidden,
            "parts": parts(application, may_read_conflict=may_read, hides_name=hidden),
            "points": [in_numbers(point, application) for point in all_points(application)],
            "said": said_last(application),
            **self.happened(),
            **self.decision(hidden),
            "panels": panels(self.request, application, hides_name=hidden),
            "filters": self.request.GET.items(),
            "urls": {name: self.url(name) for name in ("decide", "note", "correct", "show_name")},
            **self.neighbours(),
        }

    def happened(self) -> dict[str, Any]:
        """The history and the mails of this application and of those merged into it."""
        whole = [self.object, *self.object.merged.all()]
        events = ApplicationEvent.objects.filter(application__in=whole).select_related("actor", "application")
        return {
            "events": events,
            "begins": any(row.application_id == self.object.pk and row.began for row in events),
            "mails": Delivery.objects.filter(about__in=[reference(row) for row in whole]),
        }

    def decision(self, hidden: bool) -> dict[str, Any]:  # noqa: FBT001 - passed on as it came
        """What may be decided; a name that is hidden has to be shown first, since the mail names the applicant."""
        application, user = self.object, self.actor
        decides = may_move(user, application)
        stages = next_stages(application.stage, application.role) if decides else []
        return {
            "decides": decides,
            "is_own": is_own(user, application),
            "stage_form": StageForm(stages=stages) if stages and not hidden else None,
            "note_form": NoteForm() if decides else None,
            "can_correct": decides and bool(correctable(application.stage, application.role)),
        }

    def neighbours(self) -> dict[str, str]:
        """The addresses of the applications before and after this one, as the list shows them under its filters."""
        keys = zip(("previous_url", "next_url"), neighbours(self.request, self.object), strict=True)
        return {
            name: reverse("recruitment_application:inspect", args=(key,)) + filters_of(self.request) if key else ""
            for name, key in keys
        }


class ApplicationFileView(OneApplication, View):
    """A file that came with an application: handed over as a download, never shown; every opening is logged."""

    model = Application

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> FileResponse:
        row = self.object.files.filter(pk=self.kwargs["file"]).first()
        if row is None or hides_name(self.actor, self.object):
            raise Http404
        content = open_file(file=row, actor=self.actor)
        response = FileResponse(content, as_attachment=True, filename=row.name, content_type=row.media_type)
        response["Content-Security-Policy"] = SANDBOX
        response["Cache-Control"] = "private, no-store"
        return response
