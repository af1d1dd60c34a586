"""The languages somebody speaks: boxes for the commonest, a line for all others."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from recruitment.forms.steps.texts import TextField
from recruitment.rules.languages import BETWEEN, TYPED_LONGEST, language_name, languages_in, once


class LanguagesWidget(forms.MultiWidget):
    """The boxes and the line."""

    template_name = "components/languages_input.html"
    use_fieldset = True

    def __init__(self, codes: Sequence[str], max_length: int) -> None:
        choices = [(code, language_name(code)) for code in codes]
        boxes = forms.CheckboxSelectMultiple(choices=choices)
        line = forms.TextInput({"maxlength": max_length, "autocomplete": "off"})
        super().__init__({"": boxes, "other": line})

    def decompress(self, value: Any) -> list[Any]:
        return list(value or [[], ""])


class LanguagesField(forms.MultiValueField):
    """Languages as codes, or as typed where there is no code; each once."""

    def __init__(self, *, codes: Sequence[str], max_length: int, **common: Any) -> None:
        boxes = forms.MultipleChoiceField(choices=[(code, code) for code in codes], required=False)
        line = TextField(max_length=max_length, required=False)
        widget = LanguagesWidget(codes, max_length)
        super().__init__(fields=(boxes, line), widget=widget, require_all_fields=False, **common)

    def compress(self, data_list: list[Any]) -> list[str]:
        ticked, line = data_list or ([], "")
        if too_long := next((part for part in BETWEEN.split(line) if len(part.strip()) > TYPED_LONGEST), ""):
            raise ValidationError(
                _("Write only the names of languages, with commas between them, not “%(text)s…”.")
                % {"text": too_long.strip()[:20]}
            )
        return once([*ticked, *languages_in(line)])
