"""The next training weekends, as the public sees them."""

from dataclasses import dataclass
from datetime import date

from recruitment.models import Cohort, Role
from training.models import Event


@dataclass(frozen=True)
class Weekend:
    """A weekend to come: its dates as promised, and the places left (None before any are planned)."""

    name: str
    starts_on: date
    ends_on: date
    closes_on: date
    places_left: int | None


def next_weekends(*, role: Role | None = None, at_most: int = 3) -> list[Weekend]:
    """The next weekends, of those that recruit for a role if one is given. Two queries."""
    cohorts = Cohort.objects.upcoming()
    if role:
        cohorts = cohorts.filter(demands__role=role)
    chosen = list(cohorts[:at_most])
    events = Event.objects.filter(cohort__in=chosen).with_places_left()
    left: dict[int | None, int | None] = {
        event.cohort_id: event.places_left  # type: ignore[attr-defined]  # annotated above
        for event in events
    }
    return [_weekend(cohort, left.get(cohort.pk)) for cohort in chosen]


def _weekend(cohort: Cohort, places_left: int | None) -> Weekend:
    return Weekend(cohort.name, cohort.starts_on, cohort.ends_on, cohort.closes_on, places_left)
