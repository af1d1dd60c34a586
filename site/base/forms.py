"""Forms as the public sees them: our own markup, and the few kinds of question that HTML has no good control for."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import RegexValidator
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from base.rules import A_DAY, new_token, token_age

QUICKEST = timedelta(seconds=2)  # a browser that fills in a page by itself leaves a press of a button

WEEKDAYS = (
    ("mon", _("Monday")),
    ("tue", _("Tuesday")),
    ("wed", _("Wednesday")),
    ("thu", _("Thursday")),
    ("fri", _("Friday")),
)
HALVES = (("am", _("Morning")), ("pm", _("Afternoon")))
HALF_DAYS = tuple(f"{day}-{half}" for day, _day in WEEKDAYS for half, _half in HALVES)


class SiteRenderer(BaseRenderer):
    """Draws forms from the project's templates and whatever those lack from Django's own."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    fallback = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        try:
            return get_template(template_name)
        except TemplateDoesNotExist:
            return self.fallback.get_template(template_name)


class SiteForm(forms.Form):
    """A form that a visitor or volunteer fills in."""

    default_renderer = SiteRenderer
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            if field.label and field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = format_lazy(_("Please answer: {question}"), question=field.label)


QUICK = "quick"


class GuardedForm(SiteForm):
    """A form that anybody may send: its token makes two clicks one and tells when its page was opened, and an empty
    box stops programs that fill in everything. Who was quicker than people are, or left the page open for more than
    a day, is asked to send it again, with all that was typed.
    """

    started_with = forms.CharField(
        widget=forms.HiddenInput, max_length=64, validators=[RegexValidator(r"^[\w-]{40,64}$")], initial=new_token
    )
    website = forms.CharField(required=False, max_length=200, label=_("Leave this empty"))

    def clean_started_with(self) -> str:
        token: str = self.cleaned_data["started_with"]
        if token_age(token) is None:
            raise ValidationError(_("This page was mixed up. Open it again."))
        return token

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Empty this box, then send the page again: it is there to stop programs."))
        return ""

    @property
    def is_quick(self) -> bool:
        """Whether all that is wrong with it is that it came too fast."""
        return self.has_error(NON_FIELD_ERRORS, QUICK)

    def clean(self) -> dict[str, Any]:
        """Judge how long the page was open."""
        age = token_age(self.cleaned_data.get("started_with", ""))
        if age is not None and settings.SPAM_LIMITS and age < QUICKEST and not self.errors:
            raise ValidationError(_("That was very quick. Please send it again."), code=QUICK)
        if age is not None and age > A_DAY:
            self.data = {**dict(self.data.items()), self.add_prefix("started_with"): new_token()}
            raise ValidationError(
                _("This page was open for more than a day. Everything you typed is still here: please send it again.")
            )
        return self.cleaned_data


def choice_label(label: str | Promise, hint: str | Promise) -> Any:
    """A choice with a line of explanation under it, in the language of the moment it is shown."""
    return format_html_lazy('{} <span class="choice-hint">{}</span>', label, hint)


format_html_lazy = lazy(format_html, SafeString)


class DateWidget(forms.MultiWidget):
    """Day, month and year in three boxes: easier to get right on any keyboard than a calendar."""

    template_name = "components/date_input.html"
    use_fieldset = True
    parts = (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput({"inputmode": "numeric", "maxlength": size, "class": f"digits-{size}"})
            for part, _label, size in self.parts
        }
        super().__init__(boxes, dict(attrs or {}))

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, dict(attrs or {}))
        labels = (label for _part, label, _size in self.parts)
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["label"] = label
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


class DateField(forms.MultiValueField):
    """A date typed as day, month and year."""

    widget = DateWidget
    default_error_messages = {
        "invalid_date": _("Enter a real date, such as 16 1 2027."),
        "incomplete": _("Enter the day, the month and the year."),
    }

    def __init__(self, **kwargs: Any) -> None:
        numbers = [forms.IntegerField(min_value=1, error_messages={"invalid": ""}) for _part in DateWidget.parts]
        super().__init__(fields=numbers, **{"require_all_fields": True, **kwargs})

    def clean(self, value: Any) -> Any:
        """The date; a half-filled or impossible one is one error of the whole, not one of each box."""
        if any(value or []) and not all(value):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            return super().clean(value)
        except ValidationError as error:
            if not any(value or []):
                raise
            raise ValidationError(self.error_messages["invalid_date"], code="invalid_date") from error

    def compress(self, data_list: list[int | None]) -> date | None:
        day, month, year = data_list or (None, None, None)
        if day is None or month is None or year is None:
            return None
        try:
            return date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid_date"], code="invalid_date") from error


class HalfDayGrid(forms.CheckboxSelectMultiple):
    """The working week as ten boxes; ``marked`` ones are the clients' intake sessions."""

    template_name = "components/half_day_grid.html"
    marked: frozenset[str] = frozenset()

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, dict(attrs or {}))
        chosen = {str(code) for code in value or []}
        ident = context["widget"]["attrs"].get("id", f"id_{name}")
        context["halves"] = [label for _half, label in HALVES]
        context["days"] = [
            {
                "label": label,
                "boxes": [self._box(f"{day}-{half}", half_label, ident, chosen) for half, half_label in HALVES],
            }
            for day, label in WEEKDAYS
        ]
        return context

    def _box(self, code: str, half: Any, ident: str, chosen: set[str]) -> dict[str, Any]:
        place = HALF_DAYS.index(code)
        return {
            "code": code,
            "id": f"{ident}_{place}",
            "half": half,
            "checked": code in chosen,
            "marked": code in self.marked,
        }


class HalfDayField(forms.MultipleChoiceField):
    """Half-days of the week when someone is usually free, as codes from "mon-am" to "fri-pm"."""

    widget = HalfDayGrid

    def __init__(self, *, marked: Iterable[str] = ("wed-pm", "thu-pm"), **kwargs: Any) -> None:
        super().__init__(choices=[(code, code) for code in HALF_DAYS], **kwargs)
        if isinstance(self.widget, HalfDayGrid):
            self.widget.marked = frozenset(marked)
