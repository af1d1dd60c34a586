"""The sessions there are, and the sheet of one."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from base.dates import at, today
from training.models import Attendance, AttendanceMark, Session
from training.views.register.drawing import draw
from training.views.register.guard import KeeperRequest, find_session, keeper
from training.views.register.rows import (
    Counts,
    Row,
    counts_of,
    marks_of,
    matches,
    rows_of,
    standing_context,
)

LOOK_BACK = timedelta(days=200)
SOON = timedelta(days=1)
KEPT_AFTER = timedelta(hours=2)  # how long after its end a phone keeps a sheet, for the last marks
OVERLAP = 25  # marks looked at once more: one with a lower number may have been stored after a higher one


@keeper
@require_safe
def sessions(request: KeeperRequest) -> HttpResponse:
    """Today's sessions, then those to come, then the last half-year's with the latest first."""
    day = today()
    shown = Session.objects.filter(starts_at__gte=timezone.now() - LOOK_BACK).with_counts()
    rows = list(shown.select_related("module", "event"))
    context = {
        "today": [row for row in rows if row.day == day],
        "coming": [row for row in rows if row.day > day],
        "past": [row for row in reversed(rows) if row.day < day],
        "kept": _to_keep(rows),
    }
    return _for_this_phone(render(request, "training/register/sessions.html", context), request, None)


@keeper
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: KeeperRequest, pk: int) -> HttpResponse:
    """Everybody expected at one session, each with their mark; sent a name, those it fits: no address holds it."""
    session = find_session(pk)
    rows = rows_of(session, request.user)
    query = request.POST.get("q", "").strip()
    walk_ins = list(session.walk_ins.prefetch_related("enrolment__volunteer"))
    last, checked_in = marks_of(session)
    beside = list(session.event.sessions.all())
    waiting = sum(row.enrolment_id is None for row in walk_ins)
    statuses = [row.status for row in rows]
    counts = Counts.of(statuses, expected=len(rows), checked_in=checked_in, walk_ins=waiting)
    context = {
        **standing_context(session, counts),
        "rows": draw(request, session, [row for row in rows if not query or matches(row, query)]),
        "query": query,
        "last": last,
        "walk_ins": walk_ins,
        "notes": session.notes.filter(enrolment=None).select_related("by"),
        "undo": _tap_to_undo(request),
        "rest_id": uuid.uuid4(),
        "walk_in_id": uuid.uuid4(),
        "note_id": uuid.uuid4(),
        "cancelled": session.state == Session.State.CANCELLED,
        "early": session.day > today(),
        "day_begins": at(session.day, 0),
        "kept": _to_keep(beside),
    }
    response = render(request, "training/register/sheet.html", context)
    return _for_this_phone(response, request, session) if _is_soon(beside) else response


@keeper
@require_safe
def state(request: KeeperRequest, pk: int) -> HttpResponse:
    """What was marked since the mark the page's script knows of: by another trainer, or by people checking in."""
    session = find_session(pk)
    asked = request.GET.get("after", "")
    since = int(asked) - OVERLAP if asked.isdecimal() else 0
    newer = AttendanceMark.objects.filter(session=session, pk__gt=since).values("enrolment")
    cells = Attendance.objects.filter(session=session, enrolment__in=newer).select_related("enrolment__volunteer")
    rows = [Row(cell.enrolment, cell, request.user) for cell in cells]
    return JsonResponse({**answer(request, session, rows), "last": marks_of(session)[0]})


def answer(request: HttpRequest, session: Session, rows: list[Row], decision: str = "") -> dict[str, Any]:
    """Rows as the page's script takes them, and how the session stands now."""
    return {
        "rows": [
            {**_standing(row), "html": html}
            for row, html in zip(rows, draw(request, session, rows, decision), strict=True)
        ],
        "counts": render_to_string(
            "training/register/counts.html", standing_context(session, counts_of(session)), request
        ),
    }


def _standing(row: Row) -> dict[str, Any]:
    """The last mark of a row, which a phone remembers without a name."""
    late, early = row.minutes
    return {"enrolment": row.enrolment.pk, "status": row.status, "version": row.version, "late": late, "early": early}


def _tap_to_undo(request: HttpRequest) -> uuid.UUID | None:
    """The tap for many that was made a moment ago."""
    try:
        return uuid.UUID(request.GET["marked"])
    except (KeyError, ValueError):
        return None


def _is_soon(beside: Iterable[Session]) -> bool:
    """Names of an event's people are kept on a phone from the day before it begins, not earlier."""
    return min(row.day for row in beside) <= today() + SOON


def _to_keep(rows: Iterable[Session]) -> set[int]:
    """The sheets a phone makes ready: all that are not over, of events that begin by tomorrow."""
    shown = list(rows)
    begun = {row.event_id for row in shown if _is_soon([row])}
    since = timezone.now() - KEPT_AFTER
    return {row.pk for row in shown if row.event_id in begun and row.ends_at > since}


def _for_this_phone(response: HttpResponse, request: KeeperRequest, session: Session | None) -> HttpResponse:
    """Tell the phone whose page this is, and until when it may keep it for when there is no network."""
    response["X-Keeper"] = str(request.user.pk)
    if session:
        response["X-Keep-Until"] = str(int((session.ends_at + KEPT_AFTER).timestamp()))
    return response
