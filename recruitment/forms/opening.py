"""What is asked beside the first page of an application."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import GuardedForm


class OpeningForm(GuardedForm):
    """The guards of the first page, and whose phone this is."""

    shared = forms.BooleanField(
        required=False,
        label=_("I share this phone or computer"),
        help_text=_("We then leave nothing on it to come back by. You come back with a link that we mail you."),
    )
