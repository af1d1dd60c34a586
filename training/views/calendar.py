"""One's training in one's own calendar: files to keep, and an address that a calendar program reads by itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.adapter import client_address
from accounts.models import User
from base.actions import allow
from recruitment.models import Volunteer
from recruitment.rules.entry import MEDIA_TYPE
from training.actions import entries, feeds
from training.models import CalendarFeed, Enrolment
from training.views.portal import VolunteerRequest, volunteer_only

View = Callable[..., HttpResponse]
KEEPS_REGISTER = "training.keep_register"
UNKNOWN, A_MINUTE = 20, 60  # addresses that are nobody's, a minute for one client
TOO_MANY = 429


class PersonRequest(HttpRequest):
    """A request by somebody who attends training or teaches it."""

    user: User


def person(view: View) -> View:
    """For volunteers and trainers; to anybody else there is nothing here."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(KEEPS_REGISTER) and not Volunteer.objects.filter(user=request.user.pk).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@person
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: PersonRequest) -> HttpResponse:
    """The private address, made at a press of a button and made anew at another."""
    if request.method == "POST":
        return _make(request)
    feed = CalendarFeed.objects.filter(user=request.user).first()
    address = settings.SITE_URL + reverse("training:calendar_feed", args=[feed.key]) if feed else ""
    context = {
        "address": address,
        "subscribe": f"webcal://{address.split('://')[1]}" if feed else "",
        "is_volunteer": Volunteer.objects.filter(user=request.user).exists(),
    }
    return render(request, "training/portal/calendar.html", context)


def _make(request: PersonRequest) -> HttpResponse:
    if "renew" in request.POST:
        feeds.renew_feed(user=request.user)
        messages.success(request, _("Your calendar has a new address. The old one no longer works anywhere."))
    else:
        feeds.make_feed(user=request.user)
    return redirect("training:calendar")


@person
@require_safe
def calendar_file(request: PersonRequest) -> HttpResponse:
    """All one's sessions as a file to keep."""
    return _file(entries.calendar_for(request.user, _language()), "my-training.ics", kind="attachment")


@volunteer_only
@require_safe
def place_file(request: VolunteerRequest, pk: int) -> HttpResponse:
    """The sessions of one confirmed place as a file to keep."""
    mine = request.volunteer.enrolments.filter(state=Enrolment.State.CONFIRMED)
    place = get_object_or_404(mine.select_related("event", "session__event", "volunteer"), pk=pk)
    return _file(entries.place_file(place, _language()), "training.ics", kind="attachment")


@never_cache
@require_safe
def calendar_feed(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a calendar program reads, without anybody signed in: whoever has the address sees one person's sessions.

    An address that was given up looks like one that never was.
    """
    feed = CalendarFeed.objects.filter(key=key, user__is_active=True).select_related("user").first()
    if feed:
        return _file(entries.calendar_for(feed.user, _language()), "my-training.ics", kind="inline")
    if allow(what="calendar", who=client_address(request), allowed=UNKNOWN, seconds=A_MINUTE):
        raise Http404
    return HttpResponse(status=TOO_MANY)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _file(content: bytes, name: str, *, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'{kind}; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)
