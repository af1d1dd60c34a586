"""What a volunteer says to check in, and what a trainer sets when opening it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import SiteForm
from training.rules.check_in import GRACES

MOST = 60  # characters of two words, with room for slips


class CheckInForm(SiteForm):
    """Two words from the screen, or the code that a camera read from it."""

    said = forms.CharField(
        label=_("The words on the screen"),
        help_text=_("Two words, in English or Chinese: “harbour lantern” or 「海港燈籠」."),
        max_length=MOST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "class": "mid"}),
        error_messages={"required": _("Type the two words that the screen shows now.")},
    )


def _grace_label(seconds: int) -> Any:
    labels = {
        30: _("30 seconds: everybody has a phone in hand"),
        60: _("1 minute"),
        120: _("2 minutes"),
        300: _("5 minutes"),
        600: _("10 minutes: many sign in only now"),
    }
    return labels[seconds]


class OpenForm(SiteForm):
    """For how long a code counts after the screen has changed."""

    grace_seconds = forms.TypedChoiceField(
        label=_("How long a code counts after the screen has changed"),
        choices=[(seconds, _grace_label(seconds)) for seconds in GRACES],
        coerce=int,
        widget=forms.RadioSelect,
    )
