"""Reading applications by the rubric, and asking for a name that is hidden."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from accounts.visibility import VisibleObject
from recruitment.actions.refusals import Erased, Refused
from recruitment.actions.reviews import (
    Rewritten,
    default_criteria,
    hides_name,
    may_review,
    own_review,
    reading,
    review,
    show_name,
)
from recruitment.forms.review import ReviewForm, typed_before
from recruitment.models import READ, Application, Criterion
from recruitment.viewsets.application import OneApplication
from recruitment.viewsets.decisions import DecidingView
from recruitment.viewsets.listing import filters_of
from recruitment.viewsets.panels import Panel, panel


@panel
class Screening(Panel):
    """The rubric: one's own points, and what all readers found once one has scored."""

    key = "screening"
    heading = gettext_lazy("Screening")
    template = "recruitment/staff/reviews.html"
    order = 20

    @property
    def shown(self) -> bool:
        applies = self.application.role.with_screening and self.application.stage in READ
        return applies or self.application.reviews.exists()

    @property
    def carried(self) -> str:
        """The list's filters, to come back to."""
        return filters_of(self.request)

    def context(self) -> dict[str, Any]:
        application, user = self.application, self.actor
        asked = list(Criterion.objects.used().filter(role=application.role).select_related("role"))
        mine = own_review(user, application)
        writes = may_review(user, application)
        return {
            "criteria": asked,
            "mine": mine,
            "form": ReviewForm(initial=typed_before(mine), criteria=asked) if writes and asked else None,
            "writes": writes,
            "reading": reading(application, user),
        }


class ReviewView(DecidingView):
    """Scoring; written again it is the same review at its next version."""

    template_name = "recruitment/staff/review.html"
    heading = gettext_lazy("Screening")  # type: ignore[assignment]

    def allowed(self) -> bool:
        return may_review(self.actor, self.object)

    @cached_property
    def criteria(self) -> list[Criterion]:
        """The lines asked now."""
        return list(Criterion.objects.used().filter(role=self.object.role).select_related("role"))

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        initial = typed_before(own_review(self.actor, self.object))
        return self.show(ReviewForm(initial=initial, criteria=self.criteria))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = ReviewForm(request.POST, criteria=self.criteria)
        if not form.is_valid():
            return self.show(form, status=422)
        typed = form.cleaned_data
        try:
            review(
                application=self.object,
                reviewer=self.actor,
                points=form.points,
                comment=typed["comment"],
                seen_version=typed["version"],
            )
        except Refused as error:
            return self.told_of(form, error)
        return self.finish(_("Your review is kept."))

    def told_of(self, form: ReviewForm, error: Refused) -> HttpResponse:
        """What was typed stays; beside it what the other window saved, and its version to write over."""
        if isinstance(error, Erased):
            return self.refuse(form, error)
        other = own_review(self.actor, self.object)
        data = form.data.copy()  # type: ignore[attr-defined]
        data["version"] = other.version if other else 0
        form.data = data
        form.add_error(None, str(error))
        return self.show(form, status=409 if isinstance(error, Rewritten) else 422, other=other)


class UsualCriteria(ReviewView):
    """Beginning a role's rubric with the usual lines."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:  # noqa: ARG002
        default_criteria(role=self.object.role, actor=self.actor)
        return redirect(self.url("inspect") + "#screening")


class ShowName(OneApplication, VisibleObject, View):
    """Showing the name of an application before it is scored."""

    model = Application
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if hides_name(self.actor, self.object):
            try:
                show_name(application=self.object, user=self.actor)
            except Erased as error:
                messages.error(request, str(error))
                return redirect(self.index_url_name)
        return redirect(self.url("inspect"))
