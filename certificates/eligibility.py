"""Who qualifies for an award, on what, and why others do not yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Q
from django.utils.translation import gettext as _

from base.dates import today
from base.localised import listed
from certificates.models import Award, Certificate
from certificates.rules import Refused, written
from recruitment.models import Placement, Role, Volunteer
from training.models import Commitment, Completion, Credit, Enrolment, Event, Module

Achievement: TypeAlias = Completion | Commitment


@dataclass(frozen=True)
class Candidate:
    """One person on the issue desk: the achievement they qualify by, the certificate they have, or what is missing."""

    volunteer: Volunteer
    role: Role
    achievement: Achievement | None = None
    certificate: Certificate | None = None
    why: str = ""


@dataclass
class DryRun:
    """What issuing would do, and to whom."""

    ready: list[Candidate] = field(default_factory=list)
    have: list[Candidate] = field(default_factory=list)
    not_yet: list[Candidate] = field(default_factory=list)


def basis(certificate: Certificate) -> Achievement:
    """The achievement a certificate rests on."""
    found = certificate.completion or certificate.commitment
    assert found is not None  # noqa: S101 - held by a constraint
    return found


def of_whom(achievement: Achievement) -> Volunteer:
    """The person whose achievement it is."""
    return achievement.volunteer if isinstance(achievement, Completion) else achievement.placement.volunteer


def of_role(achievement: Achievement) -> Role:
    """The role it was achieved for."""
    return achievement.role if isinstance(achievement, Completion) else achievement.placement.role


def column(achievement: Achievement) -> dict[str, Achievement]:
    """The achievement as the column of a certificate."""
    return {"completion" if isinstance(achievement, Completion) else "commitment": achievement}


def completions(award: Award, day: date) -> Any:
    """Completions an award may be issued for on a day."""
    in_time = Q(valid_until=None) | Q(valid_until__gte=day)
    rows = Completion.objects.filter(in_time, undone_at=None, completed_on__lte=day)
    return (rows.filter(role=award.role) if award.role_id else rows).select_related("volunteer", "role")


def commitments(award: Award, day: date) -> Any:
    """Commitments fulfilled on or before a day."""
    rows = Commitment.objects.filter(fulfilled_on__lte=day)
    rows = rows.filter(placement__role=award.role) if award.role_id else rows
    return rows.select_related("placement__volunteer", "placement__role")


def achievements(award: Award, day: date | None = None) -> Any:
    """What an award may be issued for on a day."""
    day = day or today()
    return completions(award, day) if award.kind == Award.Kind.TRAINING else commitments(award, day)


def check(award: Award, achievement: Achievement) -> None:
    """Refuse an achievement this award does not certify, or not any more."""
    wanted = Completion if award.kind == Award.Kind.TRAINING else Commitment
    if not isinstance(achievement, wanted) or not achievements(award).filter(pk=achievement.pk).exists():
        raise Refused(_("This award cannot be issued: what it certifies has not been achieved, or no longer holds."))


def modules(completion: Completion) -> list[Credit]:
    """The credit by which each compulsory module stood on the day of completion: the latest of each."""
    day = completion.completed_on
    in_time = Q(valid_until=None) | Q(valid_until__gte=day)
    earned = completion.volunteer.credits.filter(in_time, withdrawn_at=None, earned_on__lte=day)
    required = Module.objects.required(completion.role, day).values("pk")
    latest = {credit.module_id: credit for credit in earned.filter(module__in=required).order_by("earned_on", "pk")}
    chosen = Credit.objects.filter(pk__in=[credit.pk for credit in latest.values()]).select_related("module")
    return list(chosen.order_by("earned_on", "module__sort_order", "pk"))


def people(event: Event | None) -> Any:
    """Who the desk looks at: the people of one event, else everybody."""
    if event is None:
        return Volunteer.objects.all()
    return Volunteer.objects.filter(pk__in=Enrolment.objects.seated().at_event(event).values("volunteer"))


def dry_run(award: Award, event: Event | None = None) -> DryRun:
    """Who would get a certificate now, who has one, and who does not qualify yet, with the reason."""
    day, wanted = today(), people(event)
    owner = "volunteer" if award.kind == Award.Kind.TRAINING else "placement__volunteer"
    found = list(achievements(award, day).filter(**{f"{owner}__in": wanted}).order_by(f"{owner}__name", "pk"))
    valid = award.certificates.filter(state=Certificate.State.VALID)
    issued = {row.completion_id or row.commitment_id: row for row in valid}
    result = DryRun()
    for achievement in found:
        person, role = of_whom(achievement), of_role(achievement)
        if certificate := issued.get(achievement.pk):
            result.have.append(Candidate(person, role, achievement, certificate))
        else:
            result.ready.append(Candidate(person, role, achievement, why=_evidence(achievement)))
    result.not_yet = _not_yet(award, wanted, {(of_whom(row).pk, of_role(row).pk) for row in found}, day)
    return result


def _evidence(achievement: Achievement) -> str:
    if isinstance(achievement, Completion):
        return _("Training complete on %(day)s") % {"day": written(achievement.completed_on)}
    assert achievement.fulfilled_on is not None  # noqa: S101 - filtered on
    return _("Commitment fulfilled on %(day)s") % {"day": written(achievement.fulfilled_on)}


def _not_yet(award: Award, wanted: Any, done: set[tuple[int, int]], day: date) -> list[Candidate]:
    placements = Placement.objects.on(day).filter(volunteer__in=wanted)
    placements = placements.filter(role=award.role) if award.role_id else placements
    rows = [
        row
        for row in placements.select_related("volunteer", "role", "commitment").order_by("volunteer__name", "pk")
        if (row.volunteer_id, row.role_id) not in done
    ]
    reasons = _missing_modules(rows, day) if award.kind == Award.Kind.TRAINING else map(_unfulfilled, rows)
    return [Candidate(row.volunteer, row.role, why=why) for row, why in zip(rows, reasons, strict=True) if why]


def _unfulfilled(placement: Placement) -> str:
    commitment: Commitment | None = getattr(placement, "commitment", None)
    if commitment is None:
        return _("No commitment signed")
    if commitment.ended_early_on:
        return _("The commitment ended early")
    if commitment.ends_on is None:
        return _("The commitment has no end date yet")
    if commitment.ends_on <= today():
        return _("The months are served, hours are missing")
    return _("The commitment runs until %(day)s") % {"day": written(commitment.ends_on)}


def _missing_modules(placements: Iterable[Placement], day: date) -> list[str]:
    """For each placement the compulsory modules still missing; empty where the role has none."""
    rows = list(placements)
    required = {role: list(Module.objects.required(role, day)) for role in {row.role for row in rows}}
    held: dict[int, set[int]] = defaultdict(set)
    valid = Credit.objects.valid_on(day).filter(volunteer__in=[row.volunteer_id for row in rows])
    for volunteer, module in valid.values_list("volunteer_id", "module_id"):
        held[volunteer].add(module)

    def reason(row: Placement) -> str:
        missing = [str(module) for module in required[row.role] if module.pk not in held[row.volunteer_id]]
        return _("Still missing: %(modules)s") % {"modules": listed(missing)} if missing else ""

    return [reason(row) for row in rows]
