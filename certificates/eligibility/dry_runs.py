"""What issuing would do, and to whom: said before anything is issued."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from base.dates import on, today
from base.localised import listed
from certificates.eligibility.achievements import Achievement, Given, achieved, key, of_role, of_whom
from certificates.eligibility.presence import Presence, absences
from certificates.models import EXPIRED, Award, Certificate, CertificateQuerySet
from certificates.rules import written
from recruitment.models import Placement, Role, Volunteer
from training.models import Commitment, Completion, Credit, Enrolment, Event, Module

RESTS_ON = {Award.Kind.TRAINING: "completion", Award.Kind.SERVICE: "commitment", Award.Kind.EVENT: "event"}


@dataclass(frozen=True)
class Candidate:
    """One person on the issue desk: the achievement they qualify by, the certificate they have, or what is missing."""

    volunteer: Volunteer
    role: Role | None
    achievement: Achievement | None = None
    certificate: Certificate | None = None
    why: str = ""


@dataclass
class DryRun:
    """What issuing would do, and to whom."""

    ready: list[Candidate] = field(default_factory=list)
    fallen: list[Candidate] = field(default_factory=list)  # they qualify, but theirs was taken back
    have: list[Candidate] = field(default_factory=list)
    expired: list[Candidate] = field(default_factory=list)  # they had one that ran out
    not_yet: list[Candidate] = field(default_factory=list)

    @property
    def nobody(self) -> bool:
        """Whether there is nothing to say of anybody."""
        return not (self.ready or self.fallen or self.have or self.expired or self.not_yet)


def people(event: Event | None, person: Volunteer | None = None) -> Any:
    """The people the desk looks at: one person, those of one event, else everybody; of who was erased nobody asks."""
    known = Volunteer.objects.filter(erased_on=None)
    if person is not None:
        return known.filter(pk=person.pk)
    if event is None:
        return known
    return known.filter(pk__in=Enrolment.objects.seated().at_event(event).values("volunteer"))


def dry_run(award: Award, event: Event | None = None, person: Volunteer | None = None) -> DryRun:
    """Who would get a certificate now, who has one, whose was taken back, and who does not qualify yet, and why."""
    day, wanted = today(), people(event, person)
    found = achieved(award, wanted, event=event, day=day)
    issued = {key(row): row for row in _valid(award, wanted)}
    before = _fallen(award, wanted)
    result = DryRun()
    for achievement in found:
        who, role = of_whom(achievement), of_role(achievement)
        if certificate := issued.pop(achievement.pk, None):
            _holders(result, certificate).append(Candidate(who, role, achievement, certificate))
        elif taken := before.get(achievement.pk):
            result.fallen.append(Candidate(who, role, achievement, *taken))
        else:
            result.ready.append(Candidate(who, role, achievement, why=_evidence(achievement)))
    if award.kind == Award.Kind.OTHER:
        for row in issued.values():
            _holders(result, row).append(Candidate(row.volunteer, None, certificate=row))
    result.not_yet = _behind(award, wanted, found, event, day)
    return result


def _holders(result: DryRun, certificate: Certificate) -> list[Candidate]:
    return result.expired if certificate.standing == EXPIRED else result.have


def _of_its_kind(award: Award, wanted: Any) -> CertificateQuerySet:
    """Certificates of what an award certifies now: the keys of another kind would be taken for those of this one."""
    other = {name: None for kind, name in RESTS_ON.items() if kind != award.kind}
    return Certificate.objects.filter(award=award, volunteer__in=wanted, **other)


def _valid(award: Award, wanted: Any) -> Iterable[Certificate]:
    rows = _of_its_kind(award, wanted).filter(state=Certificate.State.VALID)
    return rows.select_related("volunteer", "event").defer("facts").order_by("volunteer__name", "pk")


def _fallen(award: Award, wanted: Any) -> dict[Any, tuple[Certificate, str]]:
    """By achievement, the last certificate of it that holds no more, and what became of it."""
    gone = _of_its_kind(award, wanted).exclude(state=Certificate.State.VALID)
    rows = list(gone.select_related("volunteer", "event").defer("facts").order_by("pk"))
    days = _revoked_on(rows)
    return {key(row): (row, _became(row, days.get(str(row.pk)))) for row in rows}


def _revoked_on(rows: Iterable[Certificate]) -> dict[str, date]:
    log = ModelLogEntry.objects.filter(action="certificates.revoke")
    found = log.filter(object_id__in=[str(row.pk) for row in rows]).values_list("object_id", "timestamp")
    return {pk: on(at) for pk, at in found}


def _became(row: Certificate, day: date | None) -> str:
    if row.state == Certificate.State.SUPERSEDED:
        return _("Was replaced, and what replaced it is not valid.")
    said = {"day": written(day) if day else "", "reason": row.revoked_reason}
    if day is None:
        return _("Revoked because: %(reason)s") % said
    return _("Revoked on %(day)s because: %(reason)s") % said


def _behind(award: Award, wanted: Any, found: Iterable[Achievement], event: Event | None, day: date) -> list[Candidate]:
    if award.kind == Award.Kind.OTHER:
        return []
    if award.kind == Award.Kind.EVENT:
        rows = absences(award, wanted, event) if event else ()
        return [Candidate(who, None, why=_("Absent from: %(modules)s") % {"modules": what}) for who, what in rows]
    done = {(of_whom(row).pk, role.pk) for row in found if (role := of_role(row))}
    return _not_yet(award, wanted, done, day)


def _evidence(achievement: Achievement) -> str:
    match achievement:
        case Completion():
            return _("Training complete on %(day)s") % {"day": written(achievement.completed_on)}
        case Presence():
            return _("Present throughout: %(event)s") % {"event": achievement.event.title}
        case Given():
            return achievement.reason
        case Commitment():
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
