"""Writing mail: queued in the transaction of what it tells of, delivered by a worker."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.db import models, transaction

from base.localised import suffix
from mail.models import Attachment, Delivery, Message, reference
from mail.rules import kind as kind_of
from mail.tasks import deliver


def compose(*, kind: str, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """The subject and body a message would have: for whoever wants to read or edit it before it goes."""
    definition = kind_of(kind)
    text = Message.objects.filter(kind=kind).first() or definition
    end = suffix(language)
    subject, body = getattr(text, f"subject_{end}"), getattr(text, f"body_{end}")
    return one_line(definition.fill(subject, values)), definition.fill(body, values)


@transaction.atomic
def queue(
    *,
    kind: str,
    to: str,
    language: str,
    values: Mapping[str, str],
    about: models.Model | None = None,
    once: str | None = None,
    attachments: Iterable[tuple[str, str, bytes]] = (),
    text: tuple[str, str] | None = None,
) -> Delivery:
    """Put a message into the outbox, in the caller's transaction; a worker is woken once that commits.

    ``values`` are the kind's fields. ``once`` names an occasion: the same occasion again returns the first row.
    Without an address the row stays as a telephone task, with its text. ``text`` is a subject and body that
    somebody edited, instead of the kind's.
    """
    if once and (earlier := Delivery.objects.filter(once=once).first()):
        return earlier
    subject, body = text or compose(kind=kind, language=language, values=values)
    row = Delivery(
        kind=kind,
        to=to,
        language=language,
        subject=one_line(subject),
        body=body,
        about=reference(about) if about else "",
        once=once,
    )
    row.save(force_insert=True)
    Attachment.objects.bulk_create(
        Attachment(delivery=row, name=name, media_type=media_type, content=content)
        for name, media_type, content in attachments
    )
    transaction.on_commit(partial(deliver.enqueue, str(row.pk)))
    return row


def one_line(subject: str) -> str:
    """A subject on one line, without control characters: it becomes a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in subject).split())[:200]


def requeue(*, delivery: Delivery) -> None:
    """Try a message again that was given up."""
    if Delivery.objects.retry(delivery.pk):
        transaction.on_commit(partial(deliver.enqueue, str(delivery.pk)))
