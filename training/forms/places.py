"""What a volunteer fills in on their own pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base.forms import HalfDayField, SiteForm
from recruitment.models import Placement
from training.models import Terms


class SigningForm(SiteForm):
    """A signature under the text that was shown, and no other version of it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read this and I agree to it"),
        error_messages={"required": _("Tick the box if you agree. If you do not, please talk with us.")},
    )

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        self.fields["version"].initial = terms.version

    def clean_version(self) -> int:
        """Refuse a signature under a text that was replaced while it was being read."""
        version: int = self.cleaned_data["version"]
        if version != self.terms.version:
            self.data = {**self.data, "version": self.terms.version, "agreed": ""}
            raise ValidationError(_("The text has changed since you opened this page. Please read it again."))
        return version


class CommitmentForm(SigningForm):
    """How many hours a week somebody promises, and the signature."""

    hours_per_week = forms.TypedChoiceField(label=_("Hours a week I can give"), coerce=int, widget=forms.RadioSelect)
    months = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("hours_per_week", "agreed", "version", "months")

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months_asked, hours = placement.months_asked, placement.hours_offered
        self.fields["months"].initial = self.months_asked
        self.fields["hours_per_week"].initial = placement.agreed_hours
        self.fields["hours_per_week"].choices = [  # type: ignore[attr-defined]
            (count, ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}) for count in hours
        ]

    def clean_months(self) -> int:
        """Refuse a signature for other months than the page showed."""
        months: int = self.cleaned_data["months"]
        if months != self.months_asked:
            self.data = {**self.data, "months": self.months_asked, "agreed": ""}
            raise ValidationError(_("The months have changed since you opened this page. Please read it again."))
        return months


class AvailabilityForm(SiteForm):
    """The weekday half-days somebody can usually give."""

    half_days = HalfDayField(
        label=_("When can you usually come?"),
        help_text=_(
            "Intake sessions are on Wednesdays and Thursdays from 14:00 to 17:00. Tick none if you cannot now."
        ),
        required=False,
    )
