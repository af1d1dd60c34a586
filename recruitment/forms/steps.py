"""One form per step of an application, made from the form's definition."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.forms import DateField, HalfDayField, SiteForm, choice_label
from recruitment.rules import Question, Section, in_words
from recruitment.rules.questions import NO, NO_CASE, NONE_SUITS, NONE_SUITS_ME, SEEN_BY, YES

# Marks that reorder or hide text; letters of right-to-left scripts need none of them to read well.
HIDDEN_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
EMAIL_MAX = 254
TYPED_MAX = 20_000  # of what is kept though it is too long to be valid


@dataclass(frozen=True)
class Round:
    """A cohort as an applicant may choose it."""

    value: str
    name: str
    detail: str


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


def _text(question: Question, **common: Any) -> forms.Field:
    attrs = {"autocomplete": question["autocomplete"]} if "autocomplete" in question else {}
    kind = NameField if question["key"] in {"name", "name_other"} else TextField
    return kind(max_length=question["max"], widget=forms.TextInput(attrs), **common)


def _long_text(question: Question, **common: Any) -> forms.Field:
    return TextField(max_length=question["max"], widget=forms.Textarea({"rows": 6}), **common)


def _email(_question: Question, **common: Any) -> forms.Field:
    widget = forms.EmailInput({"autocomplete": "email", "spellcheck": "false"})
    return forms.EmailField(
        widget=widget,
        max_length=EMAIL_MAX,
        **_said(common, invalid=_("Enter an e-mail address, such as name@example.org.")),
    )


def _phone(_question: Question, **common: Any) -> forms.Field:
    widget = forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel", "class": "mid"})
    return PhoneField(max_length=40, widget=widget, **common)


def _number(question: Question, **common: Any) -> forms.Field:
    low, high = question["min"], question["max"]
    between = _("Enter a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}
    return forms.IntegerField(
        min_value=low,
        max_value=high,
        widget=forms.TextInput({"inputmode": "numeric", "class": "short", "maxlength": "4"}),
        **_said(common, invalid=between, min_value=between, max_value=between),
    )


def _date(_question: Question, **common: Any) -> forms.Field:
    return DateField(**common)


def _choice(question: Question, **common: Any) -> forms.Field:
    return forms.ChoiceField(choices=_choices(question), widget=forms.RadioSelect, **common)


def _several(question: Question, **common: Any) -> forms.Field:
    return forms.MultipleChoiceField(choices=_choices(question), widget=forms.CheckboxSelectMultiple, **common)


def _yes_no(_question: Question, **common: Any) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", in_words(YES)), ("no", in_words(NO))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **common,
    )


def _half_days(_question: Question, **common: Any) -> forms.Field:
    return HalfDayField(**common)


def _consent(_question: Question, **common: Any) -> forms.Field:
    return forms.BooleanField(**_said(common, required=_("Tick the box to go on.")))


def _cohort(_question: Question, *, rounds: Sequence[Round], **common: Any) -> forms.Field:
    choices = [(r.value, choice_label(r.name, r.detail)) for r in rounds]
    choices.append(
        (NONE_SUITS, choice_label(in_words(NONE_SUITS_ME), str(_("We will talk with you about other dates."))))
    )
    closed = _("That round has closed since you chose it. Choose another, or say that none suits you.")
    return forms.ChoiceField(
        choices=choices,
        widget=forms.RadioSelect,
        **_said(common, invalid_choice=closed, required=_("Choose one of these.")),
    )


KINDS: Mapping[str, Callable[..., forms.Field]] = {
    "text": _text,
    "long_text": _long_text,
    "email": _email,
    "phone": _phone,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "choices": _several,
    "yes_no": _yes_no,
    "half_days": _half_days,
    "consent": _consent,
    "cohort": _cohort,
}
PICKED = frozenset({"choice", "choices", "yes_no", "cohort"})


def _said(common: Mapping[str, Any], **messages: Any) -> dict[str, Any]:
    return {**common, "error_messages": {**common.get("error_messages", {}), **messages}}


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(choice["value"], in_words(choice["label"])) for choice in question["choices"]]


def hint(question: Question) -> SafeString:
    """What stands before a field: how to answer, what not to write; more quietly why it is asked.

    Who sees it is said here only where it is not the recruiters: the page says that once for all.
    """
    lines = [in_words(question.get("help"))]
    if question["kind"] == "long_text":
        lines.append(in_words(NO_CASE))
    said = format_html_join(" ", "{}", ((line,) for line in lines if line))
    why = in_words(question["why"])
    if question["seen_by"] != "recruiters":
        why = f"{why} {in_words(SEEN_BY[question['seen_by']])}"
    return format_html('{}<span class="why">{}</span>', said, why)


class StepForm(SiteForm):
    """The questions of one step, in the reader's language."""

    def __init__(self, *args: Any, step: Section, rounds: Sequence[Round] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        for question in step["questions"]:
            self.fields[question["key"]] = self._field(question, rounds)

    def _field(self, question: Question, rounds: Sequence[Round]) -> forms.Field:
        kind = question["kind"]
        label = in_words(question["label"])
        missing = _("Choose an answer to “%(question)s”.") if kind in PICKED else _("“%(question)s” needs an answer.")
        common: dict[str, Any] = {
            "label": label,
            "help_text": hint(question),
            "required": question["required"],
            "error_messages": {"required": missing % {"question": label}},
        }
        if kind == "cohort":
            common["rounds"] = rounds
        return KINDS[kind](question, **common)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        one_of = self.step.get("one_of", [])
        if one_of and not any(cleaned.get(key) or key in self.errors for key in one_of):
            self.add_error(one_of[0], _("Give an e-mail address or a phone number, so that we can answer you."))
        return cleaned

    def typed(self) -> dict[str, list[str]]:
        """What was typed, valid or not, by the names of the boxes; nothing that is not ours."""
        data: Any = self.data
        names = [name for key, box in self.fields.items() for name in _boxes(key, box.widget) if name in data]
        return {name: [clean_text(value)[:TYPED_MAX] for value in data.getlist(name)] for name in names}

    def values(self) -> dict[str, Any]:
        """The valid answers by question key, as JSON keeps them."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {key: _plain(value) for key, value in self.cleaned_data.items()}


def _boxes(key: str, widget: forms.Widget) -> list[str]:
    """The names under which a question's boxes are sent."""
    if isinstance(widget, forms.MultiWidget):
        names: list[str] = widget.widgets_names  # type: ignore[attr-defined]
        return [key + name for name in names]
    return [key]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
