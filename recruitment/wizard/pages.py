"""What somebody is told who cannot go on as they asked: always why, and a way on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from base.rules import new_token
from recruitment.models import Draft, Role
from recruitment.wizard import limits

OURS = frozenset(
    {"csrfmiddlewaretoken", "proof", "application-current_step", "started_with", "website", "shared"}
    | {"back", "later", "tasks", "version", "remove"}
)

IN_OWN_WORDS = frozenset({"name", "name_other", "email", "phone", "text"})
TOKENS = frozenset({"csrfmiddlewaretoken", "started_with"})


def locked(
    request: HttpRequest, role: str, draft: UUID, *, saved: bool = False, refused: Sequence[str] = ()
) -> HttpResponse:
    """This browser may not open this application, or there is none: the two look the same.

    What was typed on the page, if it was sent, is shown back to be copied, unless it was ``saved``; ``refused`` says
    of files that came with it why they were not.
    """
    if not saved and limits.too_many(request, limits.GUESSES):
        return slow(request, limits.GUESSES)
    context = {"role_slug": role, "draft_id": draft, "typed": [] if saved else typed(request), "saved": saved}
    return render(request, "recruitment/locked.html", context | {"refused": refused}, status=200 if saved else 404)


def typed(request: HttpRequest) -> list[str]:
    """What somebody typed on the page that was sent, to be shown back."""
    lists = (values for name, values in request.POST.lists() if name not in OURS and not name.endswith("_rows"))
    return [text for values in lists for value in values if (text := str(value).strip())]


def slow(request: HttpRequest, limit: limits.Limit) -> HttpResponse:
    """Too often: what was sent is shown back and can be sent again as it is."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    response = render(request, "429.html", {"typed": typed(request), "again": sent}, status=429)
    response["Retry-After"] = str(limit.seconds)
    return response


def again(request: HttpRequest, *, forgotten: bool = False) -> HttpResponse:
    """One more press, for a page that came too fast, or from a browser that had ``forgotten`` it: what was typed goes
    with the button. A forgotten page gets a token of its own, so that nobody else knows what it begins.
    """
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name not in TOKENS]
    sent.append(("started_with", new_token() if forgotten else request.POST.get("started_with", "")))
    shown = [value for name, value in sent if name in IN_OWN_WORDS and value.strip()]
    context = {"again": sent, "typed": shown, "forgotten": forgotten}
    return render(request, "recruitment/again.html", context)


def mismatch(request: HttpRequest, **context: Any) -> HttpResponse:
    """The page that was sent is not the one it says it is. What was typed on it is shown back to be copied."""
    return render(request, "recruitment/mismatch.html", {**context, "typed": typed(request)}, status=400)


def closed(request: HttpRequest, role: Role, draft: Draft | None = None) -> HttpResponse:
    """The role takes no applications just now; a draft is kept, a first page sent too late is shown back."""
    shown = [] if draft else typed(request)
    return render(request, "recruitment/closed.html", {"role": role, "draft": draft, "typed": shown})


def to(name: str, draft: Draft, *more: str) -> HttpResponseRedirect:
    """On to a page of a draft."""
    return redirect(f"recruitment:{name}", draft.role.slug, draft.pk, *more)


def to_change(draft: Draft, step: str) -> HttpResponseRedirect:
    """On to a step that comes back to checking the answers."""
    return redirect(f"{to('step', draft, step).url}?return=check")
