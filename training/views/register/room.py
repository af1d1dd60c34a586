"""What happens in the room besides the marks: people nobody expected, notes, the head count, a cell's history."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from recruitment.models import Volunteer
from training.actions import room
from training.actions.register import RefusedError
from training.forms.register import FindForm, HeadCountForm, NoteForm, SeatForm, WalkInForm
from training.models import AttendanceMark, Enrolment, Session, WalkIn
from training.views.register.guard import KeeperRequest, by_script, find_session, keeper
from training.views.register.marking import REFUSED, SOMEBODY_ELSE
from training.views.register.rows import Row, plain
from training.views.register.sheet import answer

MOST = 10


@keeper
def walk_in(request: KeeperRequest, pk: int) -> HttpResponse:
    """Somebody came whom the system does not know."""
    session = find_session(pk)
    form = WalkInForm(request.POST or None, marker=request.user)
    if request.method == "POST" and form.is_valid():
        room.add_walk_in(session=session, actor=request.user, **form.cleaned_data)
        return _added(request, pk, "walk-ins", _("Noted. You can match them to a volunteer later."))
    if "marker" in form.errors:
        return HttpResponse(status=SOMEBODY_ELSE)
    if by_script(request):
        return JsonResponse({"message": _("Give a name.")}, status=REFUSED)
    context = {"session": session, "form": form, "client_id": uuid.uuid4()}
    return render(request, "training/register/walk_in.html", context)


@keeper
def known(request: KeeperRequest, pk: int, walk_in: int | None = None) -> HttpResponse:
    """Find a volunteer who came without a place, or who a walk-in is, and give them an extra one."""
    session = find_session(pk)
    waiting = get_object_or_404(WalkIn, pk=walk_in, session=session, enrolment=None) if walk_in else None
    seat, find = SeatForm(request.POST), FindForm(request.POST or None)
    if request.method == "POST" and seat.is_valid():
        return _seat(request, session, waiting, seat.cleaned_data)
    found = _volunteers(find.cleaned_data["q"]) if request.method == "POST" and find.is_valid() else None
    context = {"session": session, "walk_in": waiting, "form": find, "found": found, "most": MOST}
    return render(request, "training/register/known.html", context)


@keeper
def note(request: KeeperRequest, pk: int) -> HttpResponse:
    """A remark on the session, or on one person at it."""
    session = find_session(pk)
    form = NoteForm(request.POST, marker=request.user, session=session)
    if request.method != "POST" or not form.is_valid():
        if "marker" in form.errors:
            return HttpResponse(status=SOMEBODY_ELSE)
        return _say_again(request, pk, _("Write something first: at most 1,000 characters."))
    place = form.cleaned_data["enrolment"]
    room.add_note(session=session, actor=request.user, **form.cleaned_data)
    if place and not by_script(request):
        return redirect("register:cell", pk, place.pk)
    return _added(request, pk, "notes", _("Noted."))


@keeper
def head_count(request: KeeperRequest, pk: int) -> HttpResponse:
    """How many people somebody counted in the room."""
    session = find_session(pk)
    form = HeadCountForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return _say_again(request, pk, _("Give the head count as a number."))
    room.count_heads(session=session, actor=request.user, **form.cleaned_data)
    if by_script(request):
        return JsonResponse(answer(request, find_session(pk), []))
    return redirect(f"{reverse('register:sheet', args=[pk])}#head-count")


@keeper
def cell(request: KeeperRequest, pk: int, enrolment: int) -> HttpResponse:
    """One person at one session: every mark there was, by whom and why, and what was noted."""
    session = find_session(pk)
    places = Enrolment.objects.at_session(session).select_related("volunteer")
    place = get_object_or_404(places, pk=enrolment)
    marks = AttendanceMark.objects.filter(enrolment=place, session=session).select_related("marked_by")
    context = {
        "session": session,
        "row": Row(place, place.attendances.filter(session=session).first(), request.user),
        "marks": marks.order_by("-version"),
        "notes": place.notes.filter(session=session).select_related("by"),
        "note_id": uuid.uuid4(),
    }
    return render(request, "training/register/cell.html", context)


def _seat(request: KeeperRequest, session: Session, waiting: WalkIn | None, said: dict[str, Any]) -> HttpResponse:
    volunteer = get_object_or_404(Volunteer, pk=said["volunteer"])
    try:
        place = room.seat(
            volunteer=volunteer, session=session, actor=request.user, whole_event=said["whole_event"], walk_in=waiting
        )
    except RefusedError as refused:
        return _say_again(request, session.pk, str(refused))
    messages.success(request, _("They have an extra place and are marked present."))
    return redirect(f"{reverse('register:sheet', args=[session.pk])}#p{place.pk}")


def _volunteers(query: str) -> list[Volunteer]:
    """Whoever has this address, or whose name holds every word."""
    if "@" in query:
        return list(Volunteer.objects.filter(email__iexact=query)[:MOST])
    found = Volunteer.objects.all()
    words = query.split()
    for word in words:
        found = found.filter(name__icontains=word) | found.filter(name_other__icontains=word)
    near = list(found.order_by("name", "pk")[:MOST])
    wanted = plain(query)
    return sorted(near, key=lambda person: plain(person.name) != wanted)


def _added(request: HttpRequest, pk: int, place: str, said: str) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"rows": []})
    messages.success(request, said)
    return redirect(f"{reverse('register:sheet', args=[pk])}#{place}")


def _say_again(request: HttpRequest, pk: int, why: str) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"message": why}, status=REFUSED)
    if request.method == "POST":
        messages.error(request, why)
    return redirect("register:sheet", pk)
