"""How many may do casework: figures for the dashboard."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from base.dates import today
from recruitment.rules import add_months
from training.eligibility.lists import met_on, number_eligible
from training.eligibility.live import live_on
from training.models import Standing


@dataclass(frozen=True)
class Months:
    """Eligible at the start of this month, today, and at the start of the next month as far as is known now."""

    month: date
    next_month: date
    at_start: int
    now: int
    at_next: int


def eligible_by_month(day: date | None = None) -> Months:
    """This month and the next. What somebody may still do until then is not foreseen."""
    now = day or today()
    first = now.replace(day=1)
    following = add_months(first, 1)
    return Months(
        month=first,
        next_month=following,
        at_start=number_eligible(first),
        now=number_eligible(now),
        at_next=number_eligible(following),
    )


def eligible_by_role(day: date) -> dict[int, int]:
    """How many met every criterion on a day, by the role they were accepted for, as :func:`number_eligible` counts."""
    rows = Standing.objects.filter(met_on(day) if day == today() else live_on(day)).order_by()
    return dict(rows.values_list("placement__role").annotate(n=Count("pk")))
