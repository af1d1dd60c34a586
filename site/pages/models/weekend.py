"""The next training weekends, as the public sees them."""

from dataclasses import dataclass
from datetime import date

from base.dates import today
from recruitment.models import Cohort, Demand, Role


@dataclass(frozen=True)
class Weekend:
    """A weekend to come: its days (None while all are called off), and the places left (None where none are wanted)."""

    name: str
    days: tuple[date, date] | None
    when: str
    opens_on: date
    closes_on: date
    places_left: int | None

    @property
    def is_closed(self) -> bool:
        """Whether the last day to apply has passed."""
        return self.closes_on < today()

    @property
    def is_early(self) -> bool:
        """Whether applications open on a later day."""
        return today() < self.opens_on

    @property
    def is_open(self) -> bool:
        """Whether somebody can apply for it today."""
        return not self.is_closed and not self.is_early


def next_weekends(*, role: Role | None = None, at_most: int = 3) -> list[Weekend]:
    """The next weekends, of those that recruit for a role if one is given. Two queries."""
    cohorts = Cohort.objects.upcoming().with_days()
    if role:
        cohorts = cohorts.filter(demands__role=role)
    chosen = list(cohorts[:at_most])
    demands = Demand.objects.filter(cohort__in=chosen)
    left = (demands.filter(role=role) if role else demands).places_left()
    return [_weekend(cohort, left.get(cohort.pk)) for cohort in chosen]


def _weekend(cohort: Cohort, places_left: int | None) -> Weekend:
    return Weekend(cohort.name, cohort.days, cohort.when, cohort.opens_on, cohort.closes_on, places_left)
