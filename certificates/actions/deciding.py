"""Decisions on one issued certificate. Every one is on the record; none changes a document that was issued."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from base.dates import today
from base.work import WorkState
from certificates.actions.issuing import (
    check_person,
    checked,
    create,
    hold_person,
    is_there,
    refuse_for_oneself,
    validity,
    within,
)
from certificates.eligibility import Achievement, basis, check, newest
from certificates.models import Certificate, CertificateQuerySet
from certificates.rendering import check_fit
from certificates.rules import Refused, written
from certificates.tasks import language_of, replaced, write

NOT_MADE_YET = gettext_lazy("Its document is not made yet: revoke it, or wait until it is made.")


def reissue(*, certificate: Certificate, actor: User) -> Certificate:
    """Make a new certificate from today's facts that supersedes this one. The old code still answers, and says so.

    It holds as long as the one it replaces, never longer than the training: a corrected name prolongs nothing.
    """
    otherwise = _("Only a valid certificate can be reissued.")
    _ask(certificate, actor, otherwise, running=True)
    _check_page(certificate, basis(certificate), certificate.expires_on)
    with transaction.atomic():
        _supersede(certificate, otherwise, running=True)
        held = {"expires_on": certificate.expires_on}
        return _in_place_of(certificate, basis(certificate), actor, "certificates.reissue", **held)


def renew(*, certificate: Certificate, actor: User) -> Certificate:
    """Make a new certificate that holds from today on, where what it certifies still does. Expired ones too."""
    otherwise = _("A replaced or revoked certificate cannot be renewed.")
    _ask(certificate, actor, otherwise)
    until = renewed_until(certificate)
    _check_page(certificate, newest(certificate), until)
    with transaction.atomic():
        _supersede(certificate, otherwise)
        return _in_place_of(certificate, newest(certificate), actor, "certificates.renew")


def renewed_until(certificate: Certificate) -> date:
    """The last day of the certificate that would take the place of this one. Refused where nothing would be gained:
    the paper in somebody's hands would be worth nothing, and the new one no more than it was.
    """
    check_person(certificate.volunteer)
    until = within(validity(certificate.award, today()), newest(certificate))
    if until is None:
        raise Refused(_("Certificates of this award do not expire: there is nothing to renew."))
    held = certificate.expires_on
    if held is None:
        raise Refused(_("This one does not expire; a new one would end on %(day)s.") % {"day": written(until)})
    if until <= held:
        raise Refused(_("Nothing would be gained: a new one would hold until %(day)s.") % {"day": written(until)})
    return until


def renew_all(*, certificates: Iterable[Certificate], actor: User) -> tuple[int, list[Refused]]:
    """Renew many, each on its own: how many were renewed, and why others were not."""
    renewed, refused = 0, []
    for certificate in certificates:
        try:
            renew(certificate=certificate, actor=actor)
        except PermissionDenied as reason:
            refused.append(Refused(str(reason)))
        except Refused as reason:
            refused.append(Refused(f"{certificate}: {reason}"))
        else:
            renewed += 1
    return renewed, refused


def _standing(certificate: Certificate, *, running: bool) -> CertificateQuerySet:
    rows = Certificate.objects.running() if running else Certificate.objects.valid()
    return rows.filter(pk=certificate.pk)


def _ask(certificate: Certificate, actor: User, otherwise: str, *, running: bool = False) -> None:
    refuse_for_oneself(certificate.volunteer, actor)
    if not _standing(certificate, running=running).exists():
        raise Refused(otherwise)


def _check_page(certificate: Certificate, achievement: Achievement, expires: date | None) -> None:
    """Refuse what could not be drawn while the good certificate still stands; outside the transaction, for it takes
    its time.
    """
    check(certificate.award, achievement)
    check_fit(checked(certificate.award, achievement, within(expires, achievement)))


def _supersede(certificate: Certificate, otherwise: str, *, running: bool = False) -> None:
    hold_person(certificate.volunteer)  # the person before their certificates, as in erasing
    if not _standing(certificate, running=running).update(state=Certificate.State.SUPERSEDED):
        raise Refused(otherwise)


def _in_place_of(
    certificate: Certificate, achievement: Achievement, actor: User, action: str, **values: Any
) -> Certificate:
    check(certificate.award, achievement)
    return create(
        award=certificate.award,
        achievement=achievement,
        actor=actor,
        attach=certificate.attach,
        action=action,
        supersedes=certificate,
        initials_only=certificate.initials_only,
        show_replaced=certificate.show_replaced,
        forget=certificate.forget,
        **values,
    )


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, actor: User) -> None:
    """Withdraw a certificate for a reason that staff see and the public does not. The holder is told, without it."""
    refuse_for_oneself(certificate.volunteer, actor)
    if not reason.strip():
        raise Refused(_("Say why it is revoked."))
    there = is_there(certificate.volunteer)
    changed = Certificate.objects.valid().filter(pk=certificate.pk)
    if not changed.update(state=Certificate.State.REVOKED, revoked_reason=reason.strip()[:200]):
        raise Refused(_("Only a valid certificate can be revoked."))
    log(instance=certificate, action="certificates.revoke", user=actor)
    if there:
        _tell(certificate, "certificate_revoked", once="revoked", said={})


@transaction.atomic
def expire(*, certificate: Certificate, last_on: date, actor: User) -> None:
    """Let a certificate run out earlier than it says: ``last_on`` is the last day it holds, at the latest today. The
    holder is told. Only what is made can end early: what is still to be sent would say another day.
    """
    refuse_for_oneself(certificate.volunteer, actor)
    if not certificate.issued_on <= last_on <= today():
        span = {"from": written(certificate.issued_on), "until": written(today())}
        raise Refused(_("The last day lies between %(from)s and %(until)s.") % span)
    there = is_there(certificate.volunteer)
    running = Certificate.objects.running().filter(pk=certificate.pk)
    if not running.filter(work=WorkState.DONE).update(expires_on=last_on):
        raise Refused(str(NOT_MADE_YET) if running.exists() else _("Only a valid certificate can expire."))
    log(instance=certificate, action="certificates.expire", user=actor, data={"last_on": last_on.isoformat()})
    if there:
        with translation.override(language_of(certificate)):
            day = written(last_on)
        _tell(certificate, "certificate_ended", once=f"ended:{last_on.isoformat()}", said={"day": day})


def is_known(certificate: Certificate) -> bool:
    """Whether its holder knows of it: they have a document of it, or of what it took the place of."""
    return bool(certificate.sha256 or replaced(certificate))


def _tell(certificate: Certificate, kind: str, *, once: str, said: dict[str, str]) -> None:
    row = Certificate.objects.select_related("volunteer").get(pk=certificate.pk)
    if is_known(row):
        write(row, kind, once=f"certificate:{row.uuid}:{once}", said=said)


def earliest_end(certificate: Certificate) -> date:
    """The day staff are offered when they let one expire: yesterday, but never before it was issued."""
    return max(certificate.issued_on, today() - timedelta(days=1))


@transaction.atomic
def let_stand(*, certificate: Certificate, reason: str, actor: User) -> None:
    """Decide that a certificate goes on being valid although a correction took its basis away, and say why."""
    refuse_for_oneself(certificate.volunteer, actor)
    if not reason.strip():
        raise Refused(_("Say why it stands."))
    if not Certificate.objects.shaky().filter(pk=certificate.pk).update(stands_reason=reason.strip()[:200]):
        raise Refused(_("There is nothing to decide: what it rests on holds, or it is no longer valid."))
    log(instance=certificate, action="certificates.let_stand", user=actor)


def end_standing() -> int:
    """Where what one rests on holds again the decision to let it stand is over: another fall is decided on anew."""
    stands = Certificate.objects.exclude(stands_reason="")
    return stands.exclude(pk__in=Certificate.objects.baseless().values("pk")).update(stands_reason="")
