"""Applying: the first page, the pages around the steps, and sending."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from base.models import Organisation
from base.rules import new_token
from recruitment.actions import drafts
from recruitment.actions.questions import content_of, knowing_questions
from recruitment.actions.submission import Changed, RoleClosed, submit
from recruitment.forms.opening import OpeningForm
from recruitment.forms.steps import StepForm
from recruitment.models import Draft, Role
from recruitment.rules import in_words
from recruitment.wizard import access, limits, pages
from recruitment.wizard.journey import Journey
from recruitment.wizard.pages import to
from recruitment.wizard.steps import page_of, step_context

View = Callable[..., HttpResponseBase]


def opens_draft(view: Callable[..., HttpResponseBase]) -> View:
    """Gives the view the draft at its address, if this browser may open it."""

    @never_cache
    @wraps(view)
    def opening(request: HttpRequest, role: str, draft: UUID, **more: str) -> HttpResponseBase:
        found = access.find(request, role, draft)
        if found is None or not access.holds(request, found):
            return pages.locked(request, role, draft)
        return view(request, found, **more)

    return opening


@csrf_exempt  # looked at within: a browser without its cookies is given what was typed back, with a button
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, role: str) -> HttpResponse:
    """The first page. Opening it keeps nothing; sending it begins a draft, valid or not."""
    row = get_object_or_404(knowing_questions(Role.objects.annotate(house=Organisation.beside())), slug=role)
    access.bring_organisation(request, row)
    if not row.is_open:
        return pages.closed(request, row)
    if access.from_elsewhere(request):
        return pages.again(request, forgotten=True)
    journey = Journey(role=row, content=content_of(row), answers={}, done=[])
    if request.method == "POST":
        return _begin(request, row, journey)
    earlier = access.unfinished(request, role)
    return _first_page(request, journey, journey.form(journey.keys[0]), OpeningForm(), earlier)


def _first_page(
    request: HttpRequest, journey: Journey, form: StepForm, opening: OpeningForm, earlier: Draft | None = None
) -> HttpResponse:
    context = step_context(journey, journey.keys[0])
    return render(request, "recruitment/start.html", {**context, "form": form, "opening": opening, "earlier": earlier})


def _begin(request: HttpRequest, role: Role, journey: Journey) -> HttpResponse:
    first = journey.keys[0]
    form, opening = journey.form(first, request.POST), OpeningForm(request.POST)
    if not opening.is_valid():
        return _guarded(request, opening, role) or _first_page(request, journey, form, opening)
    if limits.too_many(request, limits.STARTS) or limits.spent(limits.STARTS_FOR, request.POST.get("email", "")):
        return pages.slow(request, limits.STARTS)
    draft = _started(role, opening.cleaned_data["started_with"], form)
    if draft is None:
        return pages.mismatch(request, role=role)
    access.hold(request, draft, shared=opening.cleaned_data["shared"])
    if not form.is_valid():
        return to("step", draft, first)
    following = Journey.of(draft).after(first)
    return to("step", draft, following) if following else to("check", draft)


def _guarded(request: HttpRequest, opening: OpeningForm, role: Role) -> HttpResponse | None:
    """What a page that is not ours, or came too fast, is answered with."""
    if "started_with" in opening.errors:
        return pages.mismatch(request, role=role)
    return pages.again(request) if opening.is_quick else None


def _started(role: Role, token: str, form: StepForm) -> Draft | None:
    """The draft of this first page; a page sent again long afterwards begins another. None if it was sent off."""
    given: dict[str, Any] = {"role": role, "language": get_language() or "en", "page": page_of(form)}
    try:
        return drafts.start(started_with=token, **given)
    except drafts.AlreadyUsed:
        return drafts.start(started_with=new_token(), **given)
    except drafts.Gone:
        return Draft.objects.filter(started_with=token).select_related("role", "form", "application").first()


@opens_draft
def tasks(request: HttpRequest, draft: Draft) -> HttpResponse:
    """An application opened again: what is done, what is left."""
    if draft.submitted:
        return to("receipt", draft)
    if not draft.role.is_open:
        return pages.closed(request, draft.role, draft)
    journey = Journey.of(draft)
    items = [_task(draft, journey, step) for step in journey.steps]
    items.append(_check_task(draft, journey))
    following = journey.incomplete
    going_on = to("step", draft, following).url if following else to("check", draft).url
    context = {"draft": draft, "role": draft.role, "items": items, "going_on": going_on}
    return render(request, "recruitment/tasks.html", context | {"round_notice": journey.round_notice})


def _task(draft: Draft, journey: Journey, step: dict[str, Any]) -> dict[str, Any]:
    key = step["key"]
    done = journey.is_done(key)
    begun = done or key in journey.answers
    status = _("Completed") if done else _("Incomplete") if begun else _("Not started")
    tone = "good" if done else "waiting" if begun else "neutral"
    return {"label": in_words(step["title"]), "href": to("step", draft, key).url, "status": status, "tone": tone}


def _check_task(draft: Draft, journey: Journey) -> dict[str, Any]:
    label = _("Check your answers and send")
    if journey.incomplete:
        return {"label": label, "status": _("Cannot start yet"), "hint": _("Finish the steps above first.")}
    return {"label": label, "href": to("check", draft).url, "status": _("Not started")}


@opens_draft
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Every answer, each with a way to change it. Only sending this page submits."""
    if draft.submitted:
        return to("receipt", draft)
    if not draft.role.is_open:
        return pages.closed(request, draft.role, draft)
    journey = Journey.of(draft)
    wrong = journey.wrong()
    if request.method == "POST":
        return _send(request, draft, journey, wrong)
    return _check_page(request, draft, journey, wrong)


def _check_page(request: HttpRequest, draft: Draft, journey: Journey, wrong: list[str]) -> HttpResponse:
    parts = [_part(draft, journey, step, wrong=step["key"] in wrong) for step in journey.steps]
    context = {"draft": draft, "role": draft.role, "parts": parts, "wrong": [p for p in parts if p["wrong"]]}
    context["round_notice"] = journey.round_notice
    return render(request, "recruitment/check.html", context | {"progress_at": journey.progress("check")})


def _part(draft: Draft, journey: Journey, step: dict[str, Any], *, wrong: bool) -> dict[str, Any]:
    change = pages.to_change(draft, step["key"]).url
    rows = [(label, answer or _("Not answered"), change) for label, answer in journey.rows(step)]
    return {"title": in_words(step["title"]), "rows": rows, "href": change, "wrong": wrong}


def _send(request: HttpRequest, draft: Draft, journey: Journey, wrong: list[str]) -> HttpResponse:
    if wrong:
        return pages.to_change(draft, wrong[0])
    values = journey.values()
    try:
        submit(draft=draft, values=values, language=access.language_of(draft))
    except Changed:
        return to("check", draft)
    except RoleClosed:
        return pages.closed(request, draft.role, draft)
    except drafts.Gone:
        return pages.locked(request, draft.role.slug, draft.pk)
    return to("receipt", draft)


@opens_draft
@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Saved: how to come back, and how to leave nothing on this phone."""
    if request.method == "POST":
        access.release(request, draft)
        return redirect("recruitment:left", draft.role.slug)
    return render(request, "recruitment/later.html", {"draft": draft, "role": draft.role})


@opens_draft
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Leave and forget: an application not sent is deleted, and this browser keeps nothing of either."""
    if request.method == "POST":
        drafts.forget(draft=draft)
        access.release(request, draft)
        return redirect("recruitment:left", draft.role.slug)
    return render(request, "recruitment/forget.html", {"draft": draft, "role": draft.role})


@never_cache
@require_POST
def link(request: HttpRequest, role: str, draft: UUID) -> HttpResponse:
    """Mail a link to the draft's own address. The answer is the same whether there is one or not."""
    if limits.too_many(request, limits.LINKS):
        return pages.slow(request, limits.LINKS)
    if (found := access.find(request, role, draft)) and not limits.spent(limits.LINKS_TO, found.address):
        drafts.send_link(draft=found)
    return redirect("recruitment:link_sent", role)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link: whoever reads mail for somebody opens it in vain, a person presses the button."""
    if limits.is_guessing(request):
        return pages.slow(request, limits.GUESSES)
    draft = drafts.by_link(token)
    if draft is None:
        limits.too_many(request, limits.GUESSES)
        raise Http404
    if request.method == "POST":
        access.hold(request, draft, shared="shared" in request.POST)
        return to("status" if draft.submitted else "tasks", draft)
    return render(request, "recruitment/resume.html", {"role": draft.role, "submitted": draft.submitted is not None})


@never_cache
def left(request: HttpRequest, role: str) -> HttpResponse:
    """Nothing is left in this browser."""
    return render(request, "recruitment/left.html", {"role": get_object_or_404(Role, slug=role)})


@never_cache
def link_sent(request: HttpRequest, role: str) -> HttpResponse:
    """A link is on its way, if there was an address to send it to."""
    return render(request, "recruitment/link_sent.html", {"role": get_object_or_404(Role, slug=role)})
