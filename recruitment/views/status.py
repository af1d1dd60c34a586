"""What became of an application, for whoever wrote it: no account is needed."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from recruitment.models import Application, Draft, Stage
from recruitment.views import own, words
from recruitment.views.apply import View, opens_draft
from recruitment.views.interview import interview_context
from recruitment.views.reference import references_context
from recruitment.wizard.pages import to


def opens_application(view: Callable[[HttpRequest, Draft, Application], HttpResponseBase]) -> View:
    """Gives the view the draft at its address and the application it became, if this browser may open them."""

    @opens_draft
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opening(request: HttpRequest, draft: Draft) -> HttpResponseBase:
        sent = draft.submitted
        if sent is None:
            return to("tasks", draft)
        if sent.role_id == draft.role_id:
            sent.role = draft.role
        return view(request, draft, sent)

    return opening


@opens_application
def receipt(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """The reference, and what happens next and by when; the same however often it is opened."""
    by_reader = draft.entered_by_id is not None and draft.entered_by_id == request.user.pk
    context = {"draft": draft, "role": draft.role, "application": application, "entered_by_reader": by_reader}
    return render(request, "recruitment/receipt.html", context)


@opens_application
def status(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """How far the application has come, what comes next and by when, and what can be done."""
    events = list(application.events.select_related("cohort"))
    offered = own.things(draft, application)
    context = {
        "draft": draft,
        "role": draft.role,
        "application": application,
        "label": words.label(application),
        "promise": words.promise(application),
        "late": words.is_late(application),
        "following": words.following(application),
        "stages": words.stages(application, events),
        "history": words.history(events),
        "urgent": [one for one in offered if one.urgent],
        "things": [one for one in offered if not one.urgent],
        "interview": interview_context(application),
        "references": references_context(application),
        "is_volunteer": application.stage == Stage.ACCEPTED,
    }
    return render(request, "recruitment/status.html", context)
