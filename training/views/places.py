"""The trainers' pages of an event: who has a place, who waits, what becomes of one person's place."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import registry

from recruitment.models import Volunteer
from training.actions import places
from training.actions.at_risk import at_risk, unmarked
from training.actions.moving import How, move, next_event, roll_over
from training.actions.places import PlaceGoneError, PlaceRefusedError
from training.actions.seating import give_seat
from training.forms.moving import FindForm, MoveForm, SeatForm
from training.models import Enrolment, Event, Session
from training.views.register import KeeperRequest, keeper

MOST_FOUND = 20
REFUSALS = (PlaceRefusedError, PermissionDenied)
TONES = {"offered": "waiting", "confirmed": "good", "waitlisted": "info", "cancelled": "neutral"}


@keeper
@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has a place at an event, who was offered one, who waits, in order, and who is at risk."""
    found = _event(pk)
    rows = list(found.enrolments.live().select_related("volunteer").order_by("volunteer__name", "pk"))
    sessions = list(found.sessions.with_counts().select_related("module"))
    begun = any(session.starts_at <= timezone.now() for session in sessions)
    make_ups = Enrolment.objects.seated().filter(session__event=found).select_related("volunteer", "session__module")
    context = {
        "event": found,
        "days": found.days(),
        "begun": begun,
        "by_phone": not places.deadline(found),
        "free": found.places_left,  # type: ignore[attr-defined]
        "confirmed": [place for place in rows if place.state == Enrolment.State.CONFIRMED],
        "offered": [place for place in rows if place.state == Enrolment.State.OFFERED],
        "waitlisted": list(found.enrolments.waiting().select_related("volunteer")),
        "make_ups": make_ups.order_by("session__starts_at", "volunteer__name"),
        "sessions": sessions,
        "risks": at_risk(found) if begun else [],
        "unmarked": unmarked(found) if begun else 0,
    }
    return render(request, "training/register/event.html", context)


@keeper
@require_safe
def place(request: HttpRequest, pk: int, enrolment: int) -> HttpResponse:
    """One person's place: where it stands, how it came to that, and what can be done about it."""
    found = _place(pk, enrolment)
    return _show_place(request, found, MoveForm(events=_targets(found)))


@keeper
@require_POST
def seat(request: KeeperRequest, pk: int, enrolment: int) -> HttpResponse:
    """Confirm a place as agreed on the telephone, with a free seat or an extra one."""
    found = _place(pk, enrolment)
    form = SeatForm(request.POST)
    extra = form.is_valid() and form.cleaned_data["extra"]
    try:
        if found.state == Enrolment.State.CANCELLED:
            raise PlaceRefusedError(_("This place was given up meanwhile."))
        given = give_seat(volunteer=found.volunteer, at=found.session or found.at, actor=request.user, extra=extra)
    except REFUSALS as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("An extra seat was given.") if given.is_extra else _("The place is confirmed."))
    return redirect("register:place", pk, enrolment)


@keeper
def give_up(request: KeeperRequest, pk: int, enrolment: int) -> HttpResponse:
    """Give a place up for somebody who said so, after a page that asks."""
    found = _place(pk, enrolment)
    if request.method != "POST":
        return render(request, "training/register/give_up.html", {"place": found, "event": found.at})
    try:
        places.cancel(enrolment=found, actor=request.user)
    except PlaceGoneError:
        messages.error(request, _("The event has begun: the register says who comes."))
    else:
        messages.success(request, _("The place was given up. What became free is offered to the first in line."))
    return redirect("register:event", pk)


@keeper
@require_POST
def move_place(request: KeeperRequest, pk: int, enrolment: int) -> HttpResponse:
    """Move a person to another event."""
    found = _place(pk, enrolment)
    form = MoveForm(request.POST, events=_targets(found))
    if not form.is_valid():
        return _show_place(request, found, form)
    try:
        moved = move(enrolment=found, to=form.chosen, actor=request.user, how=How(form.cleaned_data["how"]))
    except REFUSALS as refused:
        form.add_error(None, str(refused))
        return _show_place(request, found, form)
    said = _("%(name)s is moved to “%(event)s”. The place they had is in the history below.")
    messages.success(request, said % {"name": found.volunteer.name, "event": moved.at.title})
    return redirect("register:place", moved.event_id, moved.pk)


@keeper
def add(request: KeeperRequest, pk: int) -> HttpResponse:
    """Find a volunteer and give them a place by hand."""
    found = _event(pk)
    form = FindForm(request.POST if request.method == "POST" else None)
    people = _people(form.cleaned_data["name"], found) if form.is_valid() else None
    context = {"event": found, "form": form, "people": people, "free": found.places_left}  # type: ignore[attr-defined]
    return render(request, "training/register/add.html", context)


@keeper
@require_POST
def add_person(request: KeeperRequest, pk: int, volunteer: int) -> HttpResponse:
    """Give one volunteer a place: a free seat, or an extra one if that was said."""
    found, person = _event(pk), get_object_or_404(Volunteer, pk=volunteer)
    form = SeatForm(request.POST)
    extra, besides = form.is_valid() and form.cleaned_data["extra"], form.is_valid() and form.cleaned_data["besides"]
    if form.is_valid() and form.cleaned_data["line"]:
        return _put_in_line(request, found, person, besides=besides)
    try:
        given = give_seat(volunteer=person, at=found, actor=request.user, extra=extra, besides=besides)
    except REFUSALS as refused:
        messages.error(request, str(refused))
        return redirect("register:add", pk)
    messages.success(request, _("An extra seat was given.") if given.is_extra else _("The place is confirmed."))
    return redirect("register:place", pk, given.pk)


def _put_in_line(request: KeeperRequest, event: Event, person: Volunteer, *, besides: bool) -> HttpResponse:
    """At the end of the line; a seat that becomes free is offered to them in their turn."""
    place = places.join(volunteer=person, event=event, actor=request.user, besides=besides)
    if place.at != event:
        messages.error(request, _("This person has a place on “%(event)s” already.") % {"event": place.at.title})
        return redirect("register:place", place.at.pk, place.pk)
    messages.success(request, _("They stand in line now, and are told by mail."))
    return redirect("register:place", event.pk, place.pk)


@keeper
def carry_over(request: KeeperRequest, pk: int) -> HttpResponse:
    """Carry the waitlist over to the next event, after a page that asks."""
    found = _event(pk)
    waiting = found.enrolments.waiting().count()
    if request.method != "POST":
        context = {"event": found, "to": next_event(found), "waiting": waiting}
        return render(request, "training/register/carry_over.html", context)
    try:
        count = roll_over(event=found, actor=request.user)
    except REFUSALS as refused:
        messages.error(request, str(refused))
    else:
        said = ngettext("%(count)s person carried over and told.", "%(count)s people carried over and told.", count)
        messages.success(request, said % {"count": count})
    return redirect("register:event", pk)


def _event(pk: int) -> Event:
    return get_object_or_404(Event.objects.with_places_left().select_related("cohort"), pk=pk)


def _place(pk: int, enrolment: int) -> Enrolment:
    """A place at the event, a make-up's included."""
    rows = Enrolment.objects.select_related("volunteer", "event__cohort", "session__event", "session__module")
    found = get_object_or_404(rows, pk=enrolment)
    if found.at.pk != pk:
        raise Http404
    return found


def _targets(enrolment: Enrolment) -> list[Event]:
    """Where a place can be moved to: events of the same kind that are still to come."""
    to_come = Event.objects.upcoming().filter(kind=enrolment.at.kind).exclude(pk=enrolment.at.pk)
    sessions = Session.objects.exclude(state=Session.State.CANCELLED).filter(event=OuterRef("pk")).values("starts_at")
    rows = Event.objects.filter(pk__in=to_come.values("pk")).with_places_left()
    dated = rows.annotate(first_at=Subquery(sessions[:1]), last_at=Subquery(sessions.reverse()[:1]))
    return list(dated.exclude(first_at=None).order_by("first_at"))


def _people(words: str, event: Event) -> list[Volunteer]:
    """Who is called so, each with ``has_place``: whether they have one at the event already, or wait for it; and with
    ``other``, their place at another weekend to come.
    """
    theirs = Enrolment.objects.live().at_event(event).filter(volunteer=OuterRef("pk"))
    by_phone = Volunteer.objects.filter(phone__icontains=words)
    by_name = Volunteer.objects.filter(name__icontains=words) | Volunteer.objects.filter(name_other__icontains=words)
    found = (by_name | by_phone).annotate(has_place=Exists(theirs))
    people = list(found.order_by("name", "pk")[:MOST_FOUND])
    others = places.elsewhere(people, event)
    for person in people:
        person.other = others.get(person.pk)  # type: ignore[attr-defined]
    return people


def _show_place(request: HttpRequest, found: Enrolment, form: MoveForm) -> HttpResponse:
    begun = found.sessions().filter(starts_at__lte=timezone.now()).exists()
    own = found.volunteer.user_id == request.user.pk
    waits = found.state == Enrolment.State.WAITLISTED
    live = found.state != Enrolment.State.CANCELLED
    context: dict[str, Any] = {
        "place": found,
        "event": found.at,
        "form": form,
        "tone": TONES[found.state],
        "is_own": own,
        "can_move": not own and live and found.event_id and (waits or not begun) and form.events,
        "can_confirm": not own and found.state in {Enrolment.State.WAITLISTED, Enrolment.State.OFFERED},
        "can_give_up": live and not begun,
        "has_room": _has_room(found),
        "went_to": found.went_to.select_related("event").first(),
        "history": _history(found),
    }
    return render(request, "training/register/place.html", context)


def _has_room(found: Enrolment) -> bool:
    """Whether confirming takes a free seat: an offer has one already."""
    if found.state == Enrolment.State.OFFERED:
        return True
    to_come = list(found.sessions().filter(state=Session.State.PLANNED, starts_at__gt=timezone.now()))
    return bool(to_come) and all(session.taken < session.places for session in to_come)


def _history(found: Enrolment) -> list[dict[str, Any]]:
    """What was done with the place and with those it took over from, the latest first."""
    lines: list[dict[str, Any]] = []
    row: Enrolment | None = found
    while row:
        entries = registry.get_logs_for_instance(row).select_related("user").order_by("-timestamp", "-pk")
        lines += [{"entry": entry, "event": row.at} for entry in entries]
        row = row.came_from
    return lines
