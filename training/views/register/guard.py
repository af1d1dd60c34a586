"""Who may keep the register, and which session they are in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from training.models import Session

View = Callable[..., HttpResponse]
SCRIPT = "X-Register-Script"


class KeeperRequest(HttpRequest):
    """A request by somebody who may keep the register."""

    user: User


def keeper(view: View) -> View:
    """For whoever may keep the register; to anybody else there is nothing here.

    The page's script is told 401 instead of being led to the sign-in.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if by_script(request) and not request.user.is_authenticated:
            answer = HttpResponse(status=401)
            add_never_cache_headers(answer)
            return answer
        return behind_sign_in(request, *args, **kwargs)

    @login_required(login_url="account_login")
    def behind_sign_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("training.keep_register"):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def sent_from(page: str, view: View, *, keys: tuple[str, ...] = ("pk",)) -> View:
    """For an address that takes only what its page sends: whoever opens it, as after signing in anew, sees the page."""

    @keeper
    @wraps(view)
    def led(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return redirect(reverse(page, kwargs={key: kwargs[key] for key in keys}))
        return view(request, **kwargs)

    return led


def by_script(request: HttpRequest) -> bool:
    """Whether the page's script asks, which wants JSON."""
    return SCRIPT in request.headers


def find_session(pk: int) -> Session:
    """A session with what its pages say of it."""
    return get_object_or_404(Session.objects.select_related("module", "event"), pk=pk)
