"""What a trainer fills in to credit a module by hand, or to withdraw such a credit. The rules are in the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from training.actions.crediting import SOURCES
from training.forms.commitment import Day
from training.models import Credit, Module

READ_BY = _("Colleagues and the volunteer read it. Write nothing about clients.")


class GrantForm(forms.Form):
    """Credit one module."""

    module = forms.ModelChoiceField(Module.objects.all(), label=_("Module"))
    source = forms.TypedChoiceField(
        label=_("How"),
        coerce=Credit.Source,
        choices=[(source.value, source.label) for source in SOURCES],
        widget=forms.RadioSelect,
    )
    earned_on = Day(label=_("Day"), help_text=_("The last day, if it took several. How long it counts begins here."))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=READ_BY)


class WithdrawForm(forms.Form):
    """Withdraw one credit."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=READ_BY)
