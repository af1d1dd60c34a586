"""Writing mail: queued in the transaction of what it tells of, delivered by a worker."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from base.dates import at
from base.localised import suffix
from base.work import WorkState, uncalled
from mail.models import Attachment, Delivery, DeliveryQuerySet, Message, reference
from mail.rules import kind as kind_of
from mail.rules import kinds
from mail.tasks import call, deliver

ROUND = 200  # messages woken at a time


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
    phone: str = "",
) -> Delivery:
    """Put a message into the outbox, in the caller's transaction; a worker is woken once that commits.

    ``values`` are the kind's fields. ``once`` names an occasion: the same occasion again returns the first row.
    Without an address the row stays as a telephone task, with its text and ``phone``. ``text`` is a subject and body
    that somebody edited, instead of the kind's.
    """
    earlier: Delivery | None = Delivery.objects.filter(once=once).first() if once else None
    if earlier:
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
        phone="" if to else phone,
    )
    kept = _keep(row)
    if kept is not row:
        return kept
    _enclose(row, attachments)
    transaction.on_commit(partial(call, row.pk, row.kind))
    return row


def _keep(row: Delivery) -> Delivery:
    """Write the row, unless somebody told of the same occasion in the same moment: then theirs stands."""
    if row.once is None:
        row.save(force_insert=True)
        return row
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Delivery.objects.get(once=row.once)
    return row


def _enclose(row: Delivery, attachments: Iterable[tuple[str, str, bytes]]) -> None:
    """Keep with a message what goes with it: each a name, a media type and the content."""
    Attachment.objects.bulk_create(
        Attachment(delivery=row, name=name, media_type=media_type, content=content)
        for name, media_type, content in attachments
    )


@transaction.atomic
def forget(*, about: models.Model) -> None:
    """Delete what was written about a row that is deleted itself."""
    Delivery.objects.about(about).delete()


@transaction.atomic
def fade(*, rows: DeliveryQuerySet) -> int:
    """Forget to whom messages went and what they said, and send none that waits. That something was told stays, so
    that it is not told again.
    """
    faded = list(rows.exclude(body="", to="", subject="", phone="", call_note="").values_list("pk", flat=True))
    Attachment.objects.filter(delivery__in=faded).delete()
    nothing = dict.fromkeys(("to", "subject", "body", "phone", "call_note", "error"), "")
    return Delivery.objects.filter(pk__in=faded).update(work=WorkState.DONE, lease_until=None, **nothing)


def one_line(subject: str) -> str:
    """A subject on one line, without control characters: it becomes a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in subject).split())[:200]


@transaction.atomic
def requeue(*, delivery: Delivery, by: Any) -> bool:
    """Try a message again that was given up; False where it was not."""
    if not Delivery.objects.retry(delivery.pk):
        return False
    log(instance=delivery, action="mail.retry", user=by)
    transaction.on_commit(partial(call, delivery.pk, delivery.kind))
    return True


@transaction.atomic
def note_call(*, delivery: Delivery, by: Any, note: str = "") -> bool:
    """Somebody was told by telephone. False where a colleague called meanwhile; then nothing is written."""
    noted = {"called_by": by, "call_note": _noted(delivery, note), "sent_at": timezone.now()}
    if not _as_read(delivery).update(work=WorkState.DONE, **noted):
        return False
    log(instance=delivery, action="mail.called", user=by)
    return True


@transaction.atomic
def call_again(*, delivery: Delivery, by: Any, on: date, note: str = "") -> bool:
    """Nobody was reached: the task comes back on a day, at nine. False where a colleague called meanwhile."""
    later = {"due_at": at(on, 9), "called_by": by, "call_note": _noted(delivery, note)}
    return _as_read(delivery).update(attempts=F("attempts") + 1, **later) == 1


def _as_read(delivery: Delivery) -> models.QuerySet[Delivery]:
    """The call if nobody tried it since it was read: each adds to the notes of those before."""
    return Delivery.objects.to_phone().filter(pk=delivery.pk, attempts=delivery.attempts)


def _noted(delivery: Delivery, note: str) -> str:
    """The notes of the calls so far and this one, each on its own line."""
    return "\n".join(line for line in (delivery.call_note, note.strip()) if line)


def resume() -> int:
    """Call the worker for every message that is due: its time came, or the worker that had it died.

    Not for those it was called for already: a worker that was down must not find many calls for each.
    """
    due = Delivery.objects.due().exclude(to="").order_by("due_at").values_list("pk", "kind")
    kinds_of = {str(pk): key for pk, key in due}
    woken = uncalled(deliver, kinds_of)[:ROUND]
    for pk in woken:
        call(pk, kinds_of[pk])
    return len(woken)


def seed_texts() -> int:
    """Put the default text of every kind where staff can edit it; what they wrote stays. Returns how many were new."""
    known = set(Message.objects.values_list("kind", flat=True))
    texts = ("subject_en", "subject_zh", "body_en", "body_zh")
    new = [
        Message(kind=kind.key, **{name: getattr(kind, name) for name in texts})
        for kind in kinds()
        if kind.key not in known
    ]
    return len(Message.objects.bulk_create(new, ignore_conflicts=True))
