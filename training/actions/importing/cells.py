"""How a cell of a spreadsheet is read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.rules.sheets import plain

Words = str | Promise
DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y")
CHINESE_DAY: Final = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
EARLIEST: Final = date(2000, 1, 1)
YES: Final = frozenset({"yes", "y", "true", "1", "paid", "是", "有"})
NO: Final = frozenset({"", "no", "n", "false", "0", "unpaid", "pro bono", "否", "無"})
CLOCK: Final = re.compile(r"(\d{1,4}):([0-5]\d)")
NUMBER: Final = re.compile(r"\d{1,4}([.,]\d{1,2})?")


@dataclass(frozen=True)
class Column:
    """One column: its heading, what belongs in it, and how it is read. ``also`` are other headings it may have."""

    key: str
    label: Words
    hint: Words
    field: forms.Field = field(default_factory=lambda: forms.CharField(max_length=200))
    also: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether a row needs it."""
        return self.field.required

    def is_called(self, head: str) -> bool:
        """Whether a heading is this column's, in either language or by its key."""
        return plain(head) in {plain(name) for name in (self.key, *self._labels(), *self.also)}

    def _labels(self) -> Iterable[str]:
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                yield str(self.label)


class DayField(forms.Field):
    """A day, as 2024-09-14, 14/9/2024 (the day first, as in Hong Kong), 14 September 2024 or 2024年9月14日."""

    default_error_messages = {"invalid": gettext_lazy("Write the day as 2024-09-14 or 14/9/2024.")}

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        day = self._day(text)
        if day is None or not EARLIEST <= day <= date(2100, 1, 1):
            raise ValidationError(self.error_messages["invalid"])
        return day

    def _day(self, text: str) -> date | None:
        if found := CHINESE_DAY.fullmatch(text):
            text = "-".join(found.groups())
        for shape in DAYS:
            try:
                return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        return None


class YesField(forms.Field):
    """Yes or no; empty is no."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> bool:
        text = plain(str(value or ""))
        if text not in YES | NO:
            raise ValidationError(_("Write yes or no."))
        return text in YES


class MinutesField(forms.Field):
    """A length of time in hours, as 3, 2.5 or 2:30; minutes in the end."""

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if found := CLOCK.fullmatch(text):
            return int(found[1]) * 60 + int(found[2])
        if NUMBER.fullmatch(text):
            return round(float(text.replace(",", ".")) * 60)
        raise ValidationError(_("Write the hours as 3, 2.5 or 2:30."))


class OneOfField(forms.Field):
    """One of a few answers, each by any of its names; ``names`` maps these to the value."""

    def __init__(self, names: dict[str, str], *, said: Words, empty: str = "") -> None:
        super().__init__(required=False)
        self.names = {plain(name): value for name, value in names.items()}
        self.said, self.empty = said, empty

    def clean(self, value: Any) -> str:
        text = plain(str(value or ""))
        if not text:
            return self.empty
        if text not in self.names:
            raise ValidationError(_("Write one of these: %(names)s.") % {"names": self.said})
        return self.names[text]
