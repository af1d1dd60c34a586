"""The register on a phone: today's sessions, one session's people, one tap for one mark."""

import unicodedata
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from base.dates import today
from training.actions import register
from training.forms.register import UNDO, MarkForm, RestForm
from training.models import Attendance, Enrolment, Session, Status

LOOK_BACK = timedelta(days=200)
View = Callable[..., HttpResponse]
TONES = {Status.PRESENT: "good", Status.ABSENT: "bad", Status.EXCUSED: "waiting"}


class KeeperRequest(HttpRequest):
    """A request by somebody who may keep the register."""

    user: User


def keeper(view: View) -> View:
    """For whoever may keep the register; to anybody else there is nothing here."""

    @login_required(login_url="account_login")
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("training.keep_register"):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class Row:
    """One person on a sheet: the place, the current mark if any, and the id the next mark will carry."""

    enrolment: Enrolment
    attendance: Attendance | None
    marker: User
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def status(self) -> str:
        """The current mark, empty while there is none."""
        return self.attendance.status if self.attendance else ""

    @property
    def version(self) -> int:
        """The version a mark made on this row has seen."""
        return self.attendance.version if self.attendance else 0

    @property
    def is_marker(self) -> bool:
        """Nobody marks themselves."""
        return self.enrolment.volunteer.user_id == self.marker.pk

    @property
    def tone(self) -> str:
        """The colour of the mark."""
        return TONES[Status(self.status)] if self.status else "neutral"

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """The marks that can be given."""
        return [(status.value, status.label) for status in Status]


@dataclass(frozen=True)
class Counts:
    """How a session stands."""

    expected: int
    present: int
    absent: int
    excused: int

    @classmethod
    def of(cls, statuses: Iterable[str]) -> "Counts":
        """From the mark of everybody expected, empty where there is none."""
        counted = Counter(statuses)
        return cls(counted.total(), counted[Status.PRESENT], counted[Status.ABSENT], counted[Status.EXCUSED])

    @property
    def unmarked(self) -> int:
        """People nobody has marked yet: neither present nor absent."""
        return self.expected - self.present - self.absent - self.excused


@keeper
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Today's sessions, then those to come, then the last half-year's with the latest first."""
    day = today()
    shown = Session.objects.filter(starts_at__gte=timezone.now() - LOOK_BACK).with_counts()
    rows = list(shown.select_related("module", "event"))
    return render(
        request,
        "training/register/sessions.html",
        {
            "today": [row for row in rows if row.day == day],
            "coming": [row for row in rows if row.day > day],
            "past": [row for row in reversed(rows) if row.day < day],
        },
    )


@keeper
@require_safe
def sheet(request: KeeperRequest, pk: int) -> HttpResponse:
    """Everybody expected at one session, each with their mark."""
    session = _session(pk)
    rows = _rows(session, request.user)
    query = request.GET.get("q", "").strip()
    context = {
        "session": session,
        "counts": Counts.of(row.status for row in rows),
        "rows": [row for row in rows if _matches(row, query)],
        "query": query,
        "rest_id": uuid.uuid4(),
        "cancelled": session.state == Session.State.CANCELLED,
        "early": session.day > today(),
    }
    return render(request, "training/register/sheet.html", context)


@keeper
def mark(request: KeeperRequest, pk: int, enrolment: int) -> HttpResponse:
    """One mark. Sent by the page's script it answers with the row alone, otherwise it leads back to the sheet."""
    session = _session(pk)
    place = get_object_or_404(Enrolment.objects.on_register(session).select_related("volunteer"), pk=enrolment)
    form = MarkForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("register:sheet", pk)
    try:
        attendance = _mark(place, session, form.cleaned_data, request.user)
    except register.RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("register:sheet", pk)
    except register.ConflictError as conflict:
        return _show_conflict(request, place, session, form.cleaned_data, conflict)
    if "X-Row-Only" in request.headers:
        return _show_row(request, session, Row(place, attendance, request.user))
    return redirect(f"{reverse('register:sheet', args=[pk])}#p{place.pk}")


@keeper
def rest(request: KeeperRequest, pk: int) -> HttpResponse:
    """Mark everybody present who has no mark yet."""
    session = _session(pk)
    form = RestForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            count = register.mark_rest_present(session=session, actor=request.user, **form.cleaned_data)
        except register.RefusedError as refused:
            messages.error(request, str(refused))
        else:
            said = ngettext("%(count)s person marked present.", "%(count)s people marked present.", count)
            messages.success(request, said % {"count": count} + " " + _("Now mark the exceptions."))
    return redirect("register:sheet", pk)


def _session(pk: int) -> Session:
    return get_object_or_404(Session.objects.select_related("module", "event"), pk=pk)


def _rows(session: Session, marker: User) -> list[Row]:
    expected = Enrolment.objects.on_register(session).select_related("volunteer")
    marks = {mark.enrolment_id: mark for mark in Attendance.objects.filter(session=session)}
    return [Row(place, marks.get(place.pk), marker) for place in expected.order_by("volunteer__name", "pk")]


def _matches(row: Row, query: str) -> bool:
    volunteer = row.enrolment.volunteer
    return _plain(query) in _plain(f"{volunteer.name} {volunteer.name_other}")


def _plain(text: str) -> str:
    """Without case and accents, so that "le" finds "Lê"."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in taken_apart if not unicodedata.combining(character))


def _mark(place: Enrolment, session: Session, said: dict[str, Any], actor: User) -> Attendance:
    if said["status"] == UNDO:
        return register.undo(
            enrolment=place,
            session=session,
            client_id=said["client_id"],
            seen_version=said["seen_version"],
            actor=actor,
        )
    return register.mark(enrolment=place, session=session, actor=actor, **said)


def _show_row(request: HttpRequest, session: Session, row: Row) -> HttpResponse:
    statuses = [other.status for other in _rows(session, row.marker)]
    context = {"session": session, "row": row, "counts": Counts.of(statuses)}
    return render(request, "training/register/marked.html", context)


def _show_conflict(
    request: HttpRequest, place: Enrolment, session: Session, said: dict[str, Any], conflict: register.ConflictError
) -> HttpResponse:
    wanted = dict(Status.choices).get(said["status"], _("No mark"))
    context = {
        "session": session,
        "place": place,
        "said": said,
        "wanted": wanted,
        "conflict": conflict,
        "client_id": uuid.uuid4(),
        "mine": conflict.last.marked_by == request.user,
    }
    return render(request, "training/register/conflict.html", context, status=409)
