"""Volunteer hours. Those of paid placements are none."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from training.models.commitment import HoursEntry, HoursEntryQuerySet
from training.models.figures.scope import Scope

CONFIRMED = Q(confirmed_at__isnull=False)
WAITING = Q(confirmed_at=None, refused_at=None)
REFUSED = Q(refused_at__isnull=False)


@dataclass
class Given:
    """Minutes by what became of them, and how many people gave those that were confirmed."""

    confirmed: int = 0
    waiting: int = 0
    refused: int = 0
    people: int = 0


class Minutes(NamedTuple):
    """Confirmed minutes of a role in a month."""

    role: int
    month: date
    minutes: int


@dataclass
class Hours:
    """All of them, by role, and the confirmed ones by month."""

    whole: Given
    roles: dict[int, Given]
    months: Counter[date]


def entries(scope: Scope) -> HoursEntryQuerySet:
    """What was logged for the scope's days, but for paid placements."""
    rows = HoursEntry.objects.filter(scope.days("day"), scope.placements("placement__"), placement__is_paid=False)
    return rows.order_by()


def hours(scope: Scope) -> Hours:
    """The hours given on the scope's days."""
    rows = entries(scope)
    by_role = rows.values_list("placement__role").annotate(**_sums())
    return Hours(
        whole=_given(rows.aggregate(**_sums()).values()),
        roles={role: _given(numbers) for role, *numbers in by_role},
        months=by_month(minutes(scope)),
    )


def minutes(scope: Scope) -> list[Minutes]:
    """The confirmed minutes, by role and month."""
    rows = entries(scope).filter(CONFIRMED).annotate(month=TruncMonth("day"))
    told = rows.values_list("placement__role", "month").annotate(minutes=Sum("minutes"))
    return [Minutes(*row) for row in told]


def by_month(rows: Iterable[Minutes]) -> Counter[date]:
    """The same, all roles together."""
    found: Counter[date] = Counter()
    for row in rows:
        found[row.month] += row.minutes
    return found


def _sums() -> dict[str, Any]:
    return {
        "sum_confirmed": Sum("minutes", filter=CONFIRMED),
        "sum_waiting": Sum("minutes", filter=WAITING),
        "sum_refused": Sum("minutes", filter=REFUSED),
        "givers": Count("placement__volunteer", distinct=True, filter=CONFIRMED),
    }


def _given(numbers: Iterable[int | None]) -> Given:
    return Given(*(number or 0 for number in numbers))
