"""The wizard: formtools' named steps over the draft's row."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from formtools.wizard.forms import ManagementForm
from formtools.wizard.storage.base import BaseStorage
from formtools.wizard.views import NamedUrlWizardView, StepsHelper, WizardView

from recruitment.actions.drafts import Gone, Page, save_step, send_link
from recruitment.forms.steps import StepForm
from recruitment.models import Draft
from recruitment.rules import chosen_cohort
from recruitment.wizard import access, limits, pages
from recruitment.wizard.journey import Journey
from recruitment.wizard.pages import to

PREFIX = "application"


class DraftStorage(BaseStorage):  # type: ignore[misc]
    """What formtools reads of a draft; it is only written by ``save_step``."""

    def __init__(self, draft: Draft, step: str) -> None:
        super().__init__(PREFIX)
        self.data = {
            self.step_key: step,
            self.step_data_key: draft.answers,
            self.step_files_key: {},
            self.extra_data_key: {},
        }

    def set_step_data(self, step: str, cleaned_data: Any) -> None:
        """Writing is an action's."""
        raise NotImplementedError


@method_decorator(csrf_exempt, name="dispatch")  # a proof stands for the cookie, which goes with the session
class ApplicationWizard(NamedUrlWizardView):  # type: ignore[misc]
    """One step of an application. Every button saves what was typed, valid or not, before it does what it says."""

    form_list: Any = [("step", StepForm)]
    template_name = "recruitment/step.html"
    draft: Draft
    journey: Journey
    step: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        draft = access.find(request, kwargs["role"], kwargs["draft"])
        proven = draft is not None and request.method == "POST" and access.proves(request.POST.get("proof", ""), draft)
        if not proven and (refused := access.from_elsewhere(request)):
            return refused
        self.opened = draft is not None and access.holds(request, draft)
        if draft is None or not (self.opened or proven):
            return pages.locked(request, kwargs["role"], kwargs["draft"])
        if draft.submitted:
            return to("receipt", draft)
        self.step, self.prefix = kwargs["step"], PREFIX
        self.load(draft)
        if self.journey.section(self.step) is None:
            raise Http404
        if request.method != "POST" and (elsewhere := self.elsewhere()):
            return elsewhere
        response: HttpResponseBase = super(WizardView, self).dispatch(request, *args, **kwargs)
        return response

    def load(self, draft: Draft) -> None:
        """Take the steps from the draft's frozen form, and the current one from the address."""
        self.draft, self.journey = draft, Journey.of(draft)
        self.form_list = dict.fromkeys([*self.journey.keys, self.step], StepForm)
        self.storage, self.steps = DraftStorage(draft, self.step), StepsHelper(self)

    def elsewhere(self) -> HttpResponse | None:
        """Where to go instead of a step that cannot be written just now."""
        if not self.draft.role.is_open:
            return pages.closed(self.request, self.draft.role, self.draft)
        return to("tasks", self.draft) if self.step not in self.journey.keys else None

    def get_form(self, step: str | None = None, data: Any = None, files: Any = None) -> StepForm:
        return self.journey.form(step or self.step, data, files=files)

    def get_step_url(self, step: str) -> str:
        return reverse("recruitment:step", args=[self.draft.role.slug, self.draft.pk, step])

    def post(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        sent = ManagementForm(self.request.POST, prefix=self.prefix)
        if not sent.is_valid() or sent.cleaned_data["current_step"] != self.step:
            return pages.mismatch(self.request, draft=self.draft)
        form = self.get_form(data=self.request.POST, files=self.request.FILES)
        try:
            self.load(save_step(draft=self.draft, page=page_of(form), language=access.language_of(self.draft)))
        except Gone:
            return to("receipt", self.draft)
        if not self.opened:
            why = form.refusals
            return pages.locked(self.request, self.draft.role.slug, self.draft.pk, saved=True, refused=why)
        access.keep_holding(self.request, self.draft)
        return self.onward(form)

    def onward(self, form: StepForm) -> HttpResponseBase:
        """What the pressed button asked for, now that the page is saved."""
        if form.refusals and self.draft.role.is_open:
            return self.render(form)  # type: ignore[no-any-return]
        if elsewhere := self.aside(form):
            return elsewhere
        if "back" in self.request.POST:
            earlier = self.journey.before(self.step)
            return to("step", self.draft, earlier) if earlier else to("tasks", self.draft)
        if not form.is_valid():
            return self.render(form)  # type: ignore[no-any-return]
        following = self.journey.incomplete if self.from_check else self.journey.after(self.step)
        if following is None:
            return to("check", self.draft)
        return pages.to_change(self.draft, following) if self.from_check else to("step", self.draft, following)

    def aside(self, form: StepForm) -> HttpResponse | None:
        """What a button asked for that leads neither on nor back; or that the role has closed."""
        pressed = self.request.POST
        if (
            "later" in pressed
            and not self.draft.entered_by_id
            and not limits.spent(limits.LINKS_TO, self.draft.address)
        ):
            send_link(draft=self.draft)
        if away := next((page for page in ("later", "tasks") if page in pressed), ""):
            return to(away, self.draft)
        if not self.draft.role.is_open:
            return pages.closed(self.request, self.draft.role, self.draft)
        place = form.row_wanted or (f"id_{form.remove_pressed}" if form.remove_pressed else None)
        return redirect(f"{self.request.get_full_path()}#{place}") if place else None

    @property
    def from_check(self) -> bool:
        """Whether somebody came from checking their answers to change one."""
        return bool(self.request.GET.get("return") == "check")

    def get_context_data(self, form: forms.BaseForm, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(form=form, **kwargs)
        return (
            context
            | step_context(self.journey, self.step)
            | {
                "draft": self.draft,
                "proof": access.proof(self.draft),
                "from_check": self.from_check,
                "shared": access.is_shared(self.request, self.draft),
            }
        )


def page_of(form: StepForm) -> Page:
    """A sent step, for the actions."""
    columns = {"cohort_id": chosen_cohort(form.values())} if "cohort" in form.fields else {}
    removed = frozenset({form.remove_pressed} if form.remove_pressed else ())
    return Page(
        step=form.step["key"],
        typed=form.typed(),
        valid=form.is_valid(),
        columns=columns,
        uploads=form.uploads,
        removed=removed,
    )


def step_context(journey: Journey, key: str) -> dict[str, Any]:
    """What the page of a step shows beside its form."""
    return {
        "role": journey.role,
        "section": journey.section(key),
        "progress_at": journey.progress(key),
        "reasons": journey.reasons() if key == "fit" else [],
        "round_notice": journey.round_notice if key == journey.round_step else "",
        "privacy": journey.content["privacy"],
        "is_first": key == journey.keys[0],
    }
