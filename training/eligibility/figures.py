"""How many may do casework: figures for the dashboard."""

from dataclasses import dataclass
from datetime import date

from base.dates import today
from recruitment.rules import add_months
from training.eligibility.lists import number_eligible


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
