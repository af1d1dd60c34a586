"""The tags of one application."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from recruitment.actions.pipeline import may_move
from recruitment.actions.refusals import Erased, Refused
from recruitment.actions.tags import add_tag, remove_tag
from recruitment.forms.bulk import TagForm
from recruitment.models import Tag
from recruitment.viewsets.decisions import DecidingView
from recruitment.viewsets.listing import filters_of
from recruitment.viewsets.panels import Panel, panel


@panel
class Tags(Panel):
    """The tags, to be put on and taken off."""

    key = "tags"
    heading = gettext_lazy("Tags")
    template = "recruitment/staff/tags.html"
    order = 70
    beside = True

    def context(self) -> dict[str, Any]:
        tags = list(self.application.tags.all())
        decides = may_move(self.request.user, self.application)  # type: ignore[arg-type]
        known = Tag.objects.exclude(pk__in=[tag.pk for tag in tags]) if decides else ()
        return {
            "tags": tags,
            "form": TagForm(),
            "known": known,
            "decides": decides,
            "filters": filters_of(self.request),
        }


class TagOne(DecidingView):
    """Putting a tag on one application, or taking it off."""

    heading = gettext_lazy("Tags")  # type: ignore[assignment]
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            self.change(request.POST.get("remove", ""), request.POST.get("name", ""))
        except Refused as error:
            messages.error(request, str(error))
            if isinstance(error, Erased):
                return redirect(self.index_url_name)
        return redirect(self.url("inspect"))

    def change(self, removed: str, name: str) -> None:
        """One on, or one off."""
        if not removed:
            add_tag(applications=[self.object], name=name, actor=self.actor)
            messages.success(self.request, _("The tag is added."))
        elif removed.isdecimal() and (tag := Tag.objects.filter(pk=int(removed[:12])).first()):
            remove_tag(applications=[self.object], tag=tag, actor=self.actor)
            messages.success(self.request, _("The tag is removed."))
