"""An enquiry: for whoever has a question first, or finds no role that fits."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from recruitment.actions.enquiries import ask as keep
from recruitment.forms.enquiry import EnquiryForm
from recruitment.rules import finder
from recruitment.wizard import access, limits, pages


@csrf_exempt  # looked at within: a browser without its cookies is given what was typed back, with a button
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; what was answered in the role finder comes along, and is shown before it is sent."""
    if access.from_elsewhere(request):
        return pages.again(request, forgotten=True)
    sent = request.method == "POST"
    found = finder.valid((request.POST if sent else request.GET).dict())
    form = EnquiryForm(request.POST) if sent else EnquiryForm()
    if not sent or not form.is_valid():
        if "started_with" in form.errors:
            return pages.mismatch(request, ask=True)
        if form.is_quick:
            return pages.again(request)
        return render(request, "recruitment/ask.html", {"form": form, **_from_finder(found)})
    typed = form.cleaned_data
    who = typed["email"] or typed["phone"]
    if limits.too_many(request, limits.ENQUIRIES) or limits.spent(limits.ENQUIRIES_OF, who):
        return pages.slow(request, limits.ENQUIRIES)
    details = {name: typed[name] for name in ("name", "email", "phone", "text")}
    keep(once=typed["started_with"], language=get_language() or "en", found=found, **details)
    return redirect("asked")


def _from_finder(found: dict[str, str]) -> dict[str, Any]:
    """What was answered in the role finder, and the way back to it."""
    if not found:
        return {}
    back = f"{reverse('find_a_role')}?{urlencode(found)}"
    return {"found": found.items(), "answered": finder.in_words(found), "back": back}


@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """It has come, and what happens next."""
    return render(request, "recruitment/asked.html")
