"""All that is kept about a volunteer, to read, to print and to take away."""

from django.http import HttpResponse
from django.shortcuts import render

from base.dates import today
from training.actions.copies import as_json, copy_of
from training.views.portal import VolunteerRequest, volunteer_only


@volunteer_only
def data(request: VolunteerRequest) -> HttpResponse:
    """What is kept, on one plain page."""
    context = {"copy": copy_of(request.volunteer), "volunteer": request.volunteer, "today": today()}
    return render(request, "training/portal/data.html", context)


@volunteer_only
def data_json(request: VolunteerRequest) -> HttpResponse:
    """The same as one file: a download, never shown, never kept on the way."""
    response = HttpResponse(as_json(copy_of(request.volunteer)), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.volunteer}-{today().isoformat()}.json"'
    response["Cache-Control"] = "private, no-store"
    return response
