"""Signing in, and where people land after it."""

from typing import Any

from allauth.account.views import LoginView, RequestLoginCodeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class BeginsAgain:
    """A page that opens although a code is still awaited: the address may have been mistyped, the mail lost."""

    def _redirect_to_pending_stage(self, _request: HttpRequest, _stage: Any) -> None:
        """Without this, allauth leads back to the code for as long as it is valid."""


class AskForCode(BeginsAgain, RequestLoginCodeView):  # type: ignore[misc]
    """Where volunteers ask for a code."""


class StaffSignIn(BeginsAgain, LoginView):  # type: ignore[misc]
    """Where staff give their password. Whoever is signed in and is not on the staff is led to their own pages."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            return redirect("home")
        return super().dispatch(request, *args, **kwargs)


def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Staff to their screens, anybody else to the volunteers' pages, which say who they are for."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect("wagtailadmin_home")
    return redirect("training:portal")
