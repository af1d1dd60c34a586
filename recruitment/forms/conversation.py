"""What recruiters ask applicants, and the round they go on in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.models import Cohort


class AskForm(forms.Form):
    """A question to the applicant."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    question = forms.CharField(
        label=_("Question to the applicant"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("It goes out by mail and waits on their page. Nobody's case belongs in it."),
    )


class RoundForm(forms.Form):
    """Another round for an application."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    cohort = forms.ChoiceField(label=_("Round"), choices=(), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, help_text=_("Kept in the history."))
    send = forms.BooleanField(label=_("Tell the applicant by mail"), required=False, initial=True)

    def __init__(self, *args: Any, rounds: Iterable[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = [(str(row.pk), row.name) for row in rounds]  # type: ignore[attr-defined]
