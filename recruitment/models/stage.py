"""The stages of an application, and which of them may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from recruitment.models.role import Role


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
UNSUCCESSFUL = (Stage.DECLINED, Stage.WITHDRAWN, Stage.LAPSED)
CLOSED = (Stage.ACCEPTED, *UNSUCCESSFUL)
# The applicant waits for us; in "role offered", "more information wanted" and "reserve" we wait, or there is no place.
OWED = (Stage.SUBMITTED, Stage.SCREENING, Stage.INTERVIEW)
READ = OWED  # while it is read, reviews are written
BLIND = (Stage.SUBMITTED, Stage.SCREENING)  # while it is screened, a role may hide whose it is

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


def unused_stages(role: Role) -> frozenset[Stage]:
    """The steps this role leaves out."""
    switches = {Stage.SCREENING: role.with_screening, Stage.INTERVIEW: role.with_interview}
    return frozenset(stage for stage, used in switches.items() if not used)


def next_stages(stage: str, role: Role | None = None) -> list[Stage]:
    """The stages an application for this role, or for any, may move to from here, in their usual order."""
    unused = unused_stages(role) if role else frozenset()
    return [target for target in Stage if target in TRANSITIONS[Stage(stage)] - unused]


def correctable(stage: str, role: Role) -> list[Stage]:
    """The stages a mistaken move may be put back to: any the role uses, never to or from acceptance."""
    never = {stage, Stage.ACCEPTED} | unused_stages(role)
    return [target for target in Stage if target not in never] if stage != Stage.ACCEPTED else []
