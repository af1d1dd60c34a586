"""A volunteer's own certificates."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from base.localised import suffix
from base.work import WorkState
from certificates.actions import choose_forgetting, choose_initials, show_replaced
from certificates.forms import ChoicesForm
from certificates.models import Certificate
from certificates.views.showing import STANDINGS, early_end


def own(request: HttpRequest) -> Any:
    """The certificates of whoever is signed in; another person's do not exist here, whatever one's rights."""
    return Certificate.objects.filter(volunteer__user=request.user.pk)


def document(certificate: Certificate) -> FileResponse:
    """The signed file, to be kept and not shown: nothing of ours runs in it, no cache keeps it."""
    if not certificate.file:
        raise Http404
    file = certificate.file.open("rb")
    response = FileResponse(
        file, as_attachment=True, filename=f"{certificate.serial}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@login_required
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """What one has been awarded, to download and to show."""
    rows = own(request).select_related("award").order_by("-issued_on", "-pk")
    items = [_item(row) for row in rows.select_related("superseded_by")]
    now = [item for item in items if item["row"].state == Certificate.State.VALID]
    earlier = [item for item in items if item not in now]
    return render(request, "certificates/list.html", {"items": items, "now": now, "earlier": earlier})


def _item(row: Certificate) -> dict[str, Any]:
    label, tone = STANDINGS[row.standing]
    delayed = row.work == WorkState.FAILED
    if not row.file and row.state == Certificate.State.VALID:
        label, tone = (_("Delayed: we are looking into it"), "bad") if delayed else (_("Being made"), "waiting")
    return {
        "row": row,
        "title": row.facts["award"][f"title_{suffix()}"],
        "label": label,
        "early": early_end(row),
        "tone": tone,
        "delayed": delayed,
    }


@login_required
@require_safe
def download(request: HttpRequest, uuid: str) -> FileResponse:
    """One of one's own certificates as the signed PDF."""
    return document(get_object_or_404(own(request), uuid=uuid))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, uuid: str) -> HttpResponse:
    """What the code of one of one's own certificates tells others, now and once one is erased."""
    row = get_object_or_404(own(request), uuid=uuid)
    names = ("initials_only", "show_replaced", "forget")
    data = request.POST if request.method == "POST" else None
    form = ChoicesForm(data, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        choose_initials(certificate=row, initials_only=chosen["initials_only"])
        show_replaced(certificate=row, shown=chosen["show_replaced"])
        choose_forgetting(certificate=row, forget=chosen["forget"])
        messages.success(request, _("What the code of %(serial)s tells others is saved.") % {"serial": row})
        return redirect("certificates:list")
    title = row.facts["award"][f"title_{suffix()}"]
    return render(request, "certificates/choices.html", {"form": form, "row": row, "title": title})
