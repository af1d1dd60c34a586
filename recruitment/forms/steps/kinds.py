"""Each kind of question as a field of a form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from base.forms import DateField, HalfDayField, choice_label
from recruitment.forms.steps.languages import LanguagesField
from recruitment.forms.steps.pairs import PairsField
from recruitment.forms.steps.texts import NameField, PhoneField, TextField
from recruitment.forms.uploads import UploadField
from recruitment.rules import Question, in_words
from recruitment.rules.questions import NO, NONE_SUITS, NONE_SUITS_ME, YES

EMAIL_MAX = 254


@dataclass(frozen=True)
class Round:
    """A cohort as an applicant may choose it."""

    value: str
    name: str
    detail: str
    left: int = 0


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
        widget=forms.TextInput({"inputmode": "numeric", "class": "short", "maxlength": str(len(str(high)))}),
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


def _half_days(question: Question, **common: Any) -> forms.Field:
    marked = {"marked": question["marked"]} if "marked" in question else {}
    return HalfDayField(**marked, **common)


def _languages(question: Question, **common: Any) -> forms.Field:
    codes = [choice["value"] for choice in question["choices"]]
    return LanguagesField(codes=codes, max_length=question["max"], **common)


def _pairs(_question: Question, **common: Any) -> forms.Field:
    return PairsField(**common)


def _file(_question: Question, **common: Any) -> forms.Field:
    return UploadField(**common)


def _consent(_question: Question, **common: Any) -> forms.Field:
    return forms.BooleanField(**_said(common, required=_("Tick the box to go on.")))


def _cohort(_question: Question, *, rounds: Sequence[Round], **common: Any) -> forms.Field:
    choices = [(r.value, choice_label(r.name, r.detail)) for r in rounds]
    if rounds:
        none = choice_label(in_words(NONE_SUITS_ME), _("We will talk with you about other dates."))
    else:
        none = choice_label(_("Tell me of the next one"), _("No training weekend takes applications just now."))
    choices.append((NONE_SUITS, none))
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
    "languages": _languages,
    "pairs": _pairs,
    "file": _file,
    "consent": _consent,
    "cohort": _cohort,
}
PICKED = frozenset({"choice", "choices", "yes_no", "cohort", "languages"})


def _said(common: Mapping[str, Any], **messages: Any) -> dict[str, Any]:
    return {**common, "error_messages": {**common.get("error_messages", {}), **messages}}


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(choice["value"], in_words(choice["label"])) for choice in question["choices"]]
