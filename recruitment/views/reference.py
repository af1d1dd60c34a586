"""References: an applicant names people who can speak for them; they answer by a link of their own."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.adapter import client_address
from base.actions import allow
from recruitment.actions import references
from recruitment.actions.refusals import Refused
from recruitment.forms.references import RefereeForm, ReferenceForm
from recruitment.models import Application, Draft, Reference
from recruitment.views.apply import opens_draft
from recruitment.wizard import limits, pages
from recruitment.wizard.pages import to

A_MINUTE, ALLOWED = 60, 20  # links opened and forms sent by one client


def references_context(application: Application) -> dict[str, Any]:
    """What the status page says about references: those named, whether more are asked for, how many are missing."""
    named = list(application.references.all())
    open_now = references.may_name(application)
    counted = sum(reference.declined_at is None for reference in named)
    return {"named": named, "may_name": open_now and counted < references.WANTED, "open": open_now}


@opens_draft
@require_http_methods(["GET", "HEAD", "POST"])
def referees(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The people the applicant named, and one more."""
    application = draft.submitted
    if application is None:
        return to("tasks", draft)
    context = references_context(application)
    if not context["open"]:
        return to("status", draft)
    form = RefereeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid():
            try:
                references.name_referee(application=application, **form.cleaned_data)
            except Refused as error:
                form.add_error("email", str(error))
            else:
                return to("referees", draft)
        return _named(request, draft, form, status=422)
    return _named(request, draft, form)


def _named(request: HttpRequest, draft: Draft, form: RefereeForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"draft": draft, "role": draft.role, "application": draft.submitted, "form": form}
    if draft.submitted:
        context["references"] = references_context(draft.submitted)
    return render(request, "recruitment/referees.html", context, status=status)


@opens_draft
@require_http_methods(["GET", "HEAD", "POST"])
def referee_take_back(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take a referee back who has not answered: a wrong address, for instance. ``?of=`` says which."""
    of = request.GET.get("of", "")
    rows = Reference.objects.unanswered().filter(application=draft.submitted)
    row = rows.filter(pk=of).first() if of.isdecimal() else None
    if row is None:
        return to("referees", draft)
    if request.method == "POST":
        with suppress(Refused):  # it was answered in the same moment, and stays
            references.take_back(reference=row)
        return to("referees", draft)
    context = {"draft": draft, "role": draft.role, "application": draft.submitted, "reference": row}
    return render(request, "recruitment/referee_take_back.html", context)


def _opened(request: HttpRequest, token: str) -> Reference | HttpResponse:
    """The reference a link is for, or the page that says that there is none: unknown and expired look alike.

    What was written meanwhile is shown back.
    """
    if not allow(what="reference", who=client_address(request), allowed=ALLOWED, seconds=A_MINUTE):
        return pages.slow(request, limits.GUESSES)
    found = references.by_link(token)
    return found or render(request, "recruitment/reference_gone.html", {"typed": pages.typed(request)}, status=404)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reference(request: HttpRequest, token: str) -> HttpResponse:
    """What a referee sees. Opening it answers nothing, whoever reads their mail for them; once answered it thanks."""
    row = _opened(request, token)
    if isinstance(row, HttpResponse):
        return row
    if row.received_at or row.declined_at:
        return render(request, "recruitment/reference_thanks.html", {"declined": row.declined_at is not None})
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        references.give(
            reference=row,
            known_for=said["known_for"],
            text=said["text"],
            recommends=Reference.Recommends(said["recommends"]),
        )
        return redirect("recruitment:reference", token)
    context = {"reference": row, "application": row.application, "form": form, "token": token}
    return render(request, "recruitment/reference.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reference_decline(request: HttpRequest, token: str) -> HttpResponse:
    """Rather not: asked on a page of its own."""
    row = _opened(request, token)
    if isinstance(row, HttpResponse):
        return row
    if request.method == "POST":
        references.decline(reference=row)
        return redirect("recruitment:reference", token)
    context = {"reference": row, "application": row.application, "token": token}
    return render(request, "recruitment/reference_decline.html", context)
