"""Public pages that are not in the page tree."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from pages.forms import FinderForm, KeptFile, StyleForm
from pages.models import RolePage
from pages.models.public import path_url
from pages.models.role import apply_url, hours
from recruitment.models import Role
from recruitment.rules import Terms, finder

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


@require_safe
def find_a_role(request: HttpRequest) -> HttpResponse:
    """The role finder: a question a page, the answers in the address. They tell nothing of who asks."""
    answers = finder.valid(request.GET.dict())
    changed = finder.BY_KEY.get(request.GET.get("change", ""))
    question = changed or finder.following(answers)
    if question is None:
        return render(request, "pages/found.html", found(answers))
    unanswered = request.GET.get("asked") == question.key
    form = FinderForm(request.GET if unanswered else None, question=question, initial=answers)
    place = list(finder.BY_KEY).index(question.key)
    context: dict[str, Any] = {
        "form": form,
        "field": form[question.key],
        "question": question,
        "answers": [(key, answer) for key, answer in answers.items() if key != question.key],
        "back": back_from(question, answers),
        "progress_at": {"step": place + 1, "total": len(finder.QUESTIONS)},
    }
    return render(request, "pages/finder.html", context)


def back_from(question: finder.FinderQuestion, answers: dict[str, str]) -> str:
    """Where a question's Back leads: to what was found, if all is answered, or to the question before it."""
    if finder.following(answers) is None:
        return finder_url(answers)
    place = list(finder.BY_KEY).index(question.key)
    return finder_url(answers, change=finder.QUESTIONS[place - 1].key) if place else ""


def finder_url(answers: dict[str, str], *, change: str = "") -> str:
    """The finder with these answers given, perhaps to change one of them."""
    query = urlencode(answers | ({"change": change} if change else {}))
    return f"{reverse('find_a_role')}?{query}" if query else reverse("find_a_role")


def found(answers: dict[str, str]) -> dict[str, Any]:
    """Where the answers lead, in words. Two queries."""
    roles = {role.slug: role for role in Role.objects.all()}
    outcome = finder.outcome(answers, roles={slug: (Terms.of(role), role.is_open) for slug, role in roles.items()})
    wanted = [one.role for one in outcome.suggestions]
    here = RolePage.objects.live().filter(role__slug__in=wanted, locale__language_code=get_language())
    pages = {page.role_id: path_url(page) for page in here.select_related("locale")}
    return {
        "outcome": outcome,
        "found": [suggested(one, roles[one.role], pages) for one in outcome.suggestions],
        "given": given(answers),
        "ask_url": f"{reverse('ask')}?{urlencode(answers)}",
        "back": finder_url(answers, change=finder.QUESTIONS[-1].key),
    }


def suggested(one: finder.Suggestion, role: Role, pages: dict[int, str]) -> dict[str, Any]:
    """A role that fits, as the page shows it."""
    return {
        "role": role,
        "why": [finder.WHY_LABELS[why] for why in one.why],
        "but": [finder.BUT_LABELS[but] % {"hours": hours(role)} for but in one.but],
        "page": pages.get(role.pk, ""),
        "apply": apply_url(role) if one.is_open else "",
    }


def given(answers: dict[str, str]) -> list[tuple[Any, Any, str, str]]:
    """The answers, each with a way to change it; the others stay."""
    words = zip(answers, finder.in_words(answers), strict=True)
    return [(label, answer, finder_url(answers, change=key), "") for key, (label, answer) in words]
