"""Figures and forecast: who may do casework this month and the next, what is missing, what a weekend brings."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from base.dates import today
from training.eligibility import eligible_by_month, forecasts, live_on, met_on, missing_on, number_eligible
from training.forms.eligibility import DayForm
from training.models import Criterion, Standing
from training.models.standing import StandingQuerySet


def forecast(request: HttpRequest) -> HttpResponse:
    """As of today, or of ``?day=YYYY-MM-DD``: then events are forecast for that day, if they are over by then."""
    seen = Standing.objects.visible_to(request.user)
    if not request.user.has_perm("training.view_standing"):
        raise PermissionDenied
    form = DayForm(request.GET if "day" in request.GET else {})
    day = form.asked
    ahead = day if day > today() else None
    context = {
        "form": DayForm(initial={"day": day}) if form.is_valid() else form,
        "day": day,
        "is_today": day == today(),
        "is_past": day < today(),
        "number": number_eligible(day),
        "months": eligible_by_month(),
        "criteria": criteria(seen, day),
        "forecasts": [] if day < today() else forecasts(day=ahead),
        "page_title": _("Forecast and figures"),
        "header_title": _("Forecast and figures"),
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("eligibility:index"), "label": _("Eligibility")},
            {"url": "", "label": _("Forecast and figures")},
        ],
    }
    return render(request, "training/staff/forecast.html", context)


def criteria(rows: StandingQuerySet, day: date) -> list[dict[str, Any]]:
    """How many in casework lack each criterion on a day: one question."""
    asked = {key: missing_on(day, key) if day == today() else ~live_on(day, key) for key in Criterion}
    counts = in_casework(rows, day).aggregate(
        **{key.value: Count("pk", filter=lacking) for key, lacking in asked.items()}
    )
    return [{"key": key.value, "label": key.label, "number": counts[key.value]} for key in Criterion]


def in_casework(rows: StandingQuerySet, day: date) -> StandingQuerySet:
    """Those whose placement is in force on a day."""
    accepted = Criterion.ACCEPTED
    return rows.filter(met_on(day, accepted) if day == today() else live_on(day, accepted))
