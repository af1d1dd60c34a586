"""What reports are narrowed by, and which days a board asks about."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.dates import today
from recruitment.forms.cohort import day_field
from recruitment.models import Cohort, Role
from training.models import BoardReport
from training.models.figures.scope import Scope
from training.rules.periods import Period

EARLIEST = date(2000, 1, 1)


class TrainingReportForm(forms.Form):
    """Days, role and cohort; left empty, all of them."""

    first = day_field(_("From"), required=False)
    last = day_field(_("Until"), required=False)
    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.all(), required=False, empty_label=_("All"))
    cohort = forms.ModelChoiceField(
        label=_("Cohort"), queryset=Cohort.objects.order_by("-starts_on"), required=False, empty_label=_("All")
    )

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
        return Scope(first=values["first"], last=values["last"], role=role and role.pk, cohort=cohort and cohort.pk)


class PeriodForm(forms.Form):
    """The days of a board report: none of them still to come."""

    first = day_field(_("First day"))
    last = day_field(_("Last day"), help_text=_("Today at the latest: nobody can count what is still to come."))

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if first < EARLIEST:
            raise forms.ValidationError(_("Choose a day from 1 January 2000 on."))
        return first

    def clean_last(self) -> date:
        last: date = self.cleaned_data["last"]
        if last > today():
            raise forms.ValidationError(_("This day is still to come. Choose today or an earlier day."))
        return last

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("The period ends before it begins."))
        return cleaned

    @property
    def period(self) -> Period:
        """What was chosen."""
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])


class PublishForm(forms.ModelForm[BoardReport]):
    """What a report is called, and which figures were looked at."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = BoardReport
        fields = ("title",)
