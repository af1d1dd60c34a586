"""What a supervisor fills in on a volunteer's page. The rules are in the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.dates import today
from training.actions.commitment import WEEKS_MOST
from training.actions.supervision import OVERRIDABLE
from training.models import Criterion, Terms


class Day(forms.DateField):
    """A date, typed or picked in the browser's own way."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def reason() -> forms.CharField:
    """Why: kept with the decision, at most 200 characters."""
    return forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Colleagues read it. Write nothing about clients.")
    )


class HoldForm(forms.Form):
    """Hold somebody back from casework."""

    reason = reason()
    until_on = Day(label=_("Until"), required=False, help_text=_("Leave empty to hold until it is lifted."))


class OverrideForm(forms.Form):
    """Take one criterion as met for a time."""

    criterion = forms.TypedChoiceField(
        label=_("Criterion"), coerce=Criterion, choices=[(key.value, key.label) for key in OVERRIDABLE]
    )
    reason = reason()
    expires_on = Day(label=_("Expires on"), help_text=_("The last day on which it is taken as met."))


class PauseForm(forms.Form):
    """Let a commitment rest."""

    from_on = Day(label=_("From"), initial=today)
    until_on = Day(label=_("Until"), required=False, help_text=_("Leave empty while the return is not known."))
    reason = reason()


class EndForm(forms.Form):
    """End a commitment early."""

    on = Day(label=_("From this day on"), initial=today)
    reason = reason()


class AnchorForm(forms.Form):
    """Agree on the day the months are counted from."""

    anchor_on = Day(label=_("Counted from"))


class ExtendForm(forms.Form):
    """Give further weeks."""

    weeks = forms.IntegerField(
        label=_("Weeks"), min_value=1, max_value=WEEKS_MOST, help_text=_("Counted from the end as it stands.")
    )
    reason = reason()


class AcceptForm(forms.Form):
    """Take fewer hours as enough."""

    reason = reason()


class NoForm(forms.Form):
    """Nothing to fill in: a button."""


class PkForm(forms.Form):
    """Which hold or override is meant."""

    pk = forms.IntegerField(widget=forms.HiddenInput)


class TermsForm(forms.ModelForm[Terms]):
    """A further version of a text."""

    class Meta:
        model = Terms
        fields = ("kind", "text_en", "text_zh", "required_from")
        widgets = {"required_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "required_from": _("Until the day before, whoever signed an earlier version need not sign again."),
        }
