"""The volunteer's own hours: writing them down on a phone, taking back, seeing what became of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from base.templatetags.components import written
from training.actions.hours import AlikeError, AlreadyLoggedError, log_hours, unpaid, withdraw_hours
from training.actions.lights import by_stop_key, want_nudges
from training.forms.hours import LogForm
from training.models import Commitment, HoursEntry
from training.templatetags.hours import in_hours
from training.views.portal import VolunteerRequest, volunteer_only

A_PAGE = 20


@volunteer_only
def hours(request: VolunteerRequest) -> HttpResponse:
    """Log hours, and all that were logged."""
    placements = unpaid(request.volunteer)
    form = LogForm(request.POST if request.method == "POST" else None, placements=placements)
    if form.is_valid() and _logged(request, form):
        return redirect("training:hours")
    mine = HoursEntry.objects.filter(placement__volunteer=request.volunteer)
    context = {
        "form": form,
        "placements": placements,
        "is_paid": request.volunteer.placements.on().filter(is_paid=True).exists(),
        "page": Paginator(mine.select_related("placement__role"), A_PAGE).get_page(request.GET.get("page")),
        "total": mine.aggregate(
            confirmed=Sum("minutes", filter=Q(confirmed_at__isnull=False)),
            waiting=Sum("minutes", filter=Q(confirmed_at=None, refused_at=None)),
        ),
    }
    return render(request, "training/portal/hours.html", context)


def _logged(request: VolunteerRequest, form: LogForm) -> bool:
    """Whether it was done; otherwise the form says why not, and keeps what was typed."""
    given = form.cleaned_data
    try:
        entry = log_hours(
            placement=given["placement"],
            wanted=form.wanted(),
            client_id=given["client_id"],
            actor=request.user,
            again=given["again"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    except AlreadyLoggedError as error:
        form.say_logged(error.entry)
        return False
    except AlikeError as error:
        form.ask_again(error.entry)
        return False
    said = {"length": in_hours(entry.minutes), "day": written(entry.day)}
    messages.success(request, _("%(length)s on %(day)s are logged. A colleague confirms them.") % said)
    return True


@require_POST
@volunteer_only
def take_back(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Take back hours nobody has looked at yet."""
    entry = get_object_or_404(HoursEntry, pk=pk, placement__volunteer=request.volunteer)
    try:
        withdraw_hours(entry=entry, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back."))
    return redirect("training:hours")


@require_POST
@volunteer_only
def reminders(request: VolunteerRequest, pk: int) -> HttpResponse:
    """Want the reminders about hours, or not."""
    commitment = get_object_or_404(Commitment, pk=pk, placement__volunteer=request.volunteer)
    want_nudges(commitment=commitment, wanted="want" in request.POST, actor=request.user)
    messages.success(
        request, _("Reminders come again.") if commitment.wants_nudges else _("No more reminders about hours.")
    )
    return redirect("training:six_months")


def stop_reminders(request: HttpRequest, key: str) -> HttpResponse:
    """Where a reminder's link leads: a button that stops them, without signing in. Opening the page does nothing."""
    commitment = by_stop_key(key)
    if commitment is None:
        return render(request, "training/portal/reminders.html", {"unknown": True}, status=404)
    if request.method == "POST":
        want_nudges(commitment=commitment, wanted=False, actor=None)
    return render(request, "training/portal/reminders.html", {"stopped": not commitment.wants_nudges})
