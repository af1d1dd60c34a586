"""The making of documents as staff steer it: pause, go on, try again, take away."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from wagtail.log_actions import log

from accounts.models import User
from base.work import WorkState, uncalled
from certificates.actions.issuing import check_person, refuse_for_oneself
from certificates.models import Award, Certificate, CertificateQuerySet
from certificates.rules import TOO_LONG, WHAT_HELPS, Refused
from certificates.tasks import make

ROUND = 500  # documents that workers are called for at a time
DIED = gettext_noop("The worker stopped while it made this document, at the last of several attempts.")  # kept so


def wake(keys: Iterable[int]) -> int:
    """Call a worker for each of these, a round of them at most, unless one was called already: how many were called."""
    woken = uncalled(make, keys)[:ROUND]
    for pk in woken:
        make.enqueue(pk)
    return len(woken)


@transaction.atomic
def pause(*, rows: CertificateQuerySet, award: Award, actor: User) -> int:
    """Let no further document of these be begun. What is being drawn at this moment is finished, unless its worker
    dies: then it waits with the others.
    """
    held = Certificate.objects.unmade().filter(pk__in=rows.values("pk"), held=False).update(held=True)
    if held:
        log(instance=award, action="certificates.pause", user=actor, data={"certificates": held})
    return held


@transaction.atomic
def go_on(*, rows: CertificateQuerySet, award: Award, actor: User) -> int:
    """Go on with those that were paused."""
    paused = Certificate.objects.unmade().filter(pk__in=rows.values("pk"), held=True)
    keys = list(paused.values_list("pk", flat=True))
    Certificate.objects.filter(pk__in=keys).update(held=False)
    if keys:
        log(instance=award, action="certificates.go_on", user=actor, data={"certificates": len(keys)})
    transaction.on_commit(partial(wake, keys))
    return len(keys)


def would_fail_again(certificate: Certificate) -> bool:
    """Whether its document was too long for a page and would be so again: only the names are taken anew."""
    person, facts = certificate.volunteer, certificate.facts
    same = (person.name, person.name_other) == (facts.get("name"), facts.get("name_other"))
    return certificate.work == WorkState.FAILED and certificate.error == TOO_LONG and same


@transaction.atomic
def retry(*, certificate: Certificate, actor: User) -> None:
    """Try once more to make a document that was given up, with the names as they are now."""
    person = certificate.volunteer
    refuse_for_oneself(person, actor)
    check_person(person)
    if would_fail_again(certificate):
        raise Refused(str(WHAT_HELPS))
    row = {**certificate.facts, "name": person.name, "name_other": person.name_other}
    waiting = {"work": WorkState.WAITING, "due_at": timezone.now(), "attempts": 0, "error": "", "held": False}
    given_up = Certificate.objects.valid().filter(pk=certificate.pk, work=WorkState.FAILED, file="")
    if given_up.update(facts=row, **waiting):
        log(instance=certificate, action="certificates.retry", user=actor)
        transaction.on_commit(partial(make.enqueue, certificate.pk))


def retry_all(*, rows: CertificateQuerySet, actor: User) -> tuple[int, list[Refused]]:
    """Try all again that were given up, each on its own: how many, and why others cannot be."""
    again, refused = 0, []
    for row in rows.filter(work=WorkState.FAILED).select_related("volunteer").order_by("pk"):
        try:
            retry(certificate=row, actor=actor)
        except PermissionDenied as reason:
            refused.append(Refused(str(reason)))
        except Refused as reason:
            refused.append(reason)
        else:
            again += 1
    return again, refused


def resume() -> int:
    """Call workers for whatever is due: work whose worker died, or whose next attempt has come. For how many.

    Where the worker of the last attempt died, however the others ended, the document is given up for staff to look
    at: it may take every next worker down too.
    """
    Certificate.objects.lost().update(work=WorkState.FAILED, lease_until=None, error=DIED)
    return wake(Certificate.objects.valid().due().values_list("pk", flat=True))


def collected(*, rows: list[Certificate], award: Award, what: str, actor: User) -> None:
    """Note that somebody took the documents away as a print pack or an archive."""
    data: dict[str, Any] = {"what": what, "certificates": len(rows)}
    log(instance=award, action="certificates.collect", user=actor, data=data)
