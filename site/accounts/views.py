"""Where people land after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Staff to their screens, volunteers to their pages, anybody else to the front page."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect("wagtailadmin_home")
    return redirect("training:portal")
