"""What became of an application, for whoever wrote it: no account is needed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from recruitment.models import APPLICANT_LABELS, Application, Draft, Stage
from recruitment.views.apply import opens_draft
from recruitment.wizard.pages import to

WAY = (Stage.SUBMITTED, Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED, Stage.ACCEPTED)


@opens_draft
def receipt(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The reference, and what happens next and by when; the same however often it is opened."""
    if draft.submitted is None:
        return to("tasks", draft)
    return render(
        request, "recruitment/receipt.html", {"draft": draft, "role": draft.role, "application": draft.submitted}
    )


@opens_draft
def status(request: HttpRequest, draft: Draft) -> HttpResponse:
    """How far the application has come."""
    if draft.submitted is None:
        return to("tasks", draft)
    sent = draft.submitted
    context = {"draft": draft, "role": draft.role, "application": sent, "stages": stages(sent)}
    return render(request, "recruitment/status.html", context | {"label": APPLICANT_LABELS[Stage(sent.stage)]})


def stages(application: Application) -> list[dict[str, Any]]:
    """The usual way of an application and where this one stands; a way that ended aside shows only what was."""
    labels = {
        Stage.SUBMITTED: _("Received"),
        Stage.SCREENING: _("Being read"),
        Stage.INTERVIEW: _("A talk with you"),
        Stage.OFFERED: _("Offer"),
        Stage.ACCEPTED: _("You are a volunteer"),
    }
    if application.stage not in WAY:
        return []
    now = WAY.index(Stage(application.stage))
    last = application.stage == Stage.ACCEPTED
    states = ["done" if place < now or last else "current" if place == now else "todo" for place in range(len(WAY))]
    return [{"label": labels[stage], "state": state} for stage, state in zip(WAY, states, strict=True)]
