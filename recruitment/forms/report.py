"""What the recruitment report is narrowed by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.forms.cohort import day_field
from recruitment.models import Cohort, Role
from recruitment.models.figures import Scope


class ReportForm(forms.Form):
    """Role, cohort, and when applications came; left empty, all of them."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.all(), required=False, empty_label=_("All"))
    cohort = forms.ModelChoiceField(
        label=_("Cohort now"), queryset=Cohort.objects.order_by("-starts_on"), required=False, empty_label=_("All")
    )
    first = day_field(_("Submitted from"), required=False)
    last = day_field(_("Submitted until"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("The period ends before it begins."))
        return cleaned

    @property
    def scope(self) -> Scope:
        """What was chosen."""
        values = self.cleaned_data
        role, cohort = values["role"], values["cohort"]
        return Scope(role=role and role.pk, cohort=cohort and cohort.pk, first=values["first"], last=values["last"])
