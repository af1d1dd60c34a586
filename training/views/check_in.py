"""The volunteer's page of self check-in, which the code on the room's screen leads to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from training.actions import check_in as actions
from training.forms.check_in import MOST, CheckInForm
from training.views.portal import VolunteerRequest, volunteer_only


@volunteer_only
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: VolunteerRequest) -> HttpResponse:
    """Say that one is here. Opening the page does nothing, whatever its address says: a press of the button does."""
    form = CheckInForm(_said(request) if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = actions.check_in(volunteer=request.volunteer, said=form.cleaned_data["said"], actor=request.user)
        except actions.CheckInRefusedError as refused:
            form.add_error("said", str(refused))
        else:
            messages.success(request, _("You are checked in: %(what)s.") % {"what": done.session.module.title})
            return redirect("training:check_in")
    if "code" in request.POST:  # a camera read it: nobody typed it
        form.data = {}
    mine = actions.here(request.volunteer)
    context = {
        "form": form,
        "code": "" if form.is_bound else request.GET.get("code", "")[:MOST],
        "here": mine,
        "waits": any(one.attendance is None for one in mine),
    }
    return render(request, "training/portal/check_in.html", context)


def _said(request: VolunteerRequest) -> dict[str, str]:
    return {"said": request.POST.get("code") or request.POST.get("said", "")}
