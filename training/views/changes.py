"""A volunteer's word that they know of a change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from recruitment.models import Volunteer
from training.actions.notices import acknowledge
from training.models import Acknowledgement
from training.views.portal import VolunteerRequest, volunteer_only


class SeenForm(forms.Form):
    """Which changes were on the page that somebody says they read."""

    seen = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Acknowledgement.objects.filter(enrolment__volunteer=volunteer).values_list("pk", flat=True)
        self.fields["seen"].choices = [(key, str(key)) for key in mine]  # type: ignore[attr-defined]


@volunteer_only
def say_known(request: VolunteerRequest) -> HttpResponse:
    """One press: I have read this. Only what was on the page counts as read."""
    form = SeenForm(request.POST, volunteer=request.volunteer)
    if request.method == "POST" and form.is_valid():
        acknowledge(volunteer=request.volunteer, seen=form.cleaned_data["seen"], actor=request.user)
        messages.success(request, _("Thank you for telling us. Nobody needs to telephone you."))
    return redirect("training:portal")
