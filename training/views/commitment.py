"""The volunteer's commitment as a picture: my six months."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from base.dates import today
from training.actions.progress import latest, progress_of
from training.views.portal import VolunteerRequest, volunteer_only


@volunteer_only
def six_months(request: VolunteerRequest) -> HttpResponse:
    """The months and hours of one's commitment, drawn and as a table; before one is signed, the portal says so."""
    commitment = latest(request.volunteer)
    if commitment is None:
        messages.info(request, _("There is nothing to see of your months yet: they begin with a signed commitment."))
        return redirect("training:portal")
    context = {
        "commitment": commitment,
        "placement": commitment.placement,
        "progress": progress_of(commitment),
        "pauses": commitment.pauses.all(),
        "extensions": commitment.extensions.all(),
        "today": today(),
    }
    return render(request, "training/portal/six_months.html", context)
