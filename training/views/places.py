"""The trainers' page of an event: who has a place, who waits, who missed what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from training.models import Enrolment, Event
from training.views.register import keeper


@keeper
@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has a place at an event, who was offered one, and who waits, in order."""
    found = get_object_or_404(Event.objects.select_related("cohort"), pk=pk)
    places = list(found.enrolments.live().select_related("volunteer").order_by("volunteer__name", "pk"))
    by_state = {state: [place for place in places if place.state == state] for state in Enrolment.State}
    context = {
        "event": found,
        "days": found.days(),
        "confirmed": by_state[Enrolment.State.CONFIRMED],
        "offered": by_state[Enrolment.State.OFFERED],
        "waitlisted": list(found.enrolments.waiting().select_related("volunteer")),
        "sessions": found.sessions.with_counts().select_related("module"),
    }
    return render(request, "training/register/event.html", context)
