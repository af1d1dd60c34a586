"""Issuing: facts are frozen, a worker draws, signs and stores the document, then the holder is told."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.models import Organisation
from certificates.credential import badges_ready
from certificates.eligibility import Achievement, Given, Presence, check, column, modules, of_role, of_whom
from certificates.models import Award, Certificate, SerialYear
from certificates.rendering import check_names
from certificates.rules import AlreadyIssued, Refused, new_code, prefix, printed, without_letters
from certificates.signing import signing_ready
from certificates.tasks import make
from recruitment.models import Volunteer
from recruitment.rules import add_months
from training.models import Commitment, Completion, Module


def is_oneself(volunteer: Volunteer, actor: Any) -> bool:
    """Whether somebody would decide about their own certificate."""
    return volunteer.user_id is not None and volunteer.user_id == actor.pk


def refuse_for_oneself(volunteer: Volunteer, actor: User) -> None:
    """Nobody decides about their own certificate."""
    if is_oneself(volunteer, actor):
        raise PermissionDenied(_("Nobody issues or revokes their own certificate. Ask a colleague."))


def check_person(volunteer: Volunteer) -> None:
    """Refuse who was erased, and names that cannot be printed."""
    if volunteer.erased_on:
        raise _gone(volunteer)
    for name in (volunteer.name, volunteer.name_other):
        check_names(name)
        if without_letters(name):
            raise Refused(_("“%(text)s”: no letter of it can be seen.") % {"text": name})


def hold_person(volunteer: Volunteer) -> None:
    """Until the transaction ends nobody erases this person or makes two of them one; refused where somebody just did:
    names read before that must not be written down again.
    """
    if not is_there(volunteer):
        raise _gone(volunteer)


def is_there(volunteer: Volunteer) -> bool:
    """Whether this person was not erased, and will not be until the transaction ends."""
    there = Volunteer.objects.filter(pk=volunteer.pk, erased_on=None)
    return there.select_for_update(no_key=True).values_list("pk").first() is not None


def _gone(volunteer: Volunteer) -> Refused:
    return Refused(_("%(person)s was erased: nothing is issued any more.") % {"person": volunteer})


def issue(*, award: Award, achievement: Achievement, actor: User, attach: bool = False) -> Certificate:
    """Issue one certificate: its facts are frozen now, a worker draws, signs and stores it, then the holder is told.

    Raises PermissionDenied for one's own, AlreadyIssued where there is a valid one (also when two people issue at
    the same moment), Refused where it is not earned or a name cannot be printed. ``attach`` sends the document with
    the mail, which otherwise says where it is.
    """
    refuse_for_oneself(of_whom(achievement), actor)
    check(award, achievement)
    return create(award=award, achievement=achievement, actor=actor, attach=attach)


def validity(award: Award, day: date) -> date | None:
    """The last day of a certificate issued on a day, as its award says."""
    return add_months(day, award.validity_months) if award.validity_months else None


def within(expires: date | None, achievement: Achievement) -> date | None:
    """A last day that is not after that of the training it rests on. What states for good what was done states it."""
    lapses = achievement.valid_until if isinstance(achievement, Completion) else None
    return min(expires, lapses) if expires and lapses else expires


def create(
    *,
    award: Award,
    achievement: Achievement,
    actor: User,
    attach: bool = False,
    action: str = "certificates.issue",
    **values: Any,
) -> Certificate:
    """Write a certificate whose basis was checked; ``values`` are further columns, of the one it takes the place of."""
    person, day = of_whom(achievement), today()
    expires = within(values.pop("expires_on", validity(award, day)), achievement)
    given = {"given_for": achievement.reason} if isinstance(achievement, Given) else {}
    claims = checked(award, achievement, expires)
    try:
        with transaction.atomic():
            hold_person(person)
            row = Certificate.objects.create(
                **{"volunteer": person, **column(achievement), **given, **values},
                award=award,
                code=new_code(),
                serial=next_serial(day.year),
                facts=claims,
                issued_on=day,
                expires_on=expires,
                issued_by=actor,
                attach=attach,
            )
            log(instance=row, action=action, user=actor)
            transaction.on_commit(partial(make.enqueue, row.pk))
    except IntegrityError as error:
        taken = award.certificates.filter(**column(achievement), state=Certificate.State.VALID).first()
        if taken is None:
            raise
        raise AlreadyIssued(_("There is a valid certificate already: %(serial)s.") % {"serial": taken}) from error
    return row


def checked(award: Award, achievement: Achievement, expires: date | None) -> dict[str, Any]:
    """What a certificate issued today would say; refused where a part of it cannot be printed, or nothing signed."""
    if not (signing_ready() and badges_ready()):
        raise Refused(_("Nothing can be signed now: a key of this copy is missing or has expired. Tell who runs it."))
    check_person(of_whom(achievement))
    claims = facts(award, achievement, issued_on=today(), expires_on=expires)
    check_names(*printed(claims))
    return claims


def next_serial(year: int) -> str:
    """HKRAC-2027-00017: unique, without gaps, given inside the caller's transaction."""
    number = SerialYear.objects.next(year)
    return f"{prefix(Organisation.current().name_en)}-{year}-{number:05d}"


def facts(award: Award, achievement: Achievement, *, issued_on: Any, expires_on: Any) -> dict[str, Any]:
    """Every printed claim, as it is now and stays on this certificate."""
    person, house = of_whom(achievement), Organisation.current()
    role = of_role(achievement) or award.role
    return {
        "name": person.name,
        "name_other": person.name_other,
        **words(award),
        "role": {"en": role.name_en, "zh": role.name_zh} if role else {"en": "", "zh": ""},
        "organisation": {"en": house.name_en, "zh": house.name_zh},
        **_achieved(achievement),
        "issued_on": issued_on.isoformat(),
        "expires_on": expires_on.isoformat() if expires_on else None,
        "verify_url": settings.VERIFY_URL,
    }


def words(award: Award) -> dict[str, Any]:
    """What an award says of itself, as certificates freeze it."""
    texts = ("key", "kind", "version", "title_en", "title_zh", "text_en", "text_zh")
    return {
        "award": {name: getattr(award, name) for name in texts},
        "signatory": {
            "name": award.signatory_name,
            "title_en": award.signatory_title_en,
            "title_zh": award.signatory_title_zh,
            "signature": award.signature.name or "",
        },
    }


def _achieved(achievement: Achievement) -> dict[str, Any]:
    match achievement:
        case Completion():
            return _training(achievement)
        case Commitment():
            return _service(achievement)
        case Presence():
            listed = [_module(row.module, row.day, "attendance") for row in achievement.sessions]
            return {"completed_on": achievement.on.isoformat(), "modules": listed, "service": None}
        case Given():
            return {"completed_on": today().isoformat(), "modules": [], "service": None}


def _module(module: Module, day: date, how: str) -> dict[str, str]:
    return {"title_en": module.title_en, "title_zh": module.title_zh, "on": day.isoformat(), "how": how}


def _training(completion: Completion) -> dict[str, Any]:
    listed = [_module(credit.module, credit.earned_on, credit.source) for credit in modules(completion)]
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


def issue_all(
    *, award: Award, achievements: Iterable[Achievement], actor: User, attach: bool = False
) -> tuple[int, list[Refused]]:
    """Issue to many, each on its own: how many were issued, and why others were not. One's own is left out."""
    issued, refused = 0, []
    for achievement in achievements:
        try:
            issue(award=award, achievement=achievement, actor=actor, attach=attach)
        except PermissionDenied as reason:
            refused.append(Refused(str(reason)))
        except AlreadyIssued:
            continue  # somebody else was faster: it is there, which is what was wanted
        except Refused as reason:
            refused.append(reason)
        else:
            issued += 1
    return issued, refused
