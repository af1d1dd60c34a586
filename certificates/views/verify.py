"""Public verification: no account, every printed claim, the same answer for unknown and malformed codes."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates.forms import CodeForm, CompareForm
from certificates.models import Certificate
from certificates.rendering import rosette_svg
from certificates.rules import LENGTH, grouped, parse
from certificates.signing import certificate_pem, fingerprint
from certificates.views.limits import too_many
from certificates.views.showing import STANDINGS, claims, modules

NO_CODE = "0" * (LENGTH - 1) + "!"  # looked up like any other, so that a malformed code takes as long
LANGUAGES = {"en": "English", "zh-hant": "繁體中文"}


def answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the language asked for (``?lang=``), else the browser's; found by no search engine."""
    alternates = [
        {"code": code, "name": name, "url": f"{request.path}?lang={code}"}
        for code, name in LANGUAGES.items()
        if code != translation.get_language()
    ]
    response = render(request, template, {**context, "alternates": alternates}, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Content-Language"] = translation.get_language() or "en"
    return response


def choose_language(request: HttpRequest) -> None:
    """These addresses stand on paper, so the language is not part of them."""
    if (asked := request.GET.get("lang", "")) in LANGUAGES:
        translation.activate(asked)
        request.LANGUAGE_CODE = asked


@never_cache
@require_safe
def enquire(request: HttpRequest) -> HttpResponse:
    """The form for a code."""
    choose_language(request)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("verify", form.cleaned_data["code"])
    return answer(request, "verify/enquire.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, typed: str) -> HttpResponse:
    """What a certificate says and is worth; by POST, whether a file is the one we signed."""
    choose_language(request)
    if too_many(request, what="verify"):
        response = answer(request, "verify/slow.html", {}, status=429)
        response["Retry-After"] = "60"
        return response
    row = Certificate.objects.issued().filter(code=parse(typed) or NO_CODE).first()
    if row is None:
        return answer(request, "verify/unknown.html", {})
    form = CompareForm(request.POST, request.FILES) if request.method == "POST" else CompareForm()
    return answer(request, "verify/certificate.html", {**shown(row), "form": form, "same": compared(form, row)})


def shown(row: Certificate) -> dict[str, Any]:
    """What the public may see. A replaced certificate names nobody: people change their names."""
    label, tone = STANDINGS[row.standing]
    named = row.standing != "superseded"
    return {
        "row": row,
        "code": grouped(row.code),
        "standing": row.standing,
        "label": label,
        "tone": tone,
        "claims": claims(row) if named else [],
        "modules": modules(row) if named else [],
        "rosette": rosette_svg(row.code),
        "fingerprint": fingerprint(),
    }


def compared(form: CompareForm, row: Certificate) -> bool | None:
    """Whether the uploaded file is the one we signed, byte for byte; None if none was given."""
    if not form.is_bound or not form.is_valid():
        return None
    digest = hashlib.sha256()
    for chunk in form.cleaned_data["file"].chunks():
        digest.update(chunk)
    return digest.hexdigest() == row.sha256


@require_safe
def signing_certificate(_request: HttpRequest) -> HttpResponse:
    """The certificate (PEM) that signatures are checked with."""
    response = HttpResponse(certificate_pem(), content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="signing-certificate.pem"'
    return response
