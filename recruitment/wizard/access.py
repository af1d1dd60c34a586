"""Who may open a draft. Its address alone opens nothing: the browser must hold it, or bring a mailed link.

A page of the wizard also carries a signed proof of where it came from: a session that ends while somebody types
loses nothing, since the proof lets that one page be saved; it shows nothing of the others.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import get_language

from base.models import Organisation
from recruitment.models import Draft, Role
from recruitment.models.draft import LIFETIME

SESSION_KEY: Final = "drafts"
SHARED_FOR: Final = timedelta(minutes=30)
PROOF_FOR: Final = timedelta(hours=12)
_signer = signing.TimestampSigner(salt="recruitment.draft")


def find(request: HttpRequest, role: str, draft: UUID) -> Draft | None:
    """The draft at this address, submitted or not; an expired one is not there. The page's organisation comes along."""
    rows = Draft.objects.alive().knowing_files().select_related("role", "form", "application")
    found = rows.annotate(house=Organisation.beside()).filter(pk=draft, role__slug=role).first()
    if found:
        bring_organisation(request, found)
    return found


def bring_organisation(request: HttpRequest, row: Draft | Role) -> None:
    """Give the page the organisation that was read beside its own row, as ``house``: one query less for every page."""
    request.organisation = Organisation.of_column(row.house)  # type: ignore[attr-defined,union-attr]


def from_elsewhere(request: HttpRequest) -> HttpResponseBase | None:
    """The usual refusal of a form that is not shown to come from our page: for views that do more than refuse."""
    return CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {})


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def hold(request: HttpRequest, draft: Draft, *, shared: bool) -> None:
    """Let this browser open the draft: for its 30 days, or on a shared phone until half an hour after the last save."""
    held = request.session.get(SESSION_KEY, {})
    held[str(draft.pk)] = {"shared": shared, "at": timezone.now().timestamp()}
    request.session[SESSION_KEY] = held
    if not request.user.is_authenticated:
        request.session.set_expiry(0 if shared else int(LIFETIME.total_seconds()))


def keep_holding(request: HttpRequest, draft: Draft) -> None:
    """Count the time anew after a save; not at every one, since each writes the session."""
    entry = _entry(request, str(draft.pk)) or {"shared": False, "at": 0.0}
    rested = SHARED_FOR / 6 if entry["shared"] else PROOF_FOR
    if timezone.now().timestamp() - entry["at"] > rested.total_seconds():
        hold(request, draft, shared=entry["shared"])


def release(request: HttpRequest, draft: Draft) -> None:
    """Leave nothing in this browser to come back by."""
    held = request.session.get(SESSION_KEY, {})
    held.pop(str(draft.pk), None)
    request.session[SESSION_KEY] = held
    if not held and not request.user.is_authenticated:
        request.session.flush()


def holds(request: HttpRequest, draft: Draft) -> bool:
    """Whether this browser may open the draft."""
    entry = _entry(request, str(draft.pk))
    return entry is not None and not _is_over(entry)


def is_shared(request: HttpRequest, draft: Draft) -> bool:
    """Whether somebody said that others use this browser too."""
    return bool((_entry(request, str(draft.pk)) or {}).get("shared"))


def unfinished(request: HttpRequest, role: str) -> Draft | None:
    """The newest application for a role that this browser may be offered to continue. No query where it holds none."""
    held = request.session.get(SESSION_KEY, {})
    own = [key for key, entry in held.items() if not entry["shared"] and not _is_over(entry)]
    if not own:
        return None
    return Draft.objects.unfinished().filter(pk__in=own, role__slug=role).order_by("-updated_at").first()


def language_of(draft: Draft) -> str:
    """The language in which whoever applies is written to: that of the pages, unless somebody else enters it."""
    return draft.language if draft.entered_by_id else get_language() or "en"


def proof(draft: Draft) -> str:
    """What a page carries to be saved even if the session ends meanwhile."""
    return _signer.sign(str(draft.pk))


def proves(value: str, draft: Draft) -> bool:
    """Whether this proof was made for this draft within the last twelve hours."""
    try:
        return _signer.unsign(value, max_age=PROOF_FOR) == str(draft.pk)
    except signing.BadSignature:
        return False


def _entry(request: HttpRequest, key: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = request.session.get(SESSION_KEY, {}).get(key)
    return found


def _is_over(entry: dict[str, Any]) -> bool:
    life = SHARED_FOR if entry["shared"] else LIFETIME
    return bool(timezone.now().timestamp() - entry["at"] > life.total_seconds())
