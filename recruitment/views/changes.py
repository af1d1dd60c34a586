"""What applicants do with an application they sent: each on a page of its own, nothing on opening it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from recruitment.actions import deferral, information, offers
from recruitment.actions.refusals import Erased, Moved, Refused
from recruitment.actions.withdrawal import withdraw as withdraw_application
from recruitment.forms.status import AnswerForm, ChangeForm, DeferForm, OfferForm, WithdrawForm
from recruitment.models import APPLICANT_LABELS, Application, Cohort, Draft, Stage
from recruitment.views.status import opens_application
from recruitment.wizard.pages import to

Decision = Callable[[dict[str, Any]], object]


def page(
    request: HttpRequest, draft: Draft, application: Application, form: forms.Form, name: str, **more: Any
) -> HttpResponse:
    """One of these pages; it says 422 where something was sent that could not be done."""
    context = {"draft": draft, "role": draft.role, "application": application, "form": form, **more}
    return render(request, f"recruitment/own/{name}.html", context, status=422 if form.errors else 200)


def in_their_words(error: Refused) -> str:
    """Why nothing was done, as an applicant can read it."""
    if isinstance(error, Moved):
        return _("Meanwhile something changed: “%(stage)s”. Nothing was done yet; decide again on what is now.") % {
            "stage": APPLICANT_LABELS[error.now]
        }
    return str(error)


def refuse(form: forms.Form, error: Refused, application: Application) -> None:
    """Say why nothing was done, keep what was typed; a further try decides on what is there now."""
    if isinstance(error, Erased):  # in another window
        raise Http404
    application.refresh_from_db()
    if "version" in form.fields:
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = application.version  # type: ignore[index]
    form.add_error(None, in_their_words(error))


def decided(
    request: HttpRequest, draft: Draft, application: Application, form: forms.Form, decide: Decision, said: str
) -> HttpResponse | None:
    """Do what a valid form says and go back to the application; None where the page is to be shown again."""
    if not form.is_valid():
        return None
    try:
        decide(form.cleaned_data)
    except Refused as error:
        refuse(form, error, application)
        return None
    messages.success(request, said)
    return to("status", draft)


def seen(application: Application) -> dict[str, int]:
    """What a form is first filled with: the application as it is seen now."""
    return {"version": application.version}


def too_late(request: HttpRequest, draft: Draft, application: Application, form: forms.Form, name: str) -> HttpResponse:
    """Back to the application, which does not ask for this any more; a note that is kept nowhere is shown once more."""
    note = str(form.data.get("note", "")).strip()
    if note and not application.events.filter(note=note).exists():
        if not form.non_field_errors():
            form.add_error(None, _("Meanwhile something changed, so nothing was done. What you wrote is still here."))
        return page(request, draft, application, form, name, late=True)
    if form.non_field_errors():
        messages.warning(request, _("Meanwhile something changed, so nothing was done. Here is how it stands now."))
    return to("status", draft)


@opens_application
def withdraw(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """Asks once; a second sending finds it done."""
    form = WithdrawForm(request.POST or None, initial=seen(application))
    if application.is_closed:
        return too_late(request, draft, application, form, "withdraw")

    def decide(given: dict[str, Any]) -> object:
        return withdraw_application(application=application, seen_version=given["version"], note=given["note"])

    done = decided(request, draft, application, form, decide, _("Your application is withdrawn."))
    if not done and application.is_closed:
        return too_late(request, draft, application, form, "withdraw")
    return done or page(request, draft, application, form, "withdraw")


@opens_application
def offer(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """Yes or no to the role."""
    form = OfferForm(request.POST or None, initial=seen(application))
    if application.stage != Stage.OFFERED or application.offer_taken_at:
        return too_late(request, draft, application, form, "offer")
    said_yes = request.POST.get("answer") == "yes"

    def decide(given: dict[str, Any]) -> object:
        if given["answer"] == "yes":
            return offers.take_up(application=application, seen_version=given["version"])
        return offers.decline(application=application, seen_version=given["version"], note=given["note"])

    said = _("Thank you. We have your yes.") if said_yes else _("Thank you for telling us. Your application is closed.")
    done = decided(request, draft, application, form, decide, said)
    if not done and application.stage != Stage.OFFERED:
        return too_late(request, draft, application, form, "offer")
    return done or page(request, draft, application, form, "offer")


@opens_application
def defer(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """Going on in another round."""
    rounds = list(deferral.rounds_for(application))
    form = DeferForm(request.POST or None, initial=seen(application), rounds=rounds)
    if not rounds:
        return too_late(request, draft, application, form, "defer")

    def decide(given: dict[str, Any]) -> object:
        cohort = Cohort.objects.get(pk=given["cohort"])
        return deferral.defer(
            application=application, cohort=cohort, seen_version=given["version"], reason=given["note"]
        )

    done = decided(request, draft, application, form, decide, _("Your application goes on in the round you chose."))
    if not done and application.is_closed:
        return too_late(request, draft, application, form, "defer")
    return done or page(request, draft, application, form, "defer")


@opens_application
def answer(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """The answer to what we asked. Sent twice it is kept once; sent too late it is shown back with another way."""
    if application.stage != Stage.INFORMATION and request.method != "POST":
        return to("status", draft)
    asked = application.requests.filter(answered_at=None).first()
    form = AnswerForm(request.POST or None)
    if form.is_valid() and application.stage != Stage.INFORMATION and _answered(application, form.cleaned_data["text"]):
        return to("status", draft)

    def decide(given: dict[str, Any]) -> object:
        return information.answer(application=application, text=given["text"])

    done = decided(request, draft, application, form, decide, _("Thank you. We have your answer."))
    late = application.stage != Stage.INFORMATION
    return done or page(request, draft, application, form, "answer", asked=asked, late=late)


def _answered(application: Application, text: str) -> bool:
    return application.events.filter(from_stage=Stage.INFORMATION, note=text.strip()).exists()


@opens_application
def tell(request: HttpRequest, draft: Draft, application: Application) -> HttpResponse:
    """Something has changed: what is added stands beside the answers, which stay as they were sent."""
    if application.is_closed and request.method != "POST":
        return to("status", draft)
    form = ChangeForm(request.POST or None)

    def decide(given: dict[str, Any]) -> object:
        return information.tell_us(application=application, text=given["text"])

    done = decided(request, draft, application, form, decide, _("Thank you. We have added it to your application."))
    return done or page(request, draft, application, form, "tell")
