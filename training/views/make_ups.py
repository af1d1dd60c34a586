"""A trainer's pages for make-ups: who is offered what, when."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from base.localised import listed
from training.actions import make_ups
from training.actions.places import PlaceRefusedError
from training.forms.moving import MakeUpForm, MeetForm
from training.models import Enrolment, Event, Session
from training.views.register import KeeperRequest, keeper

ALONE = "alone"
REFUSALS = (PlaceRefusedError, PermissionDenied)


@keeper
@require_POST
def offer_all(request: KeeperRequest, pk: int) -> HttpResponse:
    """Offer everybody who missed something here the next session of it with room."""
    event = get_object_or_404(Event, pk=pk)
    offers = make_ups.offer_missed(event=event, actor=request.user)
    count = offers.made
    said = ngettext("%(count)s make-up offered.", "%(count)s make-ups offered.", count) % {"count": count}
    messages.add_message(
        request, messages.SUCCESS if count else messages.INFO, said if count else _("Nothing offered.")
    )
    for why, names in offers.left_out.items():
        left = ngettext(
            "%(count)s not offered: %(names)s – %(why)s", "%(count)s not offered: %(names)s – %(why)s", len(names)
        )
        messages.warning(request, left % {"count": len(names), "names": listed(names), "why": why})
    return redirect("register:event", pk)


@keeper
def arrange(request: KeeperRequest, pk: int, enrolment: int, session: int) -> HttpResponse:
    """Offer one person a session of the module they missed, or plan one for them alone."""
    place, missed = _place(pk, enrolment), _session(pk, session)
    posted = request.POST if request.method == "POST" else None
    alone = posted is not None and ALONE in posted
    form = MakeUpForm(None if alone else posted, sessions=_coming(missed, place))
    meeting = MeetForm(posted if alone else None, initial={"venue": place.at.venue}, prefix="meet")
    chosen = meeting if alone else form
    if posted is not None and chosen.is_valid():
        try:
            given = _arrange(place, missed, form, meeting if alone else None, request)
        except REFUSALS as refused:
            chosen.add_error(None, str(refused))
        else:
            _say(request, given)
            return redirect("register:event", pk)
    context = {"place": place, "event": place.at, "missed": missed, "offer": form, "meeting": meeting, "form": chosen}
    return render(request, "training/register/make_up.html", context)


def _arrange(
    place: Enrolment, missed: Session, form: MakeUpForm, meeting: MeetForm | None, request: KeeperRequest
) -> Enrolment:
    if meeting is None:
        return make_ups.offer(
            volunteer=place.volunteer,
            session=form.chosen,
            actor=request.user,
            agreed=form.cleaned_data["agreed"],
            extra=form.cleaned_data["extra"],
        )
    return make_ups.meet(
        volunteer=place.volunteer,
        module=missed.module,
        starts_at=meeting.starts_at,
        minutes=meeting.cleaned_data["minutes"],
        venue=meeting.cleaned_data["venue"],
        actor=request.user,
    )


def _say(request: KeeperRequest, given: Enrolment) -> None:
    if given.is_extra:
        messages.success(request, _("Confirmed, with an extra seat."))
    elif given.state == Enrolment.State.CONFIRMED:
        messages.success(request, _("Confirmed. They are told by mail."))
    else:
        messages.success(request, _("Offered: the seat is held, and they are asked by mail."))


def _place(pk: int, enrolment: int) -> Enrolment:
    rows = Enrolment.objects.live().select_related("volunteer", "event", "session__event")
    found = get_object_or_404(rows, pk=enrolment)
    if found.at.pk != pk:
        raise Http404
    return found


def _session(pk: int, session: int) -> Session:
    return get_object_or_404(Session.objects.select_related("module", "event"), pk=session, event=pk)


def _coming(missed: Session, place: Enrolment) -> list[Session]:
    """Later sessions of the module that the person has no place at."""
    planned = Session.objects.filter(module=missed.module_id, state=Session.State.PLANNED, starts_at__gt=timezone.now())
    live = Enrolment.objects.live().filter(volunteer=place.volunteer_id)
    events, sessions = (live.exclude(**{field: None}).values(field) for field in ("event", "session"))
    free = planned.exclude(event__in=events).exclude(pk__in=sessions)
    return list(free.select_related("event", "module"))
