"""The volunteer's commitment as a picture: my six months."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from base.dates import today
from training.actions.progress import latest, progress_of
from training.views.portal import VolunteerRequest, volunteer_only


@volunteer_only
def six_months(request: VolunteerRequest) -> HttpResponse:
    """The months and hours of one's commitment, drawn and as a table; nothing to see before one is signed."""
    commitment = latest(request.volunteer)
    if commitment is None:
        raise Http404
    context = {
        "commitment": commitment,
        "placement": commitment.placement,
        "progress": progress_of(commitment),
        "pauses": commitment.pauses.all(),
        "extensions": commitment.extensions.all(),
        "today": today(),
    }
    return render(request, "training/portal/six_months.html", context)
