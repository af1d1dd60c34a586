"""Forms that are never kept: a question of the role finder, and the style page's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import DateField, HalfDayField, SiteForm, choice_label
from recruitment.rules.finder import FinderQuestion


class StyleForm(SiteForm):
    """One question of each kind."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("The name you use; it need not be the one on a document."),
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    hours = forms.IntegerField(
        label=_("Hours a week"), required=False, widget=forms.TextInput({"class": "short", "inputmode": "numeric"})
    )
    leaving = DateField(
        label=_("When might you leave Hong Kong?"), help_text=_("For example, 16 1 2027"), required=False
    )
    cohort = forms.ChoiceField(
        label=_("Which weekend can you attend?"),
        choices=[
            ("january", choice_label(_("January 2027"), _("Saturday 16 and Sunday 17 January 2027"))),
            ("may", choice_label(_("May/June 2027"), _("Saturday 29 and Sunday 30 May 2027"))),
            ("later", _("A later one")),
        ],
        error_messages={"required": _("Choose a weekend.")},
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"),
        choices=[("en", _("English")), ("yue", _("Cantonese")), ("fa", _("Persian"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    half_days = HalfDayField(
        label=_("When are you usually free?"), help_text=_("Tick all that are usual."), required=False
    )
    country = forms.ChoiceField(
        label=_("How did you hear of us?"),
        choices=[("", "–"), ("friend", _("From a friend")), ("web", _("On the web"))],
        required=False,
    )
    why = forms.CharField(
        label=_("Why this role?"),
        help_text=_("Please do not write about your own or anyone’s case; it cannot help or harm this application."),
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    cv = forms.FileField(label=_("CV"), help_text=_("PDF or Word, at most 10 MB."), required=False)
    agree = forms.BooleanField(
        label=_("I have read how my data are kept."), error_messages={"required": _("Tick the box to go on.")}
    )


class KeptFile:
    """A file as it looks on the way back to its question."""

    url = "#"

    def __str__(self) -> str:
        return "cv-may.pdf (84 KB)"


class FinderForm(SiteForm):
    """One question of the role finder."""

    def __init__(self, *args: Any, question: FinderQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[question.key] = forms.ChoiceField(
            label=str(question.label),
            help_text=str(question.hint),
            choices=[
                (one.key, choice_label(one.label, one.hint) if one.hint else one.label) for one in question.choices
            ],
            error_messages={"required": _("Choose one of the answers.")},
            widget=forms.RadioSelect,
        )
