"""Receiving files from the public: what is over the limit is let through to nowhere while it arrives."""

import tempfile
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest
from django.utils.functional import cached_property


def from_staff(request: HttpRequest) -> bool:
    """Whether one of the staff sends this to a screen of theirs, where others see to its size."""
    return request.path_info.startswith("/admin/") and bool(getattr(getattr(request, "user", None), "is_staff", False))


class CappedUpload(FileUploadHandler):
    """Keeps an upload of the public in a temporary file up to PUBLIC_UPLOAD_MAX bytes, never in memory.

    Of a larger one nothing is kept: the view gets an empty file with the size it would have had, and with it
    everything else that was typed. Staff's own uploads pass on to the handlers behind this one.
    """

    kept: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.is_staff_s:
            return
        self.kept = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - closed with the request
        raise StopFutureHandlers

    @cached_property
    def is_staff_s(self) -> bool:
        """Whether one of the staff sends it."""
        return self.request is not None and from_staff(self.request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.is_staff_s:
            return raw_data
        if self.kept and start + len(raw_data) > settings.PUBLIC_UPLOAD_MAX:
            self.forget()
        if self.kept:
            self.kept.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if self.is_staff_s:
            return None
        if self.kept:
            self.kept.seek(0)
        content, self.kept = self.kept or BytesIO(), None
        return UploadedFile(content, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Give back the room it took."""
        if self.kept:
            self.kept.close()
        self.kept = None
