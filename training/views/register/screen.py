"""Self check-in as trainers see it: opening and closing it, who is here already, and the screen for the room."""

from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from training.actions import check_in as actions
from training.actions.register import RefusedError
from training.forms.check_in import OpenForm
from training.models import AttendanceMark, Enrolment, Session
from training.rules import check_in as rules
from training.views.register.guard import KeeperRequest, find_session, keeper
from training.views.register.rows import counts_of, rows_of, standing_context

LOOK, RETRY = 5, 1  # seconds: how often the trainer's list and the screen look again; how long after a new code


@dataclass(frozen=True)
class Arrived:
    """Somebody who checked in by themselves, and how."""

    enrolment: Enrolment
    mark: AttendanceMark


@keeper
@require_safe
def check_in(request: KeeperRequest, pk: int) -> HttpResponse:
    """Open or close it, and see who is here."""
    return _control(request, find_session(pk), OpenForm(initial={"grace_seconds": find_session(pk).grace_seconds}))


@keeper
@require_POST
def open_check_in(request: KeeperRequest, pk: int) -> HttpResponse:
    """Let people check in from now on, or change for how long a code counts."""
    session, form = find_session(pk), OpenForm(request.POST)
    if not form.is_valid():
        return _control(request, session, form)
    try:
        actions.open_check_in(session=session, actor=request.user, **form.cleaned_data)
    except RefusedError as refused:
        messages.error(request, str(refused))
    return redirect("register:check_in", pk)


@keeper
@require_POST
def close_check_in(request: KeeperRequest, pk: int) -> HttpResponse:
    """Let nobody check in any more."""
    actions.close_check_in(session=find_session(pk), actor=request.user)
    return redirect("register:check_in", pk)


@keeper
@require_safe
def screen(request: KeeperRequest, pk: int) -> HttpResponse:
    """What hangs in the room: a code to scan and two words, for everybody to see; no names."""
    session = find_session(pk)
    context: dict[str, Any] = {"session": session, "counts": counts_of(session), "again": LOOK}
    if actions.is_open(session):
        now = timezone.now()
        code = rules.shown(session.check_in_secret, rules.step_at(now))
        address = settings.SITE_URL + reverse("training:check_in")
        context |= {
            "shown": code,
            "again": min(LOOK, rules.seconds_left(now) + RETRY),
            "address": address.split("://")[1],
            "qr": _qr(f"{address}?{urlencode({'code': code.code})}"),
        }
    elif _waits(session):
        context["opens_at"] = session.starts_at - actions.BEFORE
    return render(request, "training/register/screen.html", context)


def _waits(session: Session) -> bool:
    """Whether a trainer opened it, and its hour is still to come."""
    to_come = session.starts_at - actions.BEFORE > timezone.now()
    return session.check_in_open and to_come and session.state != Session.State.CANCELLED


def _control(request: KeeperRequest, session: Session, form: OpenForm) -> HttpResponse:
    own = AttendanceMark.objects.filter(session=session, source=AttendanceMark.Source.CHECK_IN)
    marks = {mark.enrolment_id: mark for mark in own}
    rows = rows_of(session, request.user)
    context = {
        **standing_context(session, counts_of(session)),
        "form": form,
        "running": actions.is_open(session),
        "opens_at": session.starts_at - actions.BEFORE,
        "arrived": sorted(
            (Arrived(row.enrolment, marks[row.enrolment.pk]) for row in rows if row.enrolment.pk in marks),
            key=lambda one: one.mark.at,
            reverse=True,
        ),
        "missing": [row for row in rows if not row.status],
        "again": LOOK,
    }
    return render(request, "training/register/check_in.html", context)


def _qr(address: str) -> SafeString:
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=3, omitsize=True, svgclass=None, dark="#000", light="#fff", title=_("Code to scan: %s") % address
    )
    return mark_safe(drawn)  # noqa: S308 - segno escapes the title; the rest is numbers
