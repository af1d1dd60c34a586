"""Public verification: no account, every printed claim, the same answer for unknown and malformed codes."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates.forms import CodeForm, CompareForm, NameForm
from certificates.models import Certificate
from certificates.rendering import rosette_svg
from certificates.rules import LENGTH, grouped, parse, same_name
from certificates.signing import certificate_pem, fingerprint, spaced
from certificates.views.limits import may_try_name, names_left, too_many
from certificates.views.showing import (
    FILES,
    NAMES,
    STANDINGS,
    claims,
    earlier_files,
    early_end,
    headline,
    may_tell,
    modules,
    told,
)

NO_CODE = "0" * (LENGTH - 1) + "!"  # looked up like any other, so that a malformed code takes as long
LANGUAGES = {"en": "English", "zh-hant": "繁體中文"}


def answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the language asked for (``?lang=``), else the browser's; found by no search engine."""
    alternates = [
        {"code": code, "name": name, "url": f"{request.path}?lang={code}"}
        for code, name in LANGUAGES.items()
        if code != translation.get_language()
    ]
    kept = {"alternates": alternates, "asked": asked_language(request), "kept": kept_language(request)}
    response = render(request, template, {**context, **kept}, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Content-Language"] = translation.get_language() or "en"
    return response


def asked_language(request: HttpRequest) -> str:
    """The language that was chosen on one of these pages and holds on the next; empty if none was."""
    asked: str = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else ""


def kept_language(request: HttpRequest) -> str:
    """What an address ends with so that the chosen language holds there too."""
    return f"?lang={asked}" if (asked := asked_language(request)) else ""


def choose_language(request: HttpRequest) -> None:
    """These addresses stand on paper, so the language is not part of them."""
    if asked := asked_language(request):
        translation.activate(asked)
        request.LANGUAGE_CODE = asked


@never_cache
@require_safe
def enquire(request: HttpRequest) -> HttpResponse:
    """The form for a code."""
    choose_language(request)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect(reverse("verify", args=[form.cleaned_data["code"]]) + kept_language(request))
    return answer(request, "verify/enquire.html", {"form": form, "address": f"{settings.VERIFY_URL}/"})


def find(typed: str) -> Certificate | None:
    """The issued certificate with a code; a code that cannot be one takes as long to be answered."""
    row: Certificate | None = (
        Certificate.objects.issued().exclude(facts={}).filter(code=parse(typed) or NO_CODE).first()
    )
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, typed: str) -> HttpResponse:
    """What a certificate says and is worth; by POST, whether a file is the one we signed, or a name the printed one."""
    choose_language(request)
    if too_many(request, what="verify"):
        response = answer(request, "verify/slow.html", {}, status=429)
        response["Retry-After"] = "60"
        return response
    row = find(typed)
    if row is None:
        return answer(request, "verify/unknown.html", {})
    by_name = request.method == "POST" and "name" in request.POST
    by_file = request.method == "POST" and not by_name
    form = CompareForm(request.POST, request.FILES) if by_file else CompareForm()
    names = NameForm(request.POST if by_name else None)
    same, named = compared(form, row), same_person(request, names, row)
    given = {"form": form, "same": same, "names": names, "named": named, "heading": FILES.get(same) or NAMES.get(named)}
    if row.initials_only and may_tell(row):
        given["tries"] = names_left(request, row)
    return answer(request, "verify/certificate.html", {**shown(row), **given})


@never_cache
def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that holds more than a code. Nothing is looked up, so it does not count as a lookup."""
    choose_language(request)
    return answer(request, "verify/unknown.html", {}, status=404)


@never_cache
@require_safe
def verify_json(request: HttpRequest, typed: str) -> JsonResponse:
    """The same for a machine: what the page says, in both languages, as it was frozen."""
    choose_language(request)
    if too_many(request, what="verify"):
        response = JsonResponse({"status": "slow"}, status=429, headers={"Retry-After": "60"})
    elif row := find(typed):
        response = JsonResponse(told(row), json_dumps_params={"ensure_ascii": False})
    else:
        response = JsonResponse({"status": "unknown"}, status=404)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def shown(row: Certificate) -> dict[str, Any]:
    """What the public may see. A replaced certificate names nobody unless its holder agreed: people change names."""
    label, tone = STANDINGS[row.standing]
    named = may_tell(row)
    return {
        "row": row,
        "code": grouped(row.code),
        "standing": row.standing,
        "label": label,
        "tone": tone,
        "early": early_end(row),
        "named_at_all": named,
        **headline(row),
        "claims": claims(row) if named else [],
        "modules": modules(row) if named else [],
        "rosette": rosette_svg(row.code),
        "earlier": " ".join(earlier_files(row)) if named else "",
        "fingerprint": spaced(row.signed_with) if row.signed_with else fingerprint(),
    }


def same_person(request: HttpRequest, form: NameForm, row: Certificate) -> str:
    """Whether the typed name is the printed one; empty if none was typed. Guesses at one certificate are few."""
    if not form.is_bound or not form.is_valid() or not may_tell(row):
        return ""
    if not may_try_name(request, row):
        form.add_error(
            "name", _("These were many tries. Wait an hour, or ask the holder to let this page show the name.")
        )
        return ""
    return same_name(form.cleaned_data["name"], row.facts["name"], row.facts["name_other"])


def compared(form: CompareForm, row: Certificate) -> str:
    """Whether the uploaded file is the one we signed, byte for byte: "same", "earlier" if this one replaced it, else
    "other"; empty if none was given.
    """
    if not form.is_bound or not form.is_valid():
        return ""
    digest = hashlib.sha256()
    for chunk in form.cleaned_data["file"].chunks():
        digest.update(chunk)
    if digest.hexdigest() == row.sha256:
        return "same"
    return "earlier" if digest.hexdigest() in earlier_files(row) else "other"


@require_safe
def signing_certificate(_request: HttpRequest) -> HttpResponse:
    """The certificate (PEM) that signatures are checked with."""
    response = HttpResponse(certificate_pem(), content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="signing-certificate.pem"'
    return response
