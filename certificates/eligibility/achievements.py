"""What a certificate can rest on: a completion, a fulfilled commitment, presence at an event, or staff's word."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Q
from django.utils.translation import gettext as _

from base.dates import today
from certificates.eligibility.presence import Presence, presences
from certificates.models import Award, Certificate
from certificates.rules import Refused
from recruitment.models import Role, Volunteer
from training.models import Commitment, Completion, Credit, Module


@dataclass(frozen=True)
class Given:
    """What staff certify by their own word, and why."""

    volunteer: Volunteer
    reason: str

    @property
    def pk(self) -> str:
        """Once for each person and award."""
        return f"given-{self.volunteer.pk}"


Achievement: TypeAlias = Completion | Commitment | Presence | Given


def basis(certificate: Certificate) -> Achievement:
    """The achievement a certificate rests on."""
    if found := certificate.completion or certificate.commitment:
        return found
    if certificate.event:
        return Presence(certificate.volunteer, certificate.event)
    return Given(certificate.volunteer, certificate.given_for)


def of_whom(achievement: Achievement) -> Volunteer:
    """The person whose achievement it is."""
    return achievement.placement.volunteer if isinstance(achievement, Commitment) else achievement.volunteer


def of_role(achievement: Achievement) -> Role | None:
    """The role it was achieved for, if for one."""
    if isinstance(achievement, Commitment):
        return achievement.placement.role
    return achievement.role if isinstance(achievement, Completion) else None


def column(achievement: Achievement) -> dict[str, Any]:
    """What names the achievement among the certificates of an award."""
    match achievement:
        case Completion():
            return {"completion": achievement}
        case Commitment():
            return {"commitment": achievement}
        case Presence():
            return {"volunteer": achievement.volunteer, "event": achievement.event}
        case Given():
            return {"volunteer": achievement.volunteer, "completion": None, "commitment": None, "event": None}


def key(certificate: Certificate) -> Any:
    """The same as :attr:`Achievement.pk`, of what a certificate rests on."""
    return certificate.completion_id or certificate.commitment_id or basis(certificate).pk


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


def achieved(award: Award, people: Any, *, event: Any = None, day: date | None = None) -> list[Achievement]:
    """What an award may be issued for to some people, by their names."""
    day = day or today()
    match award.kind:
        case Award.Kind.TRAINING:
            return list(completions(award, day).filter(volunteer__in=people).order_by("volunteer__name", "pk"))
        case Award.Kind.SERVICE:
            mine = commitments(award, day).filter(placement__volunteer__in=people)
            return list(mine.order_by("placement__volunteer__name", "pk"))
        case Award.Kind.EVENT:
            return list(presences(award, people, event=event))
        case _:
            return []


def holds(award: Award, achievement: Achievement) -> bool:
    """Whether the award certifies this, and it was achieved and still stands."""
    match achievement:
        case Completion():
            rows = completions(award, today()) if award.kind == Award.Kind.TRAINING else Completion.objects.none()
            return bool(rows.filter(pk=achievement.pk).exists())
        case Commitment():
            found = commitments(award, today()) if award.kind == Award.Kind.SERVICE else Commitment.objects.none()
            return bool(found.filter(pk=achievement.pk).exists())
        case Presence(person, event):
            person_alone = Volunteer.objects.filter(pk=person.pk)
            return award.kind == Award.Kind.EVENT and achievement in presences(award, person_alone, event=event)
        case Given(_person, reason):
            return award.kind == Award.Kind.OTHER and bool(reason.strip())


def check(award: Award, achievement: Achievement) -> None:
    """Refuse an achievement this award does not certify, or not any more."""
    if not holds(award, achievement):
        raise Refused(_("This award cannot be issued: what it certifies has not been achieved, or no longer holds."))


def newest(certificate: Certificate) -> Achievement:
    """The latest achievement by which somebody's certificate can be renewed: perhaps a later one than it rests on,
    but never one of another role.
    """
    rests_on = basis(certificate)
    if certificate.award.kind == Award.Kind.OTHER:
        return rests_on
    found = achieved(certificate.award, Volunteer.objects.filter(pk=certificate.volunteer_id))
    mine = [row for row in found if of_role(row) == of_role(rests_on)]
    if not mine:
        raise Refused(_("It cannot be renewed: what it certifies no longer holds."))
    return max(mine, key=achieved_on)


def achieved_on(achievement: Achievement) -> date:
    """The day it was achieved."""
    match achievement:
        case Completion():
            return achievement.completed_on
        case Commitment():
            return achievement.fulfilled_on or today()
        case Presence():
            return achievement.on
        case Given():
            return today()


def modules(completion: Completion) -> list[Credit]:
    """The credit by which each compulsory module stood on the day of completion: the latest of each."""
    day = completion.completed_on
    in_time = Q(valid_until=None) | Q(valid_until__gte=day)
    earned = completion.volunteer.credits.filter(in_time, withdrawn_at=None, earned_on__lte=day)
    required = Module.objects.required(completion.role, day).values("pk")
    latest = {credit.module_id: credit for credit in earned.filter(module__in=required).order_by("earned_on", "pk")}
    chosen = Credit.objects.filter(pk__in=[credit.pk for credit in latest.values()]).select_related("module")
    return list(chosen.order_by("earned_on", "module__sort_order", "pk"))
