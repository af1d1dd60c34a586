"""What stands on an application's page beside its answers: each panel knows its own matter."""

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from accounts.models import User
from recruitment.models import Application


@dataclass
class Panel:
    """One matter of an application, for whoever looks at it. Subclasses say when it is there and what it shows."""

    request: HttpRequest
    application: Application
    key: ClassVar[str]
    heading: ClassVar[str | Promise]
    template: ClassVar[str]
    order: ClassVar[int] = 50
    beside: ClassVar[bool] = False  # in the narrow column, under the decision
    alert: ClassVar[str | Promise] = ""  # said at the top of the page, with a link to the panel
    tells_who: ClassVar[bool] = False  # left out while the applicant's name is hidden

    @property
    def actor(self) -> User:
        """Who looks; the admin has let nobody in who is not signed in."""
        return cast("User", self.request.user)

    @property
    def shown(self) -> bool:
        """Whether it is there."""
        return True

    def context(self) -> dict[str, Any]:
        """What its template shows, beside ``application``."""
        return {}

    def render(self) -> SafeString:
        """Its content as HTML."""
        context = {"application": self.application, "panel": self, **self.context()}
        return render_to_string(self.template, context, request=self.request)


_panels: list[type[Panel]] = []


def panel(kind: type[Panel]) -> type[Panel]:
    """Put a panel on the page: ``@panel class Reviews(Panel)``. Its module is imported by ``recruitment.viewsets``."""
    _panels.append(kind)
    return kind


def panels(request: HttpRequest, application: Application, *, hides_name: bool = False) -> list[Panel]:
    """The panels of this application for this reader, in order; those that tell who it is only if names are shown."""
    kinds = sorted(_panels, key=lambda kind: kind.order)
    found = [kind(request, application) for kind in kinds if not (hides_name and kind.tells_who)]
    return [one for one in found if one.shown]
