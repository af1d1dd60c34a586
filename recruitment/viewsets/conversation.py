"""What is asked of applicants and what they say: on the application's page, and the screens behind it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages

from recruitment.actions.deferral import defer, rounds_for
from recruitment.actions.information import ask
from recruitment.actions.pipeline import may_move
from recruitment.actions.refusals import Refused
from recruitment.forms.conversation import AskForm, RoundForm
from recruitment.models import ApplicationEvent, Cohort, Stage, next_stages
from recruitment.viewsets.decisions import DecidingView
from recruitment.viewsets.listing import filters_of
from recruitment.viewsets.panels import Panel, panel


@panel
class OfferTaken(Panel):
    """The applicant said yes: what is left is the recruiters'."""

    key = "offer-taken"
    heading = gettext_lazy("Answer to the offer")
    template = "recruitment/staff/conversation/offer_taken.html"
    order = 1
    beside = True

    @property
    def shown(self) -> bool:
        return self.application.stage == Stage.OFFERED and self.application.offer_taken_at is not None


@panel
class Conversation(Panel):
    """Questions to the applicant with their answers, and what they wrote of their own."""

    key = "conversation"
    heading = gettext_lazy("Asked and answered")
    template = "recruitment/staff/conversation/asked.html"
    order = 20

    @cached_property
    def may_ask(self) -> bool:
        """Whether a question can be asked now, by whoever looks."""
        return Stage.INFORMATION in next_stages(self.application.stage, self.application.role) and may_move(
            self.actor, self.application
        )

    @cached_property
    def told(self) -> list[ApplicationEvent]:
        """What the applicant added of their own."""
        return list(self.application.events.filter(kind=ApplicationEvent.Kind.ANSWER, from_stage="").exclude(note=""))

    @cached_property
    def requests(self) -> list[Any]:
        """What was asked."""
        return list(self.application.requests.all())

    @property
    def shown(self) -> bool:
        return bool(self.may_ask or self.requests or self.told)

    def context(self) -> dict[str, Any]:
        return {
            "requests": self.requests,
            "told": self.told,
            "may_ask": self.may_ask,
            "carried": filters_of(self.request),
        }


@panel
class Round(Panel):
    """The round, the first one, and the way to another."""

    key = "round"
    heading = gettext_lazy("Round")
    template = "recruitment/staff/conversation/round.html"
    order = 30
    beside = True

    @property
    def shown(self) -> bool:
        return self.application.role.recruits_by_cohort

    def context(self) -> dict[str, Any]:
        row = self.application
        may = may_move(self.actor, row) and rounds_for(row).exists()
        moved = row.first_cohort_id is not None and row.first_cohort_id != row.cohort_id
        return {"may_defer": may, "moved": moved, "carried": filters_of(self.request)}


@panel
class AddressToConfirm(Panel):
    """An address the applicant would rather be written to."""

    key = "address"
    heading = gettext_lazy("New e-mail address")
    template = "recruitment/staff/conversation/address.html"
    order = 40
    beside = True
    tells_who = True

    @property
    def shown(self) -> bool:
        return hasattr(self.application, "address_change")


class Ask(DecidingView):
    """Asking the applicant for more: the application waits for them meanwhile."""

    template_name = "recruitment/staff/conversation/ask.html"
    heading = gettext_lazy("Ask the applicant")  # type: ignore[assignment]

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if Stage.INFORMATION not in next_stages(self.object.stage, self.object.role):
            messages.error(self.request, _("Nothing can be asked now: a question waits, or it is closed."))
            return redirect(self.url("inspect"))
        return self.show(AskForm(initial={"version": self.object.version}))

    def show(self, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        """The screen, naming the language the applicant reads."""
        language = get_language_info(self.object.language)["name_translated"]
        return super().show(form, status=status, language=language, **more)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = AskForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        typed = form.cleaned_data
        try:
            ask(application=self.object, actor=self.actor, question=typed["question"], seen_version=typed["version"])
        except Refused as error:
            return self.refuse(form, error)
        return self.finish(_("The question is on its way to the applicant."))


class Defer(DecidingView):
    """Letting an application go on in another round."""

    template_name = "recruitment/staff/conversation/defer.html"
    heading = gettext_lazy("Another round")  # type: ignore[assignment]

    @cached_property
    def rounds(self) -> list[Cohort]:
        """The rounds to choose from."""
        return list(rounds_for(self.object))

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not self.rounds:
            messages.error(self.request, _("There is no other round it could go on in."))
            return redirect(self.url("inspect"))
        return self.show(RoundForm(initial={"version": self.object.version, "send": True}, rounds=self.rounds))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = RoundForm(request.POST, rounds=self.rounds)
        if not form.is_valid():
            return self.show(form, status=422)
        typed = form.cleaned_data
        try:
            defer(
                application=self.object,
                cohort=next(row for row in self.rounds if str(row.pk) == typed["cohort"]),
                seen_version=typed["version"],
                actor=self.actor,
                reason=typed["reason"],
                silent=not typed["send"],
            )
        except Refused as error:
            return self.refuse(form, error)
        return self.finish(_("%(reference)s goes on in another round.") % {"reference": self.object})
