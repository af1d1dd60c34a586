"""Private files: never under MEDIA_ROOT, never served by the web server, on the disk before the row that names them."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages


class PrivateStorage(FileSystemStorage):
    """Files that only a permission-checked view may open. A saved file has reached the disk."""

    def __init__(self, **options: Any) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700, **options)

    def _save(self, name: str, content: File[bytes]) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        path, top = Path(self.path(saved)), Path(self.location)
        for target in (path, *(folder for folder in path.parents if folder.is_relative_to(top))):
            to_disk(target)
        return saved

    def url(self, name: str | None) -> str:  # noqa: ARG002 - Django's signature
        """Private files have no address."""
        message = "Private files have no address."
        raise ValueError(message)


def private_storage() -> Storage:
    """The storage named "private": a folder, or object storage by the same setting."""
    return storages["private"]


def keep_once(path: Path, made: Callable[[], bytes]) -> None:
    """Keep what is made on first use, for the owner only. Of two processes at once, one wins; never half a file."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{secrets.token_hex(8)}.new")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first
            os.link(draft, path)  # never shows a half-written file
    finally:
        draft.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        to_disk(folder)


def to_disk(path: Path) -> None:
    """A file as it was written, or what a folder holds, outlives a power loss from now on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
