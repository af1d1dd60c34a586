"""Delivering mail. At least once, always with the same Message-ID."""

import smtplib
from email.utils import formataddr
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks import task

from base.localised import localised
from base.models import Organisation
from base.work import BACKOFF
from mail.models import Delivery
from mail.rules import known

AWAITED, ORDINARY = 20, 10  # before whatever else the worker does, such as drawing hundreds of documents
ATTEMPTS = len(BACKOFF) + 96  # a day of a mail server that is down, at a quarter of an hour each


def sender(language: str) -> str:
    """Who mails come from: the setting, else the organisation's own name and address."""
    organisation = Organisation.current()
    if settings.MAIL_FROM or not organisation.email:
        return settings.DEFAULT_FROM_EMAIL
    return formataddr((localised(organisation, "name", language), organisation.email))


def _compose(row: Delivery) -> EmailMessage:
    domain = urlsplit(settings.SITE_URL).hostname
    headers = {"Message-ID": f"<{row.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(row.subject, row.body, sender(row.language), [row.to], headers=headers)
    for attachment in row.attachments.all():
        message.attach(attachment.name, bytes(attachment.content), attachment.media_type)
    return message


@task(backend="work", queue_name="mail", priority=ORDINARY)
def deliver(pk: str) -> None:
    """Send one message. What cannot be sent now is tried again; an address refused for good is given up."""
    row: Delivery | None = Delivery.objects.exclude(to="").prefetch_related("attachments").claim(pk)
    if row is None:
        return
    try:
        _compose(row).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        final = all(code >= 500 for code in codes) or row.attempts >= ATTEMPTS  # noqa: PLR2004 - SMTP's permanent failures
        Delivery.objects.failed(row, error=f"Refused: {codes}", final=final)
    except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: an address or header nothing can send
        Delivery.objects.failed(row, error=type(error).__name__, final=row.attempts >= ATTEMPTS)
    else:
        forgotten = {"body": ""} if row.is_secret else {}
        Delivery.objects.done(row, sent_at=timezone.now(), **forgotten)


def call(pk: UUID | str, key: str) -> None:
    """Have a worker deliver a message of a kind; what somebody waits for before a page goes first."""
    definition = known(key)
    deliver.using(priority=AWAITED if definition and definition.awaited else ORDINARY).enqueue(str(pk))
