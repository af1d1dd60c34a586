"""Erasing what was kept long enough."""

from functools import partial

from django.db import transaction

from mail.actions import forget as forget_mails
from recruitment.models import Application, Draft


@transaction.atomic
def erase_application(*, application: Application) -> bool:
    """Delete an application that did not succeed: answers, files, events, the mails about it and its draft.

    False, and nothing done, where it opened a placement or was moved on meanwhile.
    """
    mine = Application.objects.unsuccessful().filter(pk=application.pk, version=application.version)
    if not mine.exists():
        return False
    files = [(kept.file.storage, kept.file.name or "") for kept in application.files.all()]
    forget_mails(about=application)
    if draft := Draft.objects.filter(application=application).first():
        forget_mails(about=draft)
        draft.delete()
    mine.delete()
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name))
    return True
