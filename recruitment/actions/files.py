"""Opening the files of applications: every opening is written down."""

from typing import IO

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from recruitment.models import ApplicationFile


@transaction.atomic
def open_file(*, file: ApplicationFile, actor: User) -> IO[bytes]:
    """The content of a file, after noting who opened it. The log names the question it answers, not the file."""
    log(instance=file.application, action="recruitment.file_opened", user=actor, data={"question": file.field})
    return file.file.open("rb")  # type: ignore[no-any-return]
