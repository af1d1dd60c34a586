"""The address at which an applicant follows an application: every application has one, however it came to us.

It is that of its draft. An application that was never written in the wizard (taken over from elsewhere, or made as an
example) gets an empty draft; its id is known before the row is there, so that a mail can be shown before it is sent.
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from recruitment.models import Application, Draft

ROUND = 500


def status_address(application: Application) -> str:
    """Where the applicant sees how far it has come. It opens nothing by itself; see :func:`reach`."""
    with translation.override(application.language):
        place = reverse("recruitment:status", args=[application.role.slug, _key(application)])
    return f"{settings.SITE_URL}{place}"


@transaction.atomic
def reach(*, application: Application) -> Draft:
    """The draft under whose address the applicant finds the application; made where there is none."""
    if application.draft is None:
        Draft.objects.bulk_create([_empty(application)], ignore_conflicts=True)
        Application.objects.filter(pk=application.pk, draft=None).update(draft=_key(application))
        application.refresh_from_db(fields=["draft"])
    draft: Draft = application.draft  # type: ignore[assignment]
    return draft


@transaction.atomic
def make_reachable(*, applications: Iterable[Application]) -> int:
    """Give each of these an address where it has none; how many had none."""
    missing = [application for application in applications if application.draft_id is None]
    Draft.objects.bulk_create([_empty(row) for row in missing], batch_size=ROUND, ignore_conflicts=True)
    for row in missing:
        row.draft_id = _key(row)
    Application.objects.bulk_update(missing, ["draft"], batch_size=ROUND)
    return len(missing)


def _key(application: Application) -> UUID:
    if application.draft_id:
        return application.draft_id
    return UUID(bytes=salted_hmac("recruitment.reach", str(application.pk), algorithm="sha256").digest()[:16])


def _empty(application: Application) -> Draft:
    return Draft(
        pk=_key(application),
        started_with=f"application:{application.pk}",
        role_id=application.role_id,
        form_id=application.form_id,
        cohort_id=application.cohort_id,
        language=application.language,
        submitted_at=application.submitted_at,
    )
