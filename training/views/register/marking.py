"""One tap for one mark; everybody else at once; and what is to be decided by a person."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.actions import register, tapping
from training.forms.register import MarkForm, RestForm
from training.models import Attendance, Enrolment, Session, Status
from training.views.register.guard import KeeperRequest, by_script, find_session, keeper
from training.views.register.rows import Row
from training.views.register.sheet import answer

CONFLICT, ASKS, REFUSED, SOMEBODY_ELSE = 409, 422, 400, 401


@keeper
def mark(request: KeeperRequest, pk: int, enrolment: int) -> HttpResponse:
    """One mark. The page's script gets the row alone, anybody else is led back to the sheet."""
    session = find_session(pk)
    place = get_object_or_404(Enrolment.objects.on_register(session).select_related("volunteer"), pk=enrolment)
    form = MarkForm(request.POST, marker=request.user)
    if "marker" in form.errors:
        return HttpResponse(status=SOMEBODY_ELSE)
    if request.method != "POST" or not form.is_valid():
        return _refuse(request, pk, _("This could not be read. Load the register again."))
    return _tap(request, place, session, form.cleaned_data)


def _tap(request: KeeperRequest, place: Enrolment, session: Session, said: dict[str, Any]) -> HttpResponse:
    try:
        attendance = tapping.tap(enrolment=place, session=session, actor=request.user, **said)
    except tapping.ReasonNeededError as asks:
        return _ask(request, place, session, {"said": said, "asks": str(asks)}, ASKS)
    except register.RefusedError as refused:
        return _refuse(request, session.pk, str(refused))
    except register.ConflictError as conflict:
        mine = conflict.last.marked_by == request.user
        return _ask(request, place, session, {"said": said, "conflict": conflict, "mine": mine}, CONFLICT)
    if by_script(request):
        return JsonResponse(answer(request, session, [Row(place, attendance, request.user)]))
    return redirect(f"{reverse('register:sheet', args=[session.pk])}#p{place.pk}")


@keeper
def rest(request: KeeperRequest, pk: int) -> HttpResponse:
    """Mark everybody present who has no mark yet; the sheet then offers to take it back."""
    session = find_session(pk)
    form = RestForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("register:sheet", pk)
    try:
        count = register.mark_rest_present(session=session, actor=request.user, **form.cleaned_data)
    except register.RefusedError as refused:
        return _refuse(request, pk, str(refused))
    said = ngettext("%(count)s person marked present.", "%(count)s people marked present.", count)
    messages.success(request, said % {"count": count} + " " + _("Now mark the exceptions."))
    back = f"{reverse('register:sheet', args=[pk])}?marked={form.cleaned_data['client_id']}"
    return JsonResponse({"next": back}) if by_script(request) else redirect(back)


@keeper
def undo_rest(request: KeeperRequest, pk: int) -> HttpResponse:
    """Take back what one tap for everybody marked."""
    session = find_session(pk)
    form = RestForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            count = tapping.take_back_rest(session=session, tap_id=form.cleaned_data["client_id"], actor=request.user)
        except register.RefusedError as refused:
            return _refuse(request, pk, str(refused))
        said = ngettext("%(count)s mark taken back.", "%(count)s marks taken back.", count)
        messages.success(request, said % {"count": count})
    return redirect("register:sheet", pk)


def _refuse(request: HttpRequest, pk: int, why: str) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"message": why}, status=REFUSED)
    if request.method == "POST":
        messages.error(request, why)
    return redirect("register:sheet", pk)


def _ask(
    request: KeeperRequest, place: Enrolment, session: Session, asked: dict[str, Any], status: int
) -> HttpResponse:
    """Let a person decide: between two marks, or why one is corrected. Nothing was changed."""
    attendance = Attendance.objects.filter(enrolment=place, session=session).first()
    row = Row(place, attendance, request.user)
    wanted = dict(Status.choices).get(asked["said"]["status"], _("No mark"))
    more = {**asked, "wanted": wanted, "decision_id": uuid.uuid4(), "over": session.ends_at <= timezone.now()}
    more |= {"session": session, "row": row}
    if by_script(request):
        decision = render_to_string("training/register/decision.html", more, request)
        return JsonResponse(answer(request, session, [row], decision), status=status)
    return render(request, "training/register/decide.html", more, status=status)
