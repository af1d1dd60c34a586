"""A question answered by a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from recruitment.actions.uploads import Unfit, Upload, examined
from recruitment.rules.files import ACCEPT


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file that was put with the application before: what it is called, its size in bytes, where to fetch it."""

    name: str
    size: int
    url: str = ""


def nothing() -> KeptFile | None:
    """Where no file was put with the application."""
    return None


class UploadInput(forms.FileInput):
    """A box to choose a file with; above it the file that is kept, with a button to remove it."""

    template_name = "components/file_input.html"
    kept: Callable[[], KeptFile | None] = staticmethod(nothing)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["kept"] = self.kept()
        return context


class UploadField(forms.FileField):
    """A file that was looked into, as an ``Upload``; None where no new one was sent.

    A kept file is an answer too; it is asked for only where that matters.
    """

    widget = UploadInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": UploadInput({"accept": ACCEPT}), **kwargs})

    def keep(self, kept: Callable[[], KeptFile | None]) -> None:
        """Say how to find the file that answers the question already."""
        self.kept = self.widget.kept = kept  # type: ignore[method-assign,union-attr]

    def kept(self) -> KeptFile | None:
        """The file that answers the question already."""
        return None

    def clean(self, data: Any, initial: Any = None) -> Upload | None:  # noqa: ARG002 - Django's signature
        if not isinstance(data, UploadedFile):
            if self.required and not self.kept():
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            return examined(data)
        except Unfit as refused:
            raise ValidationError(str(refused), code="unfit") from refused
