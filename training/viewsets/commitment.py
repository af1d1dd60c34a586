"""One commitment: how it stands, drawn and in figures, and all that a supervisor may decide about it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.models import User
from accounts.visibility import VisibleInspect
from training.actions.progress import Progress, progress_of
from training.forms.decisions import COMMIT, ON_COMMITMENT, OnCommitment, called
from training.models import Commitment, HoursEntry

ENTER = "training.add_hoursentry"
LATEST = 20


class CommitmentPage(VisibleInspect):
    """One commitment on one page."""

    template_name = "training/staff/commitment_page.html"
    page_title = gettext_lazy("Commitment")
    bound: dict[str, forms.Form]
    object: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.bound = {}
        super().setup(request, *args, **kwargs)

    def get_object(self, *_args: Any, **_kwargs: Any) -> Commitment:
        found: Commitment = super().get_object()
        return Commitment.objects.select_related("placement__volunteer", "placement__role", "terms").get(pk=found.pk)

    def get_page_subtitle(self) -> str:
        return called(self.object.placement)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment: Commitment = self.object
        placement, user = commitment.placement, self.request.user
        progress, is_self = progress_of(commitment), commitment.placement.volunteer.user_id == user.pk
        entries = HoursEntry.objects.filter(placement=placement).select_related("confirmed_by")
        return super().get_context_data(  # type: ignore[no-any-return]
            commitment=commitment,
            placement=placement,
            volunteer=placement.volunteer,
            progress=progress,
            pauses=commitment.pauses.select_related("added_by"),
            extensions=commitment.extensions.select_related("by"),
            entries=entries[:LATEST],
            is_self=is_self,
            may_enter=user.has_perm(ENTER) and not is_self and not placement.is_paid,
            may_see_eligibility=placement.role.is_casework and user.has_perm("training.view_standing"),
            decisions=self.decisions(progress) if user.has_perm(COMMIT) and not is_self else [],
            errors=[error for form in self.bound.values() for error in form.non_field_errors()],
            **kwargs,
        )

    def decisions(self, progress: Progress) -> list[dict[str, Any]]:
        """The forms that apply now, the one with an error open."""
        commitment = self.object
        return [
            {
                "title": decision.title,
                "submit": decision.submit,
                "form": self.bound.get(verb) or decision.form(auto_id=f"{verb}-%s"),
                "open": verb in self.bound,
                "url": reverse("training_commitment:decide", args=(commitment.pk, verb)),
            }
            for verb, decision in ON_COMMITMENT.items()
            if verb in self.bound or decision.applies(commitment, progress.is_short)
        ]


class CommitmentDecision(CommitmentPage):
    """Carries one decision out, or shows the page again with what is wrong and all that was typed."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        decision = ON_COMMITMENT.get(self.kwargs["verb"])
        if decision is None:
            raise Http404
        if not request.user.has_perm(COMMIT):
            raise PermissionDenied
        form = decision.form(request.POST, auto_id=f"{self.kwargs['verb']}-%s")
        if form.is_valid() and self.done(decision, form, request.user):  # type: ignore[arg-type]
            messages.success(request, _("Done. The page shows how it stands now."))
            return redirect("training_commitment:inspect", self.object.pk)
        self.bound = {self.kwargs["verb"]: form}
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data(), status=422)  # type: ignore[no-any-return]

    def done(self, decision: OnCommitment, form: forms.Form, actor: User) -> bool:
        """Whether it was done; otherwise the form says why not."""
        try:
            decision.act(commitment=self.object, actor=actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return False
        return True
