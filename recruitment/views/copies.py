"""All we hold of an application, to read, to print and to take away; and its end."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from recruitment.actions.copies import as_json, as_zip, copy_of, messages_about
from recruitment.actions.erasure import erase_by_applicant
from recruitment.actions.refusals import Refused
from recruitment.forms.status import SeenForm
from recruitment.models import Application, Draft, Role, Stage
from recruitment.views import words
from recruitment.views.changes import page, refuse, seen
from recruitment.views.status import opens_application
from recruitment.wizard import access


@opens_application
def copy(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """What we hold, on one plain page."""
    events = list(application.events.select_related("cohort"))
    context: dict[str, Any] = {
        "draft": draft,
        "role": draft.role,
        "application": application,
        "copy": copy_of(application),
        "history": words.history(events),
        "colleagues": [event for event in events if event.actor_id and (event.note or event.reason)],
        "mails": messages_about(application),
        "asked": application.requests.all(),
        "files": application.files.all(),
    }
    return render(request, "recruitment/own/copy.html", context)


@opens_application
def copy_json(_request: HttpRequest, _draft: Draft, application: Application) -> HttpResponseBase:
    """What we hold, as one file."""
    response = HttpResponse(as_json(copy_of(application)), content_type="application/json; charset=utf-8")
    return _taken_away(response, application, "json")


@opens_application
def copy_zip(_request: HttpRequest, _draft: Draft, application: Application) -> HttpResponseBase:
    """What we hold, with the files that came with it."""
    return _taken_away(FileResponse(as_zip(application), content_type="application/zip"), application, "zip")


def _taken_away(response: HttpResponseBase, application: Application, ending: str) -> HttpResponseBase:
    """A download, never shown, never kept on the way; named by the reference only."""
    response["Content-Disposition"] = f'attachment; filename="application-{application.reference}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


@opens_application
def erase(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """Says plainly what happens, then does it; a volunteer's record is kept and the page says how to ask."""
    if application.stage == Stage.ACCEPTED:
        return page(request, draft, application, SeenForm(), "erase_volunteer")
    form = SeenForm(request.POST or None, initial=seen(application))
    if form.is_valid():
        try:
            erase_by_applicant(application=application, seen_version=form.cleaned_data["version"])
        except Refused as error:
            refuse(form, error, application)
        else:
            access.release(request, draft)
            return redirect("recruitment:erased", draft.role.slug)
    return page(request, draft, application, form, "erase")


@never_cache
def erased(request: HttpRequest, role: str) -> HttpResponse:
    """Nothing of it is left."""
    return render(request, "recruitment/own/erased.html", {"role": get_object_or_404(Role, slug=role)})
