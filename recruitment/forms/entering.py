"""What is asked of staff who enter an application for somebody."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from base.rules import new_token
from recruitment.models import Role


class EnteringForm(forms.Form):
    """For which role, and in which language the person is written to."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.none(), empty_label=None)
    language = forms.ChoiceField(
        label=_("Their language"),
        help_text=_("The statement you read out, the mails and the calls are in it."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    started_with = forms.CharField(widget=forms.HiddenInput, max_length=64, min_length=40, initial=new_token)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.open()  # type: ignore[attr-defined]
