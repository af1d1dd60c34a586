"""What applicants fill in after they sent their application."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.forms import SiteForm, choice_label
from base.templatetags.components import written
from recruitment.forms.steps import StepForm
from recruitment.forms.steps.texts import TextField
from recruitment.models import Application, Cohort
from recruitment.rules import Terms, built_in, in_words
from recruitment.rules.questions import NO_CASE

WORDS_MAX = 500
CHARACTERS_A_WORD = 1.6  # of Chinese: 800 characters say what 500 words do
CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
CONTACT = ("name", "name_other", "email", "phone")
no_case = lazy(in_words, str)


def words_in(text: str) -> float:
    """How long a text is, in words of a language that has spaces."""
    return len(CHINESE.sub(" ", text).split()) + len(CHINESE.findall(text)) / CHARACTERS_A_WORD


def check_length(text: str) -> None:
    """Refuse more than 500 words (800 Chinese characters); says how many there are."""
    if (count := words_in(text)) > WORDS_MAX:
        raise ValidationError(
            _("This has about %(count)s words. Shorten it to %(most)s (in Chinese 800 characters).")
            % {"count": round(count), "most": WORDS_MAX}
        )


def _text(label: Any, *, required: bool = True, help_text: Any = None, rows: int = 6) -> TextField:
    return TextField(
        label=label,
        required=required,
        help_text=no_case(NO_CASE) if help_text is None else help_text,
        max_length=10_000,
        validators=[check_length],
        widget=forms.Textarea({"rows": rows}),
    )


class SeenForm(SiteForm):
    """A decision on an application as it was seen; ``version`` tells what that was."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(SeenForm):
    """Withdrawing, with a reason for those who like to give one."""

    note = _text(gettext_lazy("Would you tell us why?"), required=False, rows=3)


class OfferForm(SeenForm):
    """The answer to an offer."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Do you take up the role?"),
        choices=[("yes", gettext_lazy("Yes, I take it up")), ("no", gettext_lazy("No, I cannot or would rather not"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose yes or no.")},
    )
    note = _text(gettext_lazy("If not: would you tell us why?"), required=False, rows=3)


class AnswerForm(SiteForm):
    """The answer to what we asked."""

    text = _text(gettext_lazy("Your answer"))


class ChangeForm(SiteForm):
    """Something the applicant adds of their own."""

    text = _text(gettext_lazy("What has changed?"))


class DeferForm(SeenForm):
    """Another round."""

    cohort = forms.ChoiceField(
        label=gettext_lazy("Which round instead?"),
        choices=(),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a round.")},
    )
    note = _text(gettext_lazy("Would you tell us why?"), required=False, rows=3)

    def __init__(self, *args: Any, rounds: Iterable[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = [(str(row.pk), _round(row)) for row in rounds]  # type: ignore[attr-defined]


def _round(cohort: Cohort) -> Any:
    days = capfirst(cohort.when)
    detail = _("%(days)s. It takes applications until %(until)s.") % {"days": days, "until": written(cohort.closes_on)}
    return choice_label(cohort.name, detail)


def contact_form(application: Application, data: Any = None) -> StepForm:
    """Name and how to be reached, asked and checked as on the first page of an application."""
    first = built_in(Terms.of(application.role))["steps"][0]
    asked = [question for question in first["questions"] if question["key"] in CONTACT]
    held = {name: getattr(application, name) for name in CONTACT}
    if wish := getattr(application, "address_change", None):
        held["email"] = wish.email
    return StepForm(data, step={**first, "questions": asked}, initial=held)
