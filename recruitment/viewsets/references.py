"""References on an application's page: who was asked, what they said, and asking them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from recruitment.actions.pipeline import may_move
from recruitment.actions.references import WANTED, ask, ask_for_referees, may_name, name_referee, take_back
from recruitment.actions.refusals import Refused
from recruitment.forms.references import StaffRefereeForm
from recruitment.models import Reference, Stage
from recruitment.viewsets.decisions import DecidingView
from recruitment.viewsets.panels import Panel, panel


class AddReferee(DecidingView):
    """Somebody added for the applicant; they are written to at once."""

    template_name = "recruitment/staff/references/add.html"
    heading = gettext_lazy("Add a referee")  # type: ignore[assignment]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return self.show(StaffRefereeForm())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = StaffRefereeForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            name_referee(application=self.object, actor=self.actor, **form.cleaned_data)
        except Refused as error:
            return self.refuse(form, error)
        return self.finish(_("They are written to."))


class Pressing(DecidingView):
    """A button of the panel: what it does is said on the page it came from."""

    http_method_names = ["post", "options"]
    done: Any = ""

    def post(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except Refused as error:
            messages.error(self.request, str(error))
            return redirect(self.url("inspect"))
        return self.finish(str(self.done))

    def act(self) -> None:
        """What the button does."""
        raise NotImplementedError

    def reference(self) -> Reference:
        """The reference the button stands beside."""
        row = self.object.references.filter(pk=self.kwargs["reference"]).first()
        if row is None:
            raise Http404
        return row


class AskForReferees(Pressing):
    """Ask the applicant whom we may ask."""

    heading = gettext_lazy("Ask for referees")  # type: ignore[assignment]
    done = gettext_lazy("The applicant is asked to name referees.")

    def act(self) -> None:
        ask_for_referees(application=self.object, actor=self.actor)


class AskAgain(Pressing):
    """Send a referee another link."""

    heading = gettext_lazy("Send the link again")  # type: ignore[assignment]
    done = gettext_lazy("A new link is on its way; the earlier one works no more.")

    def act(self) -> None:
        ask(reference=self.reference(), actor=self.actor)


class TakeBack(Pressing):
    """Forget a referee who has not answered."""

    heading = gettext_lazy("Take back")  # type: ignore[assignment]
    done = gettext_lazy("The referee is forgotten.")

    def act(self) -> None:
        take_back(reference=self.reference(), actor=self.actor)


@panel
class ReferencesPanel(Panel):
    """Who was asked, and what they said."""

    key = "references"
    heading = gettext_lazy("References")
    template = "recruitment/staff/references/panel.html"
    order = 30

    @cached_property
    def rows(self) -> list[Reference]:
        """The references of this application."""
        rows = Reference.objects.visible_to(self.request.user).filter(application=self.application)
        return list(rows)

    @property
    def shown(self) -> bool:
        offered = self.application.stage == Stage.OFFERED
        return bool(self.rows) or (offered and self.request.user.has_perm("recruitment.view_application"))

    def context(self) -> dict[str, Any]:
        offered = self.application.stage == Stage.OFFERED
        asks = offered and may_move(self.request.user, self.application)  # type: ignore[arg-type]
        named = sum(row.declined_at is None for row in self.rows)
        return {
            "references": self.rows,
            "asks": asks,
            "may_add": asks and named < WANTED,
            "may_invite": asks and not may_name(self.application),
        }


class ReferenceViewSet(ViewSet):  # type: ignore[misc]
    """The addresses of the panel's buttons."""

    name = "recruitment_reference"
    url_prefix = "references"
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("add/<int:pk>/", AddReferee.as_view(), name="add"),
            path("invite/<int:pk>/", AskForReferees.as_view(), name="invite"),
            path("ask/<int:pk>/<int:reference>/", AskAgain.as_view(), name="ask"),
            path("take-back/<int:pk>/<int:reference>/", TakeBack.as_view(), name="take_back"),
        ]
