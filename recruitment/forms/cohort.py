"""The forms of recruitment rounds: one of them, a year of them, and when one takes applications."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from base.dates import today
from base.localised import listed, localised
from base.templatetags.components import written_range
from recruitment.actions.cohorts import EDITED, Round, cohort_seen, touched_holiday
from recruitment.forms.seen import add_seen
from recruitment.models import Cohort, Demand, Holiday, Role
from recruitment.rules import Season, season_weekends
from recruitment.rules.planning import CLOSES_BEFORE, DAY, OPENS_BEFORE, propose, touched

WANTED, MOST = "wanted_", 500
YEARS_AHEAD = 2  # and always the year after the last that has a round
USUALLY_WANTED = 20  # what one weekend's room and trainers take
HOLIDAY_MEANT = _("Keep this weekend although it touches a public holiday")


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, chosen by the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def wanted_fields(initial: dict[int, int] | None = None) -> Iterator[tuple[str, forms.IntegerField]]:
    """How many people each role wants that recruits by cohort; the others recruit all year and have none."""
    for role in Role.objects.filter(recruits_by_cohort=True):
        yield (
            f"{WANTED}{role.pk}",
            forms.IntegerField(
                label=_("People wanted: %(role)s") % {"role": role.name},
                min_value=0,
                max_value=MOST,
                required=False,
                initial=(initial or {}).get(role.pk),
                help_text=_("Applicants are told that the round is full once so many are accepted. Empty: not sought."),
            ),
        )


def wanted_of(values: dict[str, Any]) -> dict[int, int]:
    """How many people are wanted, by role; roles left empty are not sought."""
    numbers = {name: value for name, value in values.items() if name.startswith(WANTED)}
    return {int(name.removeprefix(WANTED)): value for name, value in numbers.items() if value}


class CohortForm(WagtailAdminModelForm):  # type: ignore[misc]
    """A recruitment round: its weekend, when applications are taken, and how many people each role wants."""

    on_holiday = forms.BooleanField(label=HOLIDAY_MEANT, required=False)

    class Meta:
        model = Cohort
        fields = EDITED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weekend_before = self.instance.starts_on
        wanted = dict(Demand.objects.filter(cohort=self.instance.pk).values_list("role", "wanted"))
        self.fields |= dict(wanted_fields(wanted))
        add_seen(self, cohort_seen(self.instance) if self.instance.pk else "")
        self._offer_to_keep(self.is_bound)

    @property
    def wanted(self) -> dict[int, int]:
        """How many people are wanted, by role."""
        return wanted_of(self.cleaned_data)

    def _post_clean(self) -> None:
        """After the calendar's rules, which the row states itself: a new weekend on a holiday has to be meant."""
        super()._post_clean()
        saturday = self.cleaned_data.get("starts_on")
        words = touched_holiday(saturday) if saturday and saturday != self.weekend_before else ""
        if words and not self.cleaned_data.get("on_holiday"):
            self.add_error("starts_on", words)
        self._offer_to_keep(bool(words))

    def _offer_to_keep(self, touches: bool) -> None:  # noqa: FBT001 - one answer
        """Only where a weekend touches a holiday is there something to keep in spite of it."""
        if not touches:
            self.fields.pop("on_holiday", None)


class DatesForm(forms.Form):
    """From which day to which a round takes applications."""

    opens_on = day_field(_("Applications open"))
    closes_on = day_field(_("Applications close"), help_text=_("The last day on which one can apply."))


class YearForm(forms.Form):
    """The year to plan."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = today().year
        planned = Cohort.objects.aggregate(last=Max("year"))["last"] or 0
        years = [(year, str(year)) for year in range(first, max(first + YEARS_AHEAD, planned + 1) + 1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """One round of the year: proposed by the calendar, changed as its planners wish."""

    include = forms.BooleanField(label=_("Plan this round"), required=False)
    starts_on = forms.TypedChoiceField(label=_("Weekend"), coerce=date.fromisoformat, choices=())
    on_holiday = forms.BooleanField(label=HOLIDAY_MEANT, required=False)
    opens_on = day_field(_("Applications open"))
    closes_on = day_field(_("Applications close"), help_text=_("The last day on which one can apply."))

    def __init__(self, *args: Any, season: Season, year: int, holidays: dict[date, Holiday], **kwargs: Any) -> None:
        self.season, self.year = season, year
        self.proposed = propose(season, year, holidays)
        wanted = {role.pk: USUALLY_WANTED for role in Role.objects.filter(recruits_by_cohort=True)}
        super().__init__(*args, **{"initial": self.proposal(), **kwargs, "prefix": season.value})
        self.fields |= dict(wanted_fields(wanted))
        saturdays = season_weekends(season, year)
        choices = [(day.isoformat(), weekend_words(day, holidays)) for day in saturdays]
        self.fields["starts_on"].choices = choices  # type: ignore[attr-defined]
        if not any(touched(day, holidays) for day in saturdays):
            del self.fields["on_holiday"]

    def proposal(self) -> dict[str, Any]:
        """What the calendar proposes; a weekend that is past is not planned unless somebody ticks it."""
        return {
            "include": self.proposed > today(),
            "starts_on": self.proposed.isoformat(),
            "opens_on": self.proposed - OPENS_BEFORE,
            "closes_on": self.proposed - CLOSES_BEFORE,
        }

    def full_clean(self) -> None:
        """What is not to be planned need not be right."""
        super().full_clean()
        if self.is_bound and not self.is_included:
            self._errors = forms.utils.ErrorDict()

    @property
    def name(self) -> str:
        """Such as "January 2027"."""
        return Cohort(season=self.season.value, year=self.year).name

    @property
    def is_included(self) -> bool:
        """Whether this round is to be planned."""
        return bool(self.cleaned_data.get("include"))

    @property
    def round(self) -> Round:
        """The round as it was filled in."""
        values = self.cleaned_data
        named = {name: values[name] for name in ("starts_on", "opens_on", "closes_on")}
        on_holiday = values.get("on_holiday", False)
        return Round(season=self.season, wanted=wanted_of(values), on_holiday=on_holiday, **named)


def weekend_words(saturday: date, holidays: dict[date, Holiday]) -> str:
    """A weekend written out, with the public holidays it touches."""
    written = written_range(saturday, saturday + DAY)
    names = listed(localised(holidays[day], "name") for day in touched(saturday, holidays))
    return _("%(weekend)s: touches %(holiday)s") % {"weekend": written, "holiday": names} if names else written


def plan_forms(year: int, planned: Collection[str], data: Any = None) -> list[RoundForm]:
    """A form for every season of the year that has no round yet."""
    holidays = {holiday.day: holiday for holiday in Holiday.objects.filter(day__year__in=(year, year + 1))}
    return [
        RoundForm(data, season=season, year=year, holidays=holidays) for season in Season if season.value not in planned
    ]
