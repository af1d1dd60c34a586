"""Text as people type it."""

import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Marks that reorder or hide text; letters of right-to-left scripts need none of them to read well.
HIDDEN_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean_text(value: str) -> str:
    """The text without control characters (line breaks and tabs stay) or marks that reorder it."""
    kept = (c for c in value if c in "\n\t" or not (unicodedata.category(c) == "Cc" or c in HIDDEN_MARKS))
    return "".join(kept)


class TextField(forms.CharField):
    """Text as a person types it."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean_text(text).strip() if text else text


class NameField(TextField):
    """A name, in any script. Pictures are no part of it: nothing that is printed later could show them."""

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        if odd := next((c for c in name if unicodedata.category(c) in {"So", "Sk", "Cn", "Co", "Cs"}), ""):
            raise ValidationError(_("Write the name without “%(sign)s”.") % {"sign": odd})
        return name


class PhoneField(TextField):
    """A phone number of any country, kept as ``+852 5123 4567``; without a country it is one of Hong Kong."""

    default_error_messages = {"invalid": gettext_lazy("Enter a phone number, such as 5123 4567 or +44 7700 900123.")}

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "HK")
        except phonenumbers.NumberParseException as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
