"""Making the document of an issued certificate: exactly once stored, its mail at least once with one Message-ID."""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop
from django_tasks import task

from base.localised import SUFFIXES, localised, suffix
from base.models import Organisation
from base.storage import private_storage
from certificates import credential
from certificates.models import ATTEMPTS, Certificate
from certificates.rendering import render
from certificates.rules import Refused
from certificates.signing import signed
from mail.actions import queue
from recruitment.rules.names import called

logger = logging.getLogger(__name__)

# What staff read where a document failed for no reason of its own; kept with its certificate, in English.
NOT_MADE = gettext_noop("Something went wrong while the document was made. The worker’s log says what.")
NOT_STORED = gettext_noop(
    "The document was made but could not be stored. There may be no room left where documents are kept."
)


def document(row: Certificate) -> tuple[bytes, str]:
    """The signed document of a certificate's frozen facts, with the same as a badge inside; and who signed it."""
    badge = credential.attached(row.facts, code=row.code, serial=row.serial)
    pdf = render(row.facts, code=row.code, serial=row.serial, badge=badge)
    return signed(pdf, reason=row.facts["award"]["title_en"])


def replaced(row: Certificate) -> Certificate | None:
    """The latest one with a document that it took the place of: the holder may have that on paper."""
    older = row.supersedes
    while older is not None and not older.sha256:
        older = older.supersedes
    return older


def language_of(row: Certificate) -> str:
    """The language its holder is written to in: theirs, if we write it."""
    language = row.volunteer.language
    return language if language in SUFFIXES else settings.LANGUAGE_CODE


def write(
    row: Certificate,
    kind: str,
    *,
    once: str,
    said: Mapping[str, str],
    attachments: Iterable[tuple[str, str, bytes]] = (),
) -> None:
    """Write to the holder about a certificate; of the same occasion only once."""
    person, house, language = row.volunteer, Organisation.current(), language_of(row)
    with translation.override(language):
        certificates = settings.SITE_URL + reverse("certificates:list")
    values = {
        "name": called(row.facts["name"], row.facts["name_other"], language),
        "title": row.facts["award"][f"title_{suffix(language)}"],
        "code": row.printed_code,
        "serial": row.serial,
        "certificates": certificates,
        "verify": row.verify_address,
        "organisation": localised(house, "name", language),
        "contact": house.email or settings.DEFAULT_FROM_EMAIL,
        **said,
    }
    to, phone = person.email, person.phone
    kept: dict[str, Any] = {"about": row, "once": once, "attachments": attachments}
    queue(kind=kind, to=to, language=language, values=values, phone=phone, **kept)


def tell(row: Certificate, pdf: bytes) -> None:
    """Write the mail that says where it is, or brings it, and whose place it took; the same certificate never has a
    second one.
    """
    earlier = replaced(row)
    kind = "certificate_replaced" if earlier else "certificate_issued"
    attached = [(f"{row.serial}.pdf", "application/pdf", pdf)] if row.attach else []
    write(row, kind, once=f"certificate:{row.uuid}", said={"earlier": str(earlier)}, attachments=attached)


def store(row: Certificate, pdf: bytes, signed_with: str) -> bool:
    """Keep the document under a random name and tell the holder; False where the row is this worker's no more.

    The file has reached the disk before the row names it; the mail is written with the row. Whatever fails, no file
    is left that no row names.
    """
    storage, name, stored = private_storage(), f"certificates/{uuid4().hex}.pdf", False
    try:
        name = storage.save(name, ContentFile(pdf))
        with transaction.atomic():
            kept = {"file": name, "sha256": hashlib.sha256(pdf).hexdigest(), "signed_with": signed_with}
            stored = Certificate.objects.valid().done(row, **kept)
            if stored:
                tell(row, pdf)
    finally:
        if not Certificate.objects.filter(pk=row.pk, file=name).exists():
            storage.delete(name)
    return stored


@task(backend="work", queue_name="certificates")
def make(pk: Any) -> None:
    """Render, sign and store one certificate. What staff must mend is given up at once, the rest is tried again."""
    row: Certificate | None = Certificate.objects.valid().select_related("volunteer").claim(pk)
    if row is None:
        return
    drawn = False
    try:
        pdf, signed_with = document(row)
        drawn = True
        store(row, pdf, signed_with)
    except Refused as reason:
        Certificate.objects.failed(row, error=str(reason), final=True)
    except Exception as fault:
        logger.exception("Certificate %s could not be made", row.serial)
        said = NOT_STORED if drawn and isinstance(fault, OSError) else NOT_MADE
        Certificate.objects.failed(row, error=said, final=row.attempts >= ATTEMPTS)
