"""Open Badges: the issuer's keys and the badges' standing for everybody, the badge itself for its holder."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from base.dates import today
from certificates import credential
from certificates.models import Certificate, SerialYear
from certificates.rendering import medal_png
from certificates.views.holder import own
from certificates.views.limits import too_many

FRESH = 300  # seconds: a key or a withdrawal is known to everybody after five minutes
TYPES = {"json": "application/vc+ld+json", "png": "image/png"}


def origin(request: HttpRequest) -> str:
    """The address of ours that was asked: earlier ones, still on old certificates, answer for themselves."""
    printed: str = settings.VERIFY_URL
    host = request.get_host().lower()
    return printed if printed.partition("://")[2].lower() == host else f"{request.scheme}://{host}"


def public(content: bytes, kind: str) -> HttpResponse:
    """What any program in the world may read, from a page of its own too."""
    response = HttpResponse(content, content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={FRESH}"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    """Every key that ever signed a badge of ours."""
    return public(credential.as_json(credential.did_document(origin(request))), "application/json")


@require_safe
def status_list(request: HttpRequest, year: int) -> HttpResponse:
    """Which badges of a year stand no longer, as one long row of bits, signed. It names and lists nobody.

    Not found for a year in which nothing was issued.
    """
    if not SerialYear.objects.filter(year=year).exists():  # signing costs more than asking
        raise Http404
    if too_many(request, what="status"):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    fallen = Certificate.objects.fallen(year)
    signed = credential.signed_status_list(origin(request), year, fallen, today().isoformat())
    return public(signed, TYPES["json"])


@login_required
@require_safe
def badge(request: HttpRequest, uuid: str) -> HttpResponse:
    """One of one's own certificates as a badge, as JSON or as a picture; whether it knows one's address is asked."""
    row = get_object_or_404(own(request).valid().issued().select_related("volunteer"), uuid=uuid)
    kind = request.GET.get("as", "json")
    if kind not in TYPES:
        raise Http404
    email = row.volunteer.email if request.GET.get("email") == "1" else ""
    content = credential.badge(row.facts, code=row.code, serial=row.serial, named=not row.initials_only, email=email)
    if kind == "png":
        content = credential.baked(medal_png(row.code), content)
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{row.serial}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
