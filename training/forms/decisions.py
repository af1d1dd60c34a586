"""What a supervisor may decide about a commitment, said once: on its own page, and on the page of its placement."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.dates import today
from recruitment.models import Placement
from training.actions import commitment as acts
from training.forms.commitment import AcceptForm, AnchorForm, EndForm, ExtendForm, NoForm, PauseForm
from training.models import Commitment

COMMIT = "training.change_commitment"


def called(placement: Placement) -> str:
    """What a page about a placement is called: a colleague looks for a person, not for a number."""
    return f"{placement.volunteer.name} · {placement.role}"


@dataclass(frozen=True)
class OnCommitment:
    """One decision: what is filled in, the action, and when it can be asked at all.

    ``applies`` is told the commitment, and whether its months were served with hours missing.
    """

    form: type[forms.Form]
    act: Callable[..., object]
    title: Any
    submit: Any
    applies: Callable[[Commitment, bool], bool]


def may_resume(signed: Commitment) -> bool:
    """Whether a pause runs, or is still to begin."""
    return signed.ended_early_on is None and any(
        row.until_on is None or row.until_on >= today() for row in signed.pauses.all()
    )


def _open(signed: Commitment, _short: bool) -> bool:  # noqa: FBT001 - the shape of every answer
    return signed.ended_early_on is None


def _resting(signed: Commitment, _short: bool) -> bool:  # noqa: FBT001
    return may_resume(signed)


def _is_short(_signed: Commitment, short: bool) -> bool:  # noqa: FBT001
    return short


ON_COMMITMENT: dict[str, OnCommitment] = {
    "extend": OnCommitment(ExtendForm, acts.extend, _("Give more weeks"), _("Extend"), _is_short),
    "accept": OnCommitment(AcceptForm, acts.accept_short, _("Accept what was given"), _("Accept"), _is_short),
    "resume": OnCommitment(NoForm, acts.resume, _("End the pause"), _("Back from today"), _resting),
    "pause": OnCommitment(PauseForm, acts.pause, _("Pause the commitment"), _("Pause"), _open),
    "anchor": OnCommitment(AnchorForm, acts.agree_anchor, _("Agree on the beginning"), _("Save"), _open),
    "end": OnCommitment(EndForm, acts.end_early, _("End the commitment early"), _("End it"), _open),
}
