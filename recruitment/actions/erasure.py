"""Erasing what was kept long enough, or what its owner wants gone."""

from collections.abc import Iterator
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from mail.actions import forget as forget_mails
from recruitment.actions.interviews import release
from recruitment.actions.pipeline import read_again
from recruitment.actions.refusals import Moved, NotPossible
from recruitment.models import Application, Draft, Placement, Stage


@transaction.atomic
def erase_application(*, application: Application) -> bool:
    """Delete an application that did not succeed: answers, files, events, the mails about it and its draft.

    False, and nothing done, where it opened a placement or was moved on meanwhile.
    """
    mine = Application.objects.unsuccessful().filter(pk=application.pk, version=application.version)
    if not mine.exists() or _placed(list(_joined(application))):
        return False
    delete_whole(application)
    return True


@transaction.atomic
def erase_by_applicant(*, application: Application, seen_version: int) -> None:
    """Delete an application at its applicant's wish, open or closed, with those that were joined with it.

    It is closed first, so that a recruiter's move at the same moment is either seen or comes too late; a booked
    interview is given up. Raises NotPossible where a volunteer came of it: that record is kept while they volunteer;
    or Moved. Then nothing changed. The log keeps the reference and the day, nothing else remains.
    """
    whole = _root(application)
    together = list(_joined(whole))
    if any(row.stage == Stage.ACCEPTED for row in together) or _placed(together):
        raise NotPossible(_("You are a volunteer: this record is kept while you volunteer. Please ask us about it."))
    _close(application, seen_version)
    for row in together:
        release(application=row, silent=True)
        log(instance=row, action="recruitment.erased", user=None)
    delete_whole(whole)


def _close(application: Application, seen_version: int) -> None:
    """Take the row as it was seen."""
    mine = Application.objects.filter(pk=application.pk, version=seen_version).exclude(stage=Stage.ACCEPTED)
    if not mine.update(stage=Stage.WITHDRAWN, version=F("version") + 1):
        read_again(application, "stage", "version")
        raise Moved(Stage(application.stage))


def _root(application: Application) -> Application:
    """The application this one was joined with, if it was."""
    return _root(application.merged_into) if application.merged_into else application


def _joined(application: Application) -> Iterator[Application]:
    """An application after all that were joined with it: these point to it and go first."""
    for row in application.merged.all():
        yield from _joined(row)
    yield application


def _placed(rows: list[Application]) -> bool:
    return Placement.objects.filter(application__in=rows).exists()


def delete_whole(application: Application) -> None:
    """Delete an application and those joined with it: rows, files, mails, drafts. The caller knows that it may."""
    for row in list(_joined(application)):
        files = [(kept.file.storage, kept.file.name or "") for kept in row.files.all()]
        forget_mails(about=row)
        for reference in row.references.all():
            forget_mails(about=reference)
        if draft := Draft.objects.filter(application=row).first():
            files += [(kept.file.storage, kept.file.name or "") for kept in draft.files.all()]
            forget_mails(about=draft)
            draft.delete()
        Application.objects.filter(pk=row.pk).delete()
        for storage, name in files:
            transaction.on_commit(partial(storage.delete, name))
