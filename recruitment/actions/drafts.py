"""Writing an application: started once, saved at every step, come back to by a mailed link, or forgotten."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation

from base.localised import localised
from base.models import Organisation
from base.templatetags.components import written
from mail.actions import forget as forget_mails
from mail.actions import queue
from recruitment.actions.questions import content_of
from recruitment.actions.uploads import Upload, put, remove, stored
from recruitment.models import Draft, DraftFile, FormDefinition, Role
from recruitment.models.draft import expiry, typed_address
from recruitment.rules import Content

SAME_CLICK = timedelta(minutes=10)
BETWEEN_LINKS = timedelta(minutes=2)
ATTEMPTS = 50


class Gone(Exception):  # noqa: N818 - it reads as what happened
    """The draft was submitted, deleted or has expired meanwhile."""


class AlreadyUsed(Exception):  # noqa: N818 - it reads as what happened
    """The form that starts an application was sent before, too long ago to be the same click."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One step as it was sent: the boxes as typed, whether all is valid, and the columns that follow from it.

    ``uploads`` are the files taken with it, ``removed`` the questions whose file is to go, both by question key.
    """

    step: str
    typed: Mapping[str, list[str]]
    valid: bool
    columns: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()


@transaction.atomic
def publish_form(*, role: Role) -> FormDefinition:
    """The role's form as it now stands: a new version where it differs from the last one, otherwise that one."""
    content = content_of(role)
    latest = FormDefinition.objects.filter(role=role).order_by("-version").first()
    if latest and latest.content == content:
        return latest
    return _new_version(role, content, latest.version + 1 if latest else 1)


def _new_version(role: Role, content: Content, version: int) -> FormDefinition:
    try:
        with transaction.atomic():
            return FormDefinition.objects.create(role=role, version=version, content=content)
    except IntegrityError:  # somebody else published it in the same moment
        return FormDefinition.objects.get(role=role, version=version)


@transaction.atomic
def start(*, role: Role, started_with: str, language: str, page: Page) -> Draft:
    """Begin an application with its first page, valid or not. The same ``started_with`` again is the same draft.

    Raises AlreadyUsed where that draft is older than one sitting at the first page, or Gone.
    """
    form = publish_form(role=role)
    answers, done = {page.step: dict(page.typed)}, [page.step] if page.valid else []
    try:
        with transaction.atomic():
            return Draft.objects.create(
                role=role, form=form, started_with=started_with, language=language, answers=answers, done=done
            )
    except IntegrityError:
        earlier = Draft.objects.get(started_with=started_with)
        if earlier.created_at < timezone.now() - SAME_CLICK:
            raise AlreadyUsed from None
        return save_step(draft=earlier, page=page, language=language)


def save_step(*, draft: Draft, page: Page, language: str) -> Draft:
    """Keep one step as typed. Of two saves of a step the last stands; other steps are never touched. Raises Gone.

    Its files are on the disk before the transaction begins, and leave it again if that comes to nothing.
    """
    with stored(page.uploads) as names, transaction.atomic():
        row = _saved(draft, page, language)
        for key in page.removed:
            remove(draft=row, key=key)
        for key, name in names.items():
            put(draft=row, key=key, upload=page.uploads[key], name=name)
    return row


def _saved(draft: Draft, page: Page, language: str) -> Draft:
    row: Draft | None = draft
    for _attempt in range(ATTEMPTS):
        if row is None:
            break
        if _write(row, page, language):
            return row
        row = Draft.objects.unfinished().select_related("role", "form").filter(pk=draft.pk).first()
    raise Gone


def _write(row: Draft, page: Page, language: str) -> bool:
    """Put the step into the row as it was read, if nobody else wrote to it since."""
    others = [step for step in row.done if step != page.step]
    answers = {**row.answers, page.step: dict(page.typed)}
    values = {
        "answers": answers,
        "done": [*others, page.step] if page.valid else others,
        "version": row.version + 1,
        "language": language,
        "updated_at": timezone.now(),
        "expires_at": expiry(),
        **page.columns,
    }
    if typed_address(answers) != typed_address(row.answers):  # a link sent to another address opens nothing more
        values |= {"token_hash": None, "link_sent_at": None}
    if not Draft.objects.unfinished().filter(pk=row.pk, version=row.version).update(**values):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True


@transaction.atomic
def send_link(*, draft: Draft) -> bool:
    """Mail a link to come back by to the draft's own address; an earlier link stops working.

    Says whether one is on its way: not where no address was given. Within two minutes the first one stands.
    """
    try:
        validate_email(draft.address)
    except ValidationError:
        return False
    token, now = secrets.token_urlsafe(32), timezone.now()
    rested = Draft.objects.filter(Q(link_sent_at=None) | Q(link_sent_at__lt=now - BETWEEN_LINKS), pk=draft.pk)
    if rested.update(token_hash=hashed(token), link_sent_at=now):
        _mail_link(draft, token)
    return True


def _mail_link(draft: Draft, token: str) -> None:
    with translation.override(draft.language):
        values = {
            "role": localised(draft.role, "name"),
            "link": settings.SITE_URL + reverse("recruitment:resume", args=[token]),
            "until": written(timezone.localdate(draft.expires_at)),
            "organisation": localised(Organisation.current(), "name"),
        }
    kind = "application_link" if draft.submitted else "draft_link"
    queue(kind=kind, to=draft.address, language=draft.language, values=values, about=draft)


def hashed(token: str) -> str:
    """What is kept of a link's token."""
    return sha256(token.encode()).hexdigest()


def by_link(token: str) -> Draft | None:
    """The draft a mailed link opens, if it is the newest one sent."""
    found = Draft.objects.alive().select_related("role", "form", "application")
    return found.filter(token_hash=hashed(token)).first()


@transaction.atomic
def forget(*, draft: Draft) -> None:
    """Delete an application being written, its files and mails included. What was submitted stays.

    Raises nothing if it is gone. Of a submission at the same moment and this, one finds nothing to do.
    """
    mine = Draft.objects.filter(pk=draft.pk, submitted_at=None)
    if not mine.update(version=F("version") + 1):
        return
    files = [(kept.file.storage, kept.file.name or "") for kept in DraftFile.objects.filter(draft=draft.pk)]
    forget_mails(about=draft)
    mine.delete()
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name))


@transaction.atomic
def claim(*, draft: Draft) -> bool:
    """Take a draft for submission as it was read: empties it, so that of several only one can. See ``submit``."""
    mine = Draft.objects.filter(pk=draft.pk, version=draft.version, submitted_at=None, role__in=Role.objects.open())
    return mine.update(submitted_at=timezone.now(), version=F("version") + 1, answers={}, done=[]) == 1
