"""What the interpreters' directory is narrowed by beyond the pairs themselves."""

from typing import Any

import django_filters
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from base.dates import at, today
from recruitment.forms.languages import PairFilterSet, in_use
from recruitment.models import LanguagePair
from recruitment.rules import add_months
from training.actions.coverage import attendances, in_force
from training.models import Availability, Event

PERSON = "application__placement__volunteer"
EVER, YEAR, NEVER = "ever", "year", "never"


def dialects() -> list[tuple[str, str]]:
    """Those that interpreters named."""
    named = LanguagePair.objects.of_interpreters().exclude(dialect="").order_by("dialect")
    return [(name, name) for name in named.values_list("dialect", flat=True).distinct()]


def ends() -> list[tuple[str, str]]:
    """The languages at either end."""
    return sorted({*in_use("source"), *in_use("target")}, key=lambda choice: choice[1])


class InterpreterFilterSet(PairFilterSet):
    """Languages, dialect, level, half-days, pay, and community interpretation training."""

    language = django_filters.ChoiceFilter(label=_("From or into"), choices=ends, method="by_language")
    dialect = django_filters.ChoiceFilter(label=_("Dialect or variety"), choices=dialects, field_name="dialect")
    half_day = django_filters.ChoiceFilter(label=_("Free on"), choices=Availability.HALF_DAYS, method="by_half_day")
    pay = django_filters.ChoiceFilter(
        label=_("Paid or pro bono"), choices=[("paid", _("Paid")), ("pro_bono", _("Pro bono"))], method="by_pay"
    )
    trained = django_filters.ChoiceFilter(
        label=_("Community interpretation training"),
        choices=[(EVER, _("Attended")), (YEAR, _("Attended in the last twelve months")), (NEVER, _("Never attended"))],
        method="by_training",
    )
    event = django_filters.ModelChoiceFilter(
        label=_("Attended at"),
        queryset=Event.objects.filter(kind=Event.Kind.INTERPRETATION).order_by("-pk"),
        method="by_event",
    )

    class Meta:
        model = LanguagePair
        fields: list[str] = []

    def by_language(self, rows: Any, _name: str, code: str) -> Any:
        """At either end."""
        return rows.filter(Q(source=code) | Q(target=code))

    def by_half_day(self, rows: Any, _name: str, code: str) -> Any:
        """Who said that they are free then, today."""
        said = Availability.objects.filter(in_force()).annotate(said=Cast("half_days", TextField()))
        return rows.filter(**{f"{PERSON}__in": said.filter(said__contains=f'"{code}"').values("volunteer")})

    def by_pay(self, rows: Any, _name: str, value: str) -> Any:
        """Paid by the hour, or giving their time."""
        return rows.filter(application__placement__is_paid=value == "paid")

    def by_training(self, rows: Any, _name: str, value: str) -> Any:
        """Present at a session of it."""
        came = attendances()
        if value == YEAR:
            came = came.filter(session__starts_at__gte=at(add_months(today(), -12), 0))
        people = {f"{PERSON}__in": came.values("enrolment__volunteer")}
        return rows.exclude(**people) if value == NEVER else rows.filter(**people)

    def by_event(self, rows: Any, _name: str, event: Event) -> Any:
        """Present at one of its sessions."""
        came = attendances().filter(session__event=event)
        return rows.filter(**{f"{PERSON}__in": came.values("enrolment__volunteer")})
