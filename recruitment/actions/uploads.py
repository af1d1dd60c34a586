"""Files put with an application being written: looked into, kept privately, replaced, removed."""

import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import Any, Final

from django.core.files.base import File
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from base.storage import private_storage
from recruitment.models import ApplicationFile, Draft, DraftFile
from recruitment.rules import inspection
from recruitment.rules.files import FILE_MAX, MEDIA_TYPES, REFUSALS, clean_name, too_big

FOLDER: Final = "drafts"
PATIENCE: Final = 30  # seconds for one file; its process gives up before
LEFT_BEHIND: Final = timedelta(hours=1)


class Unfit(Exception):  # noqa: N818 - it reads as what happened
    """The file is not taken; the message says why and what to do, in words for the applicant."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that was looked into and may be kept."""

    name: str
    media_type: str
    content: UploadedFile[Any]


def examined(upload: UploadedFile[Any]) -> Upload:
    """An upload after a look into it, under a clean name. Raises Unfit."""
    size = upload.size or 0
    if size > FILE_MAX:
        raise Unfit(too_big(size))
    kind = _kind(upload)
    return Upload(name=clean_name(upload.name or "", kind), media_type=MEDIA_TYPES[kind], content=upload)


def _kind(upload: UploadedFile[Any]) -> str:
    """What the file is, found by another process, which may come to grief over it."""
    verdict = _verdict(upload) if upload.size else "!empty"
    if verdict in MEDIA_TYPES:
        return verdict
    raise Unfit(REFUSALS.get(verdict.removeprefix("!"), REFUSALS["too_much"]))


def _verdict(upload: UploadedFile[Any]) -> str:
    with TemporaryFile() as copy:
        upload.seek(0)
        shutil.copyfileobj(upload, copy)
        copy.seek(0)
        command = [sys.executable, "-I", inspection.__file__]
        try:
            said = subprocess.run(command, stdin=copy, capture_output=True, check=True, timeout=PATIENCE)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return "!too_much"
    return said.stdout.decode()


@contextmanager
def stored(uploads: Mapping[str, Upload]) -> Iterator[dict[str, str]]:
    """Put the files on the disk, before the rows that name them; taken away again if those are not written."""
    storage, names = private_storage(), {}
    try:
        for key, upload in uploads.items():
            upload.content.seek(0)
            names[key] = storage.save(f"{FOLDER}/{secrets.token_hex(16)}", File(upload.content))
        yield names
    except BaseException:
        for name in names.values():
            storage.delete(name)
        raise


def put(*, draft: Draft, key: str, upload: Upload, name: str) -> None:
    """Let the stored file be the one of this question, in the transaction that saved its page."""
    remove(draft=draft, key=key)
    given = {"name": upload.name, "media_type": upload.media_type, "size": upload.content.size}
    DraftFile.objects.create(draft=draft, field=key, file=name, **given)
    draft.has_files = True


def remove(*, draft: Draft, key: str) -> None:
    """Take away the file of a question, if there is one; it leaves the disk once that is certain."""
    row = DraftFile.objects.filter(draft=draft, field=key).first()
    if row is None:
        return
    row.delete()
    transaction.on_commit(partial(row.file.storage.delete, row.file.name or ""))


def left_behind() -> list[str]:
    """Stored files that no row names, for an hour: their page was never saved, or nobody could delete them."""
    storage = private_storage()
    if not storage.exists(FOLDER):
        return []
    names = {f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]}
    for model in (DraftFile, ApplicationFile):
        names -= set(model.objects.filter(file__startswith=f"{FOLDER}/").values_list("file", flat=True))
    before = timezone.now() - LEFT_BEHIND
    return sorted(name for name in names if _is_older(storage, name, before))


def _is_older(storage: Storage, name: str, moment: datetime) -> bool:
    try:
        return storage.get_modified_time(name) < moment
    except FileNotFoundError:  # its draft was forgotten in this moment
        return False


def sweep() -> int:
    """Delete what was left behind."""
    storage, names = private_storage(), left_behind()
    for name in names:
        storage.delete(name)
    return len(names)
