"""Choosing a time to talk, changing it, giving it up: for whoever wrote the application, without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from base.localised import localised
from recruitment.actions.interviews import book, change, release
from recruitment.actions.invitations import FILE_NAME, entry_for
from recruitment.actions.refusals import Refused
from recruitment.forms.interviews import TimeForm, hours_of
from recruitment.models import Application, Draft, InterviewSlot, Stage
from recruitment.rules.entry import MEDIA_TYPE, Method, calendar_file
from recruitment.views.apply import opens_draft
from recruitment.wizard.pages import to

MOST = 120  # times shown to choose from


def interview_context(application: Application) -> dict[str, Any]:
    """What the status page says about the interview: ``slot`` (or None), whether it is to come, what can be done."""
    slot = InterviewSlot.objects.filter(application=application).select_related("interviewer").first()
    to_come = slot is not None and slot.starts_at > timezone.now()
    return {
        "slot": slot,
        "hours": hours_of(slot) if slot else "",
        "place": localised(slot, "place") if slot else "",
        "to_come": to_come,
        "may_choose": application.stage == Stage.INTERVIEW and (slot is None or to_come),
    }


@opens_draft
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The time that is booked, and the times that are free."""
    application = draft.submitted
    if application is None:
        return to("tasks", draft)
    context = interview_context(application)
    if not context["may_choose"] and not context["slot"]:
        return to("status", draft)
    free = InterviewSlot.objects.offered_to(application)[:MOST] if context["may_choose"] else []
    form = TimeForm(request.POST if request.method == "POST" else None, slots=free)
    if request.method != "POST":
        return _page(request, draft, form)
    if not form.is_valid():
        return _page(request, draft, form, status=422)
    try:
        (change if context["slot"] else book)(slot=form.chosen, application=application)
    except Refused as error:
        return _anew(request, draft, error)
    return to("interview", draft)


def _anew(request: HttpRequest, draft: Draft, error: Refused) -> HttpResponse:
    """What is left to choose from, and why the choice did not stand."""
    left = TimeForm(request.POST, slots=InterviewSlot.objects.offered_to(_application(draft))[:MOST])
    if "slot" not in left.errors:
        left.add_error("slot", str(error))
    return _page(request, draft, left, status=409)


def _page(request: HttpRequest, draft: Draft, form: TimeForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"draft": draft, "role": draft.role, "application": draft.submitted, "form": form}
    context |= {"interview": interview_context(_application(draft))}
    return render(request, "recruitment/interview.html", context, status=status)


def _application(draft: Draft) -> Application:
    if draft.submitted is None:
        raise Http404
    return draft.submitted


@opens_draft
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Asked on a page of its own: somebody else may take the time at once."""
    application = _application(draft)
    if request.method == "POST":
        release(application=application)
        return to("status", draft)
    context = interview_context(application)
    if not context["to_come"]:
        return to("status", draft)
    page = {"draft": draft, "role": draft.role, "application": application, "interview": context}
    return render(request, "recruitment/interview_give_up.html", page)


@opens_draft
@require_safe
def entry(_request: HttpRequest, draft: Draft) -> HttpResponse:
    """The time as a file for the applicant's calendar."""
    application = _application(draft)
    slot = InterviewSlot.objects.filter(application=application).first()
    if slot is None:
        raise Http404
    response = HttpResponse(calendar_file(entry_for(application, slot), Method.PUBLISH), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
