"""The stages of an application, and which of them may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where an application stands. The labels are for staff; :data:`APPLICANT_LABELS` are for applicants."""

    SUBMITTED = "submitted", _("Submitted")
    SCREENING = "screening", _("Screening")
    INTERVIEW = "interview", _("Interview")
    OFFERED = "offered", _("Role offered")
    ACCEPTED = "accepted", _("Accepted")
    INFORMATION = "information", _("More information wanted")
    RESERVE = "reserve", _("Reserve")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


APPLICANT_LABELS = {
    Stage.SUBMITTED: _("We have received your application"),
    Stage.SCREENING: _("We are reading your application"),
    Stage.INTERVIEW: _("We would like to talk with you"),
    Stage.OFFERED: _("We have offered you the role"),
    Stage.ACCEPTED: _("You are a volunteer"),
    Stage.INFORMATION: _("We have a question for you"),
    Stage.RESERVE: _("You are on the reserve list"),
    Stage.DECLINED: _("We could not offer you this role"),
    Stage.WITHDRAWN: _("You withdrew this application"),
    Stage.LAPSED: _("We did not hear from you"),
}
CLOSED = (Stage.ACCEPTED, Stage.DECLINED, Stage.WITHDRAWN, Stage.LAPSED)
# The applicant waits for us; in "role offered", "more information wanted" and "reserve" we wait, or there is no place.
OWED = (Stage.SUBMITTED, Stage.SCREENING, Stage.INTERVIEW)

# Steps may be left out (not every role screens or interviews), but acceptance always follows an offer.
ASIDE = frozenset({Stage.INFORMATION, Stage.RESERVE, Stage.DECLINED, Stage.WITHDRAWN})
TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    Stage.SUBMITTED: ASIDE | {Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED},
    Stage.SCREENING: ASIDE | {Stage.INTERVIEW, Stage.OFFERED},
    Stage.INTERVIEW: ASIDE | {Stage.OFFERED},
    Stage.OFFERED: ASIDE | {Stage.ACCEPTED, Stage.LAPSED},
    Stage.INFORMATION: ASIDE - {Stage.INFORMATION} | {Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED, Stage.LAPSED},
    Stage.RESERVE: ASIDE - {Stage.RESERVE} | {Stage.SCREENING, Stage.INTERVIEW, Stage.OFFERED, Stage.LAPSED},
    Stage.ACCEPTED: frozenset(),
    Stage.DECLINED: frozenset(),
    Stage.WITHDRAWN: frozenset(),
    Stage.LAPSED: frozenset(),
}


def next_stages(stage: str) -> list[Stage]:
    """The stages an application may move to from here, in their usual order."""
    return [target for target in Stage if target in TRANSITIONS[Stage(stage)]]


def correctable(stage: str) -> list[Stage]:
    """The stages a mistaken move may be put back to. Acceptance is neither made nor undone by a correction."""
    return [target for target in Stage if target not in {stage, Stage.ACCEPTED}] if stage != Stage.ACCEPTED else []
