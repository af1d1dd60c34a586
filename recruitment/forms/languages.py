"""The forms of the interpreters' directory."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from recruitment.models import LanguagePair
from recruitment.rules.languages import language_name

LEVELS = LanguagePair.Level.choices


def in_use(end: str) -> list[tuple[str, str]]:
    """The languages at one end of the pairs in the directory, by name."""
    codes = LanguagePair.objects.of_interpreters().order_by().values_list(end, flat=True).distinct()
    return sorted(((code, language_name(code)) for code in codes), key=lambda choice: choice[1])


class PairFilterSet(WagtailFilterSet):
    """What the directory is narrowed by."""

    source = django_filters.ChoiceFilter(label=_("From"), choices=lambda: in_use("source"))
    target = django_filters.ChoiceFilter(label=_("Into"), choices=lambda: in_use("target"))
    way = django_filters.ChoiceFilter(
        label=_("Spoken or written"), choices=[("spoken", _("Spoken")), ("written", _("Written"))], method="by_way"
    )
    level = django_filters.ChoiceFilter(
        label=_("Assessed level, at least"), choices=[*LEVELS, ("none", _("Not assessed yet"))], method="by_level"
    )

    class Meta:
        model = LanguagePair
        fields: list[str] = []

    def by_way(self, rows: Any, _name: str, way: str) -> Any:
        """Spoken, or written."""
        return rows.filter(**{way: True})

    def by_level(self, rows: Any, _name: str, level: str) -> Any:
        """Found to be at this level or a higher one; or not assessed yet."""
        if level == "none":
            return rows.filter(level="")
        return rows.filter(level__in=LanguagePair.Level.values[LanguagePair.Level.values.index(level) :])


class AssessForm(forms.Form):
    """How well somebody interprets a pair, and when that was found."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=LEVELS, widget=forms.RadioSelect)
    on = forms.DateField(label=_("Assessed on"), widget=AdminDateInput)
