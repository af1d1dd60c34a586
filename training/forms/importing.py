"""The forms of bringing a spreadsheet in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from training.actions.importing import File
from training.rules.sheets import BYTES, UnreadableError


class UploadForm(forms.Form):
    """A spreadsheet to be tried; ``file`` becomes what was read."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("CSV (UTF-8) or XLSX, at most 2 MB and 1,000 rows. The first row holds the headings."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> File:
        """Read it."""
        given: Any = self.cleaned_data["file"]
        try:
            return File.read(given.name, given.read(BYTES + 1))
        except UnreadableError as error:
            raise ValidationError(str(error)) from error


class SealedForm(forms.Form):
    """A file that was tried and is to be brought in."""

    sealed = forms.CharField(widget=forms.HiddenInput)
