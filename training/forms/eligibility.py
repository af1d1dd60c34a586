"""What the list of who may do casework is narrowed by."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.active_filters import BaseFilterAdapter, register_filter_adapter_class
from wagtail.admin.filters import WagtailFilterSet

from base.dates import today
from base.templatetags.components import written
from recruitment.forms.filters import PlainSelect
from recruitment.models import Cohort, LanguagePair, Role, SpokenLanguage, Volunteer
from recruitment.rules.languages import language_name
from training.eligibility import asked_again_before, live_on, met_on, missing_on
from training.eligibility.cautions import LAPSE_DAYS, OVERRIDE_DAYS
from training.models import Criterion, Standing
from training.models.standing import StandingQuerySet

ELIGIBLE, NOT_YET, ENDED = "eligible", "not_yet", "ended"
LAPSING, LONG_AGO, OVERRIDDEN, OVERRIDE_ENDS = "lapsing", "long_ago", "overridden", "override_ends"
LONGEST_SHOWN = 40  # characters of what was asked
YEARS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 12, 31))]


Choices = dict[str, list[tuple[str, str]]]


class DayForm(forms.Form):
    """The day a page is asked about."""

    day = forms.DateField(
        label=_("As of"),
        required=False,
        validators=YEARS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def asked(self) -> date:
        """The day asked for; today if none was, or if it cannot be read."""
        return (self.is_valid() and self.cleaned_data["day"]) or today()


class DayFilter(django_filters.DateFilter):
    """The day a list is asked about: it narrows nothing by itself."""

    def filter(self, qs: Any, _value: Any) -> Any:
        return qs


class DayAdapter(BaseFilterAdapter):  # type: ignore[misc]
    """The chosen day, written out, above the list."""

    def get_active_filters(self) -> Any:
        for found in super().get_active_filters():
            yield found._replace(value=written(self.value))


register_filter_adapter_class(DayFilter, DayAdapter)


class StandingFilters(WagtailFilterSet):  # type: ignore[misc]
    """Narrow the list down. Without a choice it shows everybody in casework, or still to begin, as of today."""

    day = DayFilter(
        label=_("As of"),
        validators=YEARS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A day gone by or to come, from what is known now."),
    )
    state = django_filters.ChoiceFilter(
        label=_("Eligible on that day"),
        choices=[(ELIGIBLE, _("Eligible")), (NOT_YET, _("Not yet")), (ENDED, _("Placement ended"))],
        method="by_state",
        empty_label=_("Everybody"),
        widget=forms.RadioSelect,
    )
    missing = django_filters.ChoiceFilter(
        label=_("Criterion not met"),
        choices=Criterion.choices,
        method="by_missing",
        empty_label=_("Anything"),
        widget=forms.RadioSelect,
    )
    soon = django_filters.ChoiceFilter(
        label=_("To see to"),
        choices=[
            (LAPSING, _("Training lapses within 90 days")),
            (LONG_AGO, _("Half-days said over six months ago")),
            (OVERRIDDEN, _("An override is in force")),
            (OVERRIDE_ENDS, _("An override ends within two weeks")),
        ],
        method="by_caution",
        empty_label=_("Anything"),
        widget=forms.RadioSelect,
    )
    role = django_filters.ModelChoiceFilter(
        label=_("Role"), field_name="placement__role", queryset=Role.objects.filter(is_casework=True)
    )
    cohort = django_filters.ModelChoiceFilter(
        label=_("Cohort"),
        field_name="placement__application__cohort",
        queryset=Cohort.objects.order_by("-starts_on"),
    )
    speaks = django_filters.ChoiceFilter(label=_("Speaks"), method="by_spoken", widget=PlainSelect)
    interprets = django_filters.ChoiceFilter(label=_("Interprets"), method="by_pair", widget=PlainSelect)
    language = django_filters.ChoiceFilter(
        label=_("We write to them in"), field_name="placement__volunteer__language", choices=settings.LANGUAGES
    )

    class Meta:
        model = Standing
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any = None, queryset: Any = None, **more: Any) -> None:
        super().__init__(data, queryset, **more)
        for name, choices in _languages().items():
            self.filters[name].extra["choices"] = choices

    @cached_property
    def chosen_day(self) -> date:
        """The day asked about; today where none is, or where it cannot be read."""
        self.form.is_valid()
        return self.form.cleaned_data.get("day") or today()

    def is_valid(self) -> bool:
        """What cannot be read narrows nothing and is said above the list; all the rest narrows it as asked."""
        self.form.is_valid()
        return bool(self.is_bound)

    @property
    def unread(self) -> list[str]:
        """What was asked for and cannot be read, each in a sentence."""
        found = [(self.form[name], self.data.get(name, "")) for name in self.form.errors]
        return [_unread(field.label, value) for field, value in found]

    def by_state(self, rows: StandingQuerySet, _name: str, value: str) -> StandingQuerySet:
        """Eligible on the day, not yet, or no longer in casework."""
        day = self.chosen_day
        if value == ENDED:
            return rows.filter(placement__ends_on__lt=day)
        if day == today():
            return rows.filter(met_on(day) if value == ELIGIBLE else missing_on(day))
        return rows.filter(live_on(day)) if value == ELIGIBLE else rows.exclude(live_on(day))

    def by_missing(self, rows: StandingQuerySet, _name: str, value: str) -> StandingQuerySet:
        """Lacking one criterion on the day."""
        day, criterion = self.chosen_day, Criterion(value)
        return rows.filter(missing_on(day, criterion)) if day == today() else rows.exclude(live_on(day, criterion))

    def by_caution(self, rows: StandingQuerySet, _name: str, value: str) -> StandingQuerySet:
        """What is to be seen to soon, as of today."""
        day = today()
        in_force = Q(override_from__lte=day, override_until__gte=day)
        return rows.filter(
            {
                LAPSING: met_on(day, Criterion.TRAINED) & Q(trained_until__lte=day + timedelta(days=LAPSE_DAYS)),
                LONG_AGO: Q(said_on__lt=asked_again_before(day)),
                OVERRIDDEN: in_force,
                OVERRIDE_ENDS: in_force & Q(override_until__lte=day + timedelta(days=OVERRIDE_DAYS)),
            }[value]
        )

    def by_spoken(self, rows: StandingQuerySet, _name: str, value: str) -> StandingQuerySet:
        """Whoever said in any application that they speak a language."""
        people = Volunteer.objects.filter(placements__application__spoken__language=value)
        return rows.filter(placement__volunteer__in=people)

    def by_pair(self, rows: StandingQuerySet, _name: str, value: str) -> StandingQuerySet:
        """Whoever interprets from or into a language."""
        pairs = LanguagePair.objects.filter(Q(source=value) | Q(target=value))
        return rows.filter(placement__volunteer__in=Volunteer.objects.filter(placements__application__pairs__in=pairs))


def _unread(label: str, value: str) -> str:
    words = {"label": label, "value": value[:LONGEST_SHOWN]}
    return gettext("“%(value)s” is no answer to “%(label)s”, and was left out.") % words


def _languages() -> Choices:
    """The languages spoken and interpreted by anybody, in one question."""
    pairs, spoken = LanguagePair.objects.order_by(), SpokenLanguage.objects.order_by()
    rows = spoken.values_list(Value("speaks"), "language").union(
        pairs.values_list(Value("interprets"), "source"), pairs.values_list(Value("interprets"), "target")
    )
    found: dict[str, set[str]] = {"speaks": set(), "interprets": set()}
    for name, language in rows:
        found[name].add(language)
    return {name: _named(codes) for name, codes in found.items()}


def _named(codes: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(((code, language_name(code)) for code in codes), key=lambda choice: choice[1])
