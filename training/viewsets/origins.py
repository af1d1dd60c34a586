"""On a volunteer's page: what was brought in from spreadsheets, and from which row."""

from typing import cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from recruitment.models import Volunteer
from training.actions.importing.origins import origins


def brought_in(request: HttpRequest, volunteer: Volunteer) -> SafeString:
    """The facts with their files."""
    rows = origins(volunteer, cast("User", request.user))
    return render_to_string("training/staff/origins.html", {"origins": rows}, request=request)
