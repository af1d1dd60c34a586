"""What holders choose, and what becomes of certificates with the person they belong to."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction

from base.work import WorkState
from certificates.models import Certificate
from mail.actions import fade
from mail.models import Delivery
from recruitment.models import Volunteer


@transaction.atomic
def choose_initials(*, certificate: Certificate, initials_only: bool) -> None:
    """Let the holder decide whether the public page shows the name or its initials."""
    Certificate.objects.filter(pk=certificate.pk).update(initials_only=initials_only)


@transaction.atomic
def show_replaced(*, certificate: Certificate, shown: bool) -> None:
    """Let the holder decide whether the code still tells what it certified once a newer one took its place."""
    Certificate.objects.filter(pk=certificate.pk).update(show_replaced=shown)


@transaction.atomic
def choose_forgetting(*, certificate: Certificate, forget: bool) -> None:
    """Let the holder decide what remains once they are erased: a code that still answers, or an unknown one."""
    Certificate.objects.filter(pk=certificate.pk).update(forget=forget)


@transaction.atomic
def move_certificates(*, kept: Volunteer, other: Volunteer) -> None:
    """Two rows were one person: put the certificates of both under one. What is printed on them does not change.

    Of two valid ones for the same event, or of two given by hand, the one of the person who goes counts as replaced.
    """
    valid = Certificate.objects.valid().filter(completion=None, commitment=None)
    for mine in valid.filter(volunteer=kept):
        same = valid.filter(volunteer=other, award=mine.award_id, event=mine.event_id)
        same.update(state=Certificate.State.SUPERSEDED)
    Certificate.objects.filter(volunteer=other).update(volunteer=kept)


@transaction.atomic
def erase_certificates(*, volunteer: Volunteer) -> None:
    """Let go of somebody's documents. Where they chose to be forgotten the code answers like an unknown one; else what
    anyone needs to verify a paper that is still about remains, and nothing more. What was not made yet never will be.
    """
    rows = Certificate.objects.filter(volunteer=volunteer)
    # First of all: a worker that draws one at this moment stores and tells nothing any more, or is waited for.
    rows.exclude(work=WorkState.DONE).update(state=Certificate.State.REVOKED, work=WorkState.FAILED, facts={})
    fade(rows=Delivery.objects.about(*rows))
    for row in rows:
        if row.file:
            transaction.on_commit(partial(row.file.storage.delete, row.file.name))
    rows.exclude(given_for="").update(given_for="–")
    rows.update(file="", revoked_reason="", stands_reason="", error="")
    rows.filter(forget=True).update(facts={}, sha256="")


def certificates_of(volunteer: Volunteer) -> Iterable[Certificate]:
    """Somebody's certificates, which mails to them may be about."""
    return Certificate.objects.filter(volunteer=volunteer).defer("facts")


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
            "given_for": row.given_for,
            "stands_reason": row.stands_reason,
            "facts": row.facts,
        }
        for row in volunteer.certificates.select_related("award").order_by("issued_on", "pk")
    ]
