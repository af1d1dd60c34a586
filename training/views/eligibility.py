"""The staff's page on one person: every criterion with its evidence, and what a supervisor may decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from accounts.models import User
from base.dates import today
from recruitment.actions.pipeline import MOVE
from recruitment.models import Placement
from training.actions import supervision
from training.actions.crediting import GRANT
from training.actions.importing.origins import origins
from training.eligibility import Result, facts_of, lacked, prospects, verdict
from training.forms.commitment import HoldForm, OverrideForm, PkForm
from training.forms.decisions import COMMIT, ON_COMMITMENT, called, may_resume
from training.forms.eligibility import DayForm
from training.models import Commitment, Override, Standing, StandingChange
from training.rules import DAY

Values = dict[str, Any]
CHANGES = 20


@dataclass(frozen=True)
class Decision:
    """Something a supervisor may do: the right it needs, what is filled in, the action."""

    permission: str
    form: type[forms.Form]
    act: Callable[[Placement, User, Values], object]
    title: Any
    submit: Any
    about_commitment: bool = False


def _hold(placement: Placement, actor: User, values: Values) -> object:
    return supervision.hold(placement=placement, actor=actor, **values)


def _lift(placement: Placement, actor: User, values: Values) -> object:
    return supervision.lift_hold(hold=get_object_or_404(placement.holds, pk=values["pk"]), actor=actor)


def _override(placement: Placement, actor: User, values: Values) -> object:
    return supervision.override(placement=placement, actor=actor, **values)


def _withdraw(placement: Placement, actor: User, values: Values) -> object:
    return supervision.withdraw_override(override=get_object_or_404(placement.overrides, pk=values["pk"]), actor=actor)


def _on_commitment(verb: str) -> "Decision":
    """As on the commitment's own page."""
    asked = ON_COMMITMENT[verb]

    def act(placement: Placement, actor: User, values: Values) -> object:
        return asked.act(commitment=_commitment(placement), actor=actor, **values)

    return Decision(COMMIT, asked.form, act, asked.title, asked.submit, about_commitment=True)


def _commitment(placement: Placement) -> Commitment:
    return get_object_or_404(Commitment.objects.select_related("placement__volunteer"), placement=placement)


HOLD, OVERRIDE = "training.hold_standing", "training.override_standing"
DECISIONS: dict[str, Decision] = {
    "hold": Decision(HOLD, HoldForm, _hold, gettext_lazy("Hold back from casework"), gettext_lazy("Hold")),
    "lift": Decision(HOLD, PkForm, _lift, gettext_lazy("Lift the hold"), gettext_lazy("Lift the hold")),
    "override": Decision(
        OVERRIDE, OverrideForm, _override, gettext_lazy("Take one criterion as met"), gettext_lazy("Override")
    ),
    "withdraw": Decision(
        OVERRIDE, PkForm, _withdraw, gettext_lazy("Withdraw the override"), gettext_lazy("Withdraw the override")
    ),
    **{verb: _on_commitment(verb) for verb in ("pause", "resume", "anchor", "end")},
}
FORMS = ("hold", "override", "pause", "anchor", "end")


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One placement, as of today or of ``?day=YYYY-MM-DD``."""
    return _page(request, _visible(request, pk))


@require_POST
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one decision, or show the page again with what is wrong."""
    placement = _visible(request, pk)
    decision = DECISIONS.get(verb)
    if decision is None:
        raise Http404
    if not request.user.has_perm(decision.permission):
        raise PermissionDenied
    form = decision.form(request.POST, auto_id=f"{verb}-%s")
    if not form.is_valid():
        return _page(request, placement, {verb: form}, status=422)
    try:
        decision.act(placement, request.user, form.cleaned_data)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, placement, {verb: form}, status=422)
    messages.success(request, _("Done. The page shows how it stands now."))
    return redirect("training_person", pk=placement.pk)


def _visible(request: HttpRequest, pk: int) -> Placement:
    seen = Standing.objects.visible_to(request.user)
    rows = Placement.objects.select_related("volunteer", "role", "application__cohort")
    return get_object_or_404(rows, pk=pk, standing__in=seen)


def _page(
    request: HttpRequest, placement: Placement, bound: dict[str, forms.Form] | None = None, *, status: int = 200
) -> HttpResponse:
    day_form = DayForm(request.GET if "day" in request.GET else {})
    day = day_form.asked
    answer = verdict(facts_of([placement])[0], day)
    signed = Commitment.objects.filter(placement=placement).select_related("terms").first()
    is_self = placement.volunteer.user_id == request.user.pk
    overrides = list(placement.overrides.select_related("by").order_by("-from_on"))
    context = {
        "placement": placement,
        "volunteer": placement.volunteer,
        "results": [(found, _by(overrides, found, day)) for found in answer.results],
        "eligible": answer.eligible,
        "missing": len(answer.missing),
        "cautions": answer.cautions,
        "until": answer.until,
        **_history(placement, day),
        "origins": origins(placement.volunteer, request.user),  # type: ignore[arg-type]
        **_learnt(request, placement),
        "day": day,
        "is_today": day == today(),
        "day_form": DayForm(initial={"day": day}) if day_form.is_valid() else day_form,
        **_signed(signed),
        "holds": placement.holds.select_related("by").order_by("-from_on"),
        "overrides": overrides,
        "yesterday": today() - DAY,
        "today": today(),
        "is_self": is_self,
        **_rights(request, is_self=is_self),
        "decisions": [] if is_self else _decisions(request, placement, signed, bound or {}),
        "errors": [error for form in (bound or {}).values() for error in form.non_field_errors()],
        **_heading(placement),
    }
    return render(request, "training/staff/person.html", context, status=status)


def _by(overrides: list[Override], result: Result, day: date) -> Override | None:
    """The override by which a criterion is taken as met on a day: who decided so, and why."""
    in_force = (row for row in overrides if row.criterion == result.criterion and row.from_on <= day <= row.expires_on)
    return next(in_force, None) if result.overridden else None


def _learnt(request: HttpRequest, placement: Placement) -> Values:
    """The modules missing today, for whoever may see credits, and whether they may credit them by hand."""
    may_see = request.user.has_perm("training.view_credit")
    may_grant = request.user.has_perm(GRANT) and placement.volunteer.user_id != request.user.pk
    return {
        "may_see_credits": may_see,
        "may_grant": may_grant,
        "lacked": lacked(placement.volunteer) if may_see else [],
    }


def _history(placement: Placement, day: date) -> Values:
    """What changed lately and why; for a day gone by what was shown then, else what the training to come brings."""
    rows = StandingChange.objects.filter(placement=placement)
    return {
        "changes": list(rows.order_by("-at", "-pk")[:CHANGES]),
        "shown_then": rows.shown_on(day).first() if day < today() else None,
        "prospects": [] if day < today() else prospects(placement),
    }


def _signed(commitment: Commitment | None) -> Values:
    """The commitment, if it is signed, with its pauses."""
    return {
        "commitment": commitment,
        "pauses": commitment.pauses.all() if commitment else (),
        "paused": commitment is not None and may_resume(commitment),
    }


def _rights(request: HttpRequest, *, is_self: bool) -> Values:
    """What this person may decide here: nobody decides about themselves."""
    rights = {"may_agree": MOVE, "may_hold": HOLD, "may_override": OVERRIDE, "may_commit": COMMIT}
    return {name: request.user.has_perm(right) and not is_self for name, right in rights.items()}


def _heading(placement: Placement) -> Values:
    """Whose page it is, and the way up to the list."""
    title = called(placement)
    above = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("eligibility:index"), "label": _("Eligibility")},
    ]
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "check",
        "breadcrumbs_items": [*above, {"url": "", "label": title}],
    }


def _decisions(
    request: HttpRequest, placement: Placement, signed: Commitment | None, bound: dict[str, forms.Form]
) -> list[Values]:
    """The forms this person may fill in about somebody else, the one with an error open."""
    running = signed is not None and signed.ended_early_on is None
    return [
        {
            "verb": verb,
            "title": decision.title,
            "submit": decision.submit,
            "form": bound.get(verb) or decision.form(auto_id=f"{verb}-%s"),
            "open": verb in bound,
            "url": reverse("training_decide", args=(placement.pk, verb)),
        }
        for verb in FORMS
        if request.user.has_perm((decision := DECISIONS[verb]).permission)
        and (running or not decision.about_commitment)
    ]
