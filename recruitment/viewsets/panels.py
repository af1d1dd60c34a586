"""What stands on an application's page beside its answers: each panel knows its own matter."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

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


def panels(request: HttpRequest, application: Application) -> list[Panel]:
    """The panels of this application for this reader, in order."""
    found = [kind(request, application) for kind in sorted(_panels, key=lambda kind: kind.order)]
    return [one for one in found if one.shown]
