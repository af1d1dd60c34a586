"""The volunteer's own pages: what still stands before casework, the weekend, what there is to sign."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from base.dates import at, today
from recruitment.models import Placement, Volunteer
from training.actions import places
from training.actions.check_in import here
from training.actions.commitment import set_availability, sign_commitment, sign_terms, terms_in_force
from training.actions.news import news
from training.actions.progress import latest_progress
from training.eligibility import Result, facts_of, verdict
from training.forms.places import AvailabilityForm, CommitmentForm, SigningForm
from training.models import Commitment, Enrolment, Event, Session, Terms
from training.rules import offer_until

View = Callable[..., HttpResponse]
DECLARATIONS = (Terms.Kind.CONFIDENTIALITY, Terms.Kind.CONFLICT)
TONES = {"offered": "waiting", "confirmed": "good", "waitlisted": "info"}


class VolunteerRequest(HttpRequest):
    """A request by a volunteer who is signed in."""

    user: User
    volunteer: Volunteer


def volunteer_only(view: View) -> View:
    """For volunteers, who sign in by a code; to anybody else there is nothing here."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = Volunteer.objects.filter(user=request.user.pk).first()
        if found is None:
            raise Http404
        request.volunteer = found  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class Place:
    """A place as its holder sees it."""

    enrolment: Enrolment
    event: Event
    sessions: list[Session]

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[self.enrolment.state]

    @property
    def days(self) -> list[Any]:
        """Its first and its last day, as one where they are the same."""
        return sorted({self.sessions[0].day, self.sessions[-1].day}) if self.sessions else []

    @property
    def is_by_phone(self) -> bool:
        """Whether it begins so soon that nothing is offered by mail any more."""
        return bool(self.days) and offer_until(self.days[0], today()) is None

    @property
    def can_be_given_up(self) -> bool:
        """Until its first session begins."""
        return not self.sessions or self.sessions[0].starts_at > timezone.now()


@volunteer_only
def portal(request: VolunteerRequest) -> HttpResponse:
    """Everything on one page, the next thing to do first."""
    volunteer = request.volunteer
    placement = _placement(volunteer)
    answer = verdict(facts_of([placement])[0], today()) if placement and placement.role.is_casework else None
    criteria = _criteria(answer.results) if answer else []
    mine = _places(volunteer)
    may_ask = placement is not None and not mine and places.needs_training(placement)
    context = {
        "volunteer": volunteer,
        "placement": placement,
        "criteria": criteria,
        "cautions": answer.cautions if answer else (),
        "missing": sum(not found.met for found in criteria),
        "news": news(volunteer),
        "here": here(volunteer),
        "places": mine,
        "weekends": _weekends() if may_ask else [],
        "commitment": Commitment.objects.filter(placement=placement).first() if placement else None,
        "availability": volunteer.availabilities.filter(until_on=None).first(),
        "progress": latest_progress(volunteer),
    }
    return render(request, "training/portal/portal.html", context)


@volunteer_only
def confirm_place(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Take up an offered place."""
    place = _own_place(request.volunteer, pk)
    if request.method == "POST":
        try:
            places.confirm(enrolment=place, actor=request.user)
        except places.PlaceGoneError:
            messages.error(request, _("This offer has ended. You can ask for a place again below."))
        else:
            messages.success(request, _("Your place is confirmed. We look forward to seeing you."))
    return redirect("training:portal")


@volunteer_only
def give_up_place(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Give a place up, after a page that asks whether that is meant."""
    place = _own_place(request.volunteer, pk)
    if request.method != "POST":
        return render(request, "training/portal/give_up.html", {"place": place, "event": place.at})
    try:
        places.cancel(enrolment=place, actor=request.user)
    except places.PlaceGoneError:
        messages.error(request, _("The training has begun. Please talk with the trainers."))
    else:
        messages.success(request, _("Your place was given up. Thank you for telling us."))
    return redirect("training:portal")


@volunteer_only
def ask_for_place(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Join the line for a weekend to come; whoever has a place, from another tab perhaps, is shown that one."""
    event = get_object_or_404(Event.objects.filter(kind=Event.Kind.WEEKEND).upcoming(), pk=pk)
    placement = _placement(request.volunteer)
    if placement is None or not places.needs_training(placement):
        raise Http404
    if request.method == "POST" and not _places(request.volunteer):
        place = places.join(volunteer=request.volunteer, event=event, actor=request.user)
        if place.state == Enrolment.State.WAITLISTED:
            messages.info(request, _("You are on the waitlist. We write to you as soon as a place is free."))
        else:
            messages.success(request, _("There is a place for you. Please confirm it."))
    return redirect("training:portal")


@volunteer_only
def commitment(request: VolunteerRequest) -> HttpResponse:
    """Read and sign the commitment of one's role, or see what was signed."""
    placement = _placement(request.volunteer)
    if placement is None or not placement.role.months:
        raise Http404
    signed = Commitment.objects.filter(placement=placement).select_related("terms").first()
    if signed:
        return render(request, "training/portal/commitment.html", {"signed": signed, "placement": placement})
    terms = _text(Terms.Kind.COMMITMENT)
    form = CommitmentForm(request.POST or None, terms=terms, placement=placement)
    if form.is_valid():
        hours = form.cleaned_data["hours_per_week"]
        sign_commitment(placement=placement, hours_per_week=hours, actor=request.user)
        messages.success(request, _("You have signed the commitment. Thank you."))
        return redirect("training:portal")
    context = {"form": form, "terms": terms, "placement": placement}
    return render(request, "training/portal/commitment.html", context)


@volunteer_only
def declarations(request: VolunteerRequest) -> HttpResponse:
    """The two declarations, each with where it stands."""
    signed = dict(request.volunteer.signatures.values_list("terms", "signed_on"))
    rows = [(terms, signed.get(terms.pk)) for terms in (_text(kind) for kind in DECLARATIONS)]
    tasks = [
        {
            "label": terms.get_kind_display(),
            "href": terms.kind,
            "status": _("Signed") if signed_on else _("To sign"),
            "tone": "good" if signed_on else "waiting",
        }
        for terms, signed_on in rows
    ]
    return render(request, "training/portal/declarations.html", {"tasks": tasks})


@volunteer_only
def declaration(request: VolunteerRequest, kind: str) -> HttpResponse:
    """Read and sign one declaration, or see when it was signed."""
    if kind not in DECLARATIONS:
        raise Http404
    terms = _text(Terms.Kind(kind))
    signed = request.volunteer.signatures.filter(terms=terms).first()
    form = SigningForm(request.POST or None, terms=terms)
    if not signed and form.is_valid():
        sign_terms(volunteer=request.volunteer, terms=terms)
        messages.success(request, _("Signed. Thank you."))
        return redirect("training:declarations")
    context = {"form": form, "terms": terms, "signed": signed}
    return render(request, "training/portal/declaration.html", context)


@volunteer_only
def availability(request: VolunteerRequest) -> HttpResponse:
    """The weekday half-days somebody can give from today on."""
    current = request.volunteer.availabilities.filter(until_on=None).first()
    given = {"half_days": current.half_days} if current else None
    form = AvailabilityForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid():
        half_days = form.cleaned_data["half_days"]
        set_availability(volunteer=request.volunteer, half_days=half_days, from_on=today())
        messages.success(request, _("Saved. Change it whenever your week changes."))
        return redirect("training:portal")
    return render(request, "training/portal/availability.html", {"form": form, "current": current})


def _placement(volunteer: Volunteer) -> Placement | None:
    """The running placement these pages are about: casework before any other."""
    running = volunteer.placements.on().select_related("role")
    return running.order_by("-role__is_casework", "-role__training_compulsory", "starts_on").first()


def _criteria(results: Iterable[Result]) -> list[Result]:
    """The checklist; what is to be done about the training is on the same page."""
    return [replace(found, url_name="") if found.url_name == "training:portal" else found for found in results]


def _places(volunteer: Volunteer) -> list[Place]:
    """Live places on what is not over yet, the next first."""
    live = volunteer.enrolments.live().unfinished()  # type: ignore[attr-defined]
    rows = live.select_related("event__cohort", "session__event", "session__module")
    found = [Place(row, row.at, list(row.sessions().select_related("module"))) for row in rows]
    return sorted(found, key=lambda place: place.sessions[0].starts_at if place.sessions else at(today(), 0))


def _weekends() -> list[Event]:
    return list(Event.objects.filter(kind=Event.Kind.WEEKEND).upcoming().select_related("cohort")[:3])


def _own_place(volunteer: Volunteer, pk: int) -> Enrolment:
    mine = volunteer.enrolments.select_related("event", "session__event", "volunteer")
    return get_object_or_404(mine, pk=pk)


def _text(kind: Terms.Kind) -> Terms:
    """The text to be signed now; 404 while there is none."""
    found = terms_in_force(kind)
    if found is None:
        raise Http404
    return found
