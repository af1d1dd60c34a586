"""What is asked beside the first page of an application."""

import secrets
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from base.forms import SiteForm


def new_token() -> str:
    """What makes two clicks on the same first page one application."""
    return secrets.token_urlsafe(32)


class OpeningForm(SiteForm):
    """The one-use token of the first page, a trap for programs that fill in everything, and whose phone this is."""

    started_with = forms.CharField(
        widget=forms.HiddenInput, max_length=64, validators=[RegexValidator(r"^[\w-]{40,64}$")], initial=new_token
    )
    website = forms.CharField(required=False, max_length=200, label=_("Leave this empty"))
    shared = forms.BooleanField(
        required=False,
        label=_("I share this phone or computer"),
        help_text=_("We then leave nothing on it to come back by. You come back with a link that we mail you."),
    )

    def clean_website(self) -> Any:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Empty this box, then send the page again: it is there to stop programs."))
        return ""
