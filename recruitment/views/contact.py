"""How an applicant is called and reached: corrected on a page, a new address confirmed by a link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recruitment.actions.contact import ask_again, by_token, confirm, correct_contact
from recruitment.actions.refusals import Refused
from recruitment.forms.status import contact_form
from recruitment.models import Application, Draft, Stage
from recruitment.views.changes import page, refuse
from recruitment.views.status import opens_application
from recruitment.wizard import access, limits, pages
from recruitment.wizard.pages import to


@opens_application
def contact(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """Correcting name, e-mail address and phone."""
    if application.stage == Stage.ACCEPTED:
        return to("status", draft)
    wish = getattr(application, "address_change", None)
    if "again" in request.POST:
        return _sent_again(request, draft, application)
    form = contact_form(application, request.POST or None)
    if form.is_valid():
        try:
            waiting = correct_contact(application=application, details=form.values())
        except Refused as error:
            refuse(form, error, application)
        else:
            messages.success(request, _confirm_or_done(waiting.email if waiting else ""))
            return to("status", draft)
    return page(request, draft, application, form, "contact", wish=wish)


def _sent_again(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """The link to the address that waits, once more."""
    try:
        wish = ask_again(application=application)
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _confirm_or_done(wish.email if wish else ""))
    return to("contact", draft)


def _confirm_or_done(email: str) -> str:
    if not email:
        return _("Your details are corrected.")
    return _("Saved. We sent a link to %(email)s: open it to confirm the address.") % {"email": email}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link: whoever reads mail for somebody opens it in vain, a person presses the button."""
    if limits.is_guessing(request):
        return pages.slow(request, limits.GUESSES)
    change = by_token(token)
    if change is None:
        limits.too_many(request, limits.GUESSES)
        raise Http404
    context = {"role": change.application.role, "done": False}
    if request.method == "POST":
        confirm(change=change)
        draft = change.application.draft
        if draft and access.holds(request, draft):
            messages.success(request, _("Your new address is confirmed."))
            return to("status", draft)
        context |= {"done": True, "draft_id": draft.pk if draft else None}
    return render(request, "recruitment/own/confirm.html", context)
