"""Public pages that are not in the page tree."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from pages.forms import KeptFile, StyleForm
from pages.models.public import path_url

COLOURS = ("paper", "surface", "tint", "line", "ink", "ink-soft", "strong", "light", "good", "waiting", "bad", "info")
WRONG = {"wrong-hours": "many", "wrong-leaving_day": "31", "wrong-leaving_month": "2", "wrong-leaving_year": "2027"}


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state. For staff, and for everybody in a demonstration."""
    if not (settings.DEMO or request.user.is_staff):
        raise Http404
    wrong = StyleForm(WRONG, prefix="wrong")
    shown = {"empty": StyleForm(initial={"cv": KeptFile(), "half_days": ["mon-am", "wed-pm"], "cohort": "january"})}
    return render(request, "pages/style.html", {**shown, **samples(), "wrong": wrong, "colours": COLOURS})


def samples() -> dict[str, Any]:
    """What the components are shown with."""
    return {
        "trail": [(_("Home"), "#"), (_("Find your role"), "#")],
        "terms": [(_("Time"), _("5 to 10 hours a week")), (_("For how long"), _("At least 6 months"))],
        "answers": [(_("Name"), "Nguyễn Thị Łucja", "#", ""), (_("Why this role?"), "", "#", "")],
        "statuses": [
            (_("Draft"), "neutral"),
            (_("Received"), "info"),
            (_("Waiting for you"), "waiting"),
            (_("Accepted"), "good"),
            (_("Declined"), "bad"),
            (_("Open"), "strong"),
        ],
        "stages": [
            {"label": _("Received"), "state": "done", "detail": _("Saturday 16 January 2027")},
            {"label": _("Interview"), "state": "current", "detail": _("We write within 14 days.")},
            {"label": _("Decision"), "state": "todo"},
        ],
        "head": [_("Session"), _("When"), _("Places")],
        "rows": [
            [_("The refugee definition"), _("Saturday 10:00"), "4"],
            [_("Interviewing with care"), _("Sunday 14:00"), "0"],
        ],
        "criteria": criteria(),
        "tasks": [
            {"label": _("About you"), "href": "#", "status": _("Completed"), "tone": "good"},
            {"label": _("Your time"), "href": "#", "status": _("Incomplete"), "tone": "waiting"},
            {"label": _("Check your answers"), "status": _("Cannot start yet"), "hint": _("Finish the steps above.")},
        ],
        "page": Paginator(range(60), 20).page(2),
    }


def criteria() -> list[dict[str, Any]]:
    """A checklist with one that is met, one to be met, and one that waits for somebody else."""
    return [
        {"met": True, "label": _("Training completed"), "evidence": _("Sunday 17 January 2027")},
        {
            "met": False,
            "label": _("Commitment signed"),
            "href": "#",
            "reason": _("You have not signed it yet."),
            "action": _("Read and sign the commitment"),
        },
        {
            "met": False,
            "label": _("Casework supervisor’s agreement"),
            "reason": _("A supervisor looks at it when all else is met."),
        },
    ]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The published pages, for those who crawl them."""
    pages = Page.objects.live().filter(depth__gte=2).select_related("locale").order_by("path")
    addresses = [f"{settings.SITE_URL}{path_url(page)}" for page in pages]
    return render(request, "pages/sitemap.xml", {"addresses": addresses}, content_type="application/xml")
