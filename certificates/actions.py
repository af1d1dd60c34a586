"""Issuing, reissuing and revoking: the only writers of certificates."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.models import Organisation
from base.work import WorkState
from certificates.eligibility import Achievement, basis, check, column, modules, of_role, of_whom
from certificates.models import Award, Certificate, SerialYear
from certificates.rendering import check_names
from certificates.rules import AlreadyIssued, Refused, new_code, prefix
from certificates.tasks import make
from recruitment.models import Volunteer
from recruitment.rules import add_months
from training.models import Commitment, Completion


def refuse_for_oneself(volunteer: Volunteer, actor: User) -> None:
    """Nobody decides about their own certificate."""
    if volunteer.user_id is not None and volunteer.user_id == actor.pk:
        raise PermissionDenied(_("Nobody issues or revokes their own certificate. Ask a colleague."))


def issue(*, award: Award, achievement: Achievement, actor: User) -> Certificate:
    """Issue one certificate: its facts are frozen now, a worker draws, signs and stores it, then the holder is told.

    Raises PermissionDenied for one's own, AlreadyIssued where there is a valid one (also when two people issue at
    the same moment), Refused where it is not earned or a name cannot be printed.
    """
    refuse_for_oneself(of_whom(achievement), actor)
    check(award, achievement)
    return _create(award=award, achievement=achievement, actor=actor)


def _create(
    *, award: Award, achievement: Achievement, actor: User, supersedes: Certificate | None = None
) -> Certificate:
    person, day = of_whom(achievement), today()
    check_names(person.name, person.name_other)
    expires = add_months(day, award.validity_months) if award.validity_months else None
    try:
        with transaction.atomic():
            row = Certificate.objects.create(
                **column(achievement),
                award=award,
                volunteer=person,
                code=new_code(),
                serial=next_serial(day.year),
                facts=facts(award, achievement, issued_on=day, expires_on=expires),
                issued_on=day,
                expires_on=expires,
                issued_by=actor,
                supersedes=supersedes,
                initials_only=bool(supersedes and supersedes.initials_only),
            )
            log(instance=row, action="certificates.issue" if not supersedes else "certificates.reissue", user=actor)
            transaction.on_commit(partial(make.enqueue, row.pk))
    except IntegrityError as error:
        taken = award.certificates.filter(**column(achievement), state=Certificate.State.VALID).first()
        if taken is None:
            raise
        raise AlreadyIssued(_("There is a valid certificate already: %(serial)s.") % {"serial": taken}) from error
    return row


def next_serial(year: int) -> str:
    """HKRAC-2027-00017: unique, without gaps, given inside the caller's transaction."""
    number = SerialYear.objects.next(year)
    return f"{prefix(Organisation.current().name_en)}-{year}-{number:05d}"


def facts(award: Award, achievement: Achievement, *, issued_on: Any, expires_on: Any) -> dict[str, Any]:
    """Every printed claim, as it is now and stays on this certificate."""
    person, role, house = of_whom(achievement), of_role(achievement), Organisation.current()
    words = ("key", "kind", "version", "title_en", "title_zh", "text_en", "text_zh")
    return {
        "name": person.name,
        "name_other": person.name_other,
        "award": {name: getattr(award, name) for name in words},
        "signatory": {
            "name": award.signatory_name,
            "title_en": award.signatory_title_en,
            "title_zh": award.signatory_title_zh,
        },
        "role": {"en": role.name_en, "zh": role.name_zh},
        "organisation": {"en": house.name_en, "zh": house.name_zh},
        **(_training(achievement) if isinstance(achievement, Completion) else _service(achievement)),
        "issued_on": issued_on.isoformat(),
        "expires_on": expires_on.isoformat() if expires_on else None,
        "verify_url": settings.VERIFY_URL,
    }


def _training(completion: Completion) -> dict[str, Any]:
    listed = [
        {
            "title_en": credit.module.title_en,
            "title_zh": credit.module.title_zh,
            "on": credit.earned_on.isoformat(),
            "how": credit.source,
        }
        for credit in modules(completion)
    ]
    return {"completed_on": completion.completed_on.isoformat(), "modules": listed, "service": None}


def _service(commitment: Commitment) -> dict[str, Any]:
    assert commitment.anchor_on and commitment.fulfilled_on  # noqa: PT018, S101 - checked: it is fulfilled
    confirmed = commitment.placement.hours.exclude(confirmed_at=None)
    given = confirmed.filter(day__gte=commitment.anchor_on, day__lte=commitment.fulfilled_on)
    minutes = given.aggregate(total=Sum("minutes"))["total"] or 0
    service = {
        "from": commitment.anchor_on.isoformat(),
        "until": commitment.fulfilled_on.isoformat(),
        "hours": minutes // 60,
    }
    return {"completed_on": commitment.fulfilled_on.isoformat(), "modules": [], "service": service}


def issue_all(*, award: Award, achievements: Iterable[Achievement], actor: User) -> tuple[int, list[Refused]]:
    """Issue to many, each on its own: how many were issued, and why others were not. One's own is left out."""
    issued, refused = 0, []
    for achievement in achievements:
        try:
            issue(award=award, achievement=achievement, actor=actor)
        except PermissionDenied as reason:
            refused.append(Refused(str(reason)))
        except AlreadyIssued:
            continue  # somebody else was faster: it is there, which is what was wanted
        except Refused as reason:
            refused.append(reason)
        else:
            issued += 1
    return issued, refused


@transaction.atomic
def reissue(*, certificate: Certificate, actor: User) -> Certificate:
    """Make a new certificate from today's facts that supersedes this one. The old code still answers, and says so."""
    refuse_for_oneself(certificate.volunteer, actor)
    changed = Certificate.objects.filter(pk=certificate.pk, state=Certificate.State.VALID)
    if not changed.update(state=Certificate.State.SUPERSEDED):
        raise Refused(_("Only a valid certificate can be reissued."))
    achievement = basis(certificate)
    check(certificate.award, achievement)
    return _create(award=certificate.award, achievement=achievement, actor=actor, supersedes=certificate)


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, actor: User) -> None:
    """Withdraw a certificate for a reason that staff see and the public does not."""
    refuse_for_oneself(certificate.volunteer, actor)
    if not reason.strip():
        raise Refused(_("Say why it is revoked."))
    changed = Certificate.objects.filter(pk=certificate.pk, state=Certificate.State.VALID)
    if not changed.update(state=Certificate.State.REVOKED, revoked_reason=reason.strip()[:200]):
        raise Refused(_("Only a valid certificate can be revoked."))
    log(instance=certificate, action="certificates.revoke", user=actor)


@transaction.atomic
def retry(*, certificate: Certificate, actor: User) -> None:
    """Try once more to make a document that was given up, with the names as they are now."""
    person = certificate.volunteer
    refuse_for_oneself(person, actor)
    check_names(person.name, person.name_other)
    row = {**certificate.facts, "name": person.name, "name_other": person.name_other}
    waiting = {"work": WorkState.WAITING, "due_at": timezone.now(), "attempts": 0, "error": ""}
    given_up = Certificate.objects.valid().filter(pk=certificate.pk, work=WorkState.FAILED, file="")
    if given_up.update(facts=row, **waiting):
        log(instance=certificate, action="certificates.retry", user=actor)
        transaction.on_commit(partial(make.enqueue, certificate.pk))


@transaction.atomic
def choose_initials(*, certificate: Certificate, initials_only: bool) -> None:
    """Let the holder decide whether the public page shows the name or its initials."""
    Certificate.objects.filter(pk=certificate.pk).update(initials_only=initials_only)


@transaction.atomic
def save_award(*, award: Award, actor: User) -> Award:
    """Keep an award. A change of what exists raises its version; issued certificates stay as they are."""
    known = award.pk is not None
    if known:
        award.version = F("version") + 1  # type: ignore[assignment]
    award.save()
    award.refresh_from_db()
    log(instance=award, action="wagtail.edit" if known else "wagtail.create", user=actor)
    return award


def resume() -> int:
    """Wake whatever is due: work whose worker died, or whose next attempt has come. How many were woken."""
    due = list(Certificate.objects.valid().due().values_list("pk", flat=True)[:500])
    for pk in due:
        make.enqueue(pk)
    return len(due)


@transaction.atomic
def move_certificates(*, kept: Volunteer, other: Volunteer) -> None:
    """Two rows were one person: put the certificates of both under one. What is printed on them does not change."""
    Certificate.objects.filter(volunteer=other).update(volunteer=kept)


def kept_of(volunteer: Volunteer) -> list[dict[str, Any]]:
    """What is kept of somebody's certificates, for themselves."""
    return [
        {
            "serial": row.serial,
            "code": row.code,
            "award": str(row.award),
            "state": row.state,
            "issued_on": row.issued_on.isoformat(),
            "expires_on": row.expires_on and row.expires_on.isoformat(),
            "revoked_reason": row.revoked_reason,
            "facts": row.facts,
        }
        for row in volunteer.certificates.select_related("award").order_by("issued_on", "pk")
    ]
