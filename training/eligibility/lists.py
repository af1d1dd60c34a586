"""Lists of people by what they meet: comparisons of stored dates with a day."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from base.dates import today
from recruitment.models import Placement, Volunteer
from recruitment.models.volunteer import PlacementQuerySet, VolunteerQuerySet
from training.eligibility.facts import facts_of
from training.eligibility.live import live_on
from training.eligibility.reckoning import days
from training.models import Criterion, Standing
from training.rules import all_of, covers


def met_on(day: date, criterion: Criterion | None = None, *, prefix: str = "") -> Q:
    """On a row of standing: a criterion is met on a day, or all of them are where none is named.

    True of any day from the row's making until the day before its ``recheck_on``.
    """
    name = prefix + (criterion.value if criterion else "eligible")
    return Q(**{f"{name}_from__lte": day, f"{name}_until__gte": day})


def missing_on(day: date, criterion: Criterion | None = None, *, prefix: str = "") -> Q:
    """On a row of standing: the opposite of :func:`met_on`."""
    name = prefix + (criterion.value if criterion else "eligible")
    return Q(**{f"{name}_from": None}) | Q(**{f"{name}_from__gt": day}) | Q(**{f"{name}_until__lt": day})


def eligible(*, on: date | None = None) -> VolunteerQuerySet:
    """The volunteers who may be rostered for casework on a day, today by default.

    From the stored standings: one indexed query, and a second that finds the few rows due for another look. Days
    gone by are asked of the facts, as known now. A page by name looks at its own rows only; who only wants
    the number counts the standings.
    """
    day = on or today()
    if day < today():
        then = Standing.objects.filter(live_on(day), placement__volunteer=OuterRef("pk"))
        return Volunteer.objects.filter(Exists(then))
    late = _live(Placement.objects.filter(standing__recheck_on__lte=day), day)
    in_time = Q(recheck_on=None) | Q(recheck_on__gt=day)
    stored = Exists(Standing.objects.filter(in_time, met_on(day), placement__volunteer=OuterRef("pk")))
    return Volunteer.objects.filter(Q(stored) | Q(pk__in=late) if late else stored)


def missing(criterion: Criterion, *, on: date | None = None) -> VolunteerQuerySet:
    """The volunteers in casework that day, or still to begin, who lack one criterion."""
    day = on or today()
    rows = Standing.objects.filter(missing_on(day, criterion), accepted_until__gte=day)
    return Volunteer.objects.filter(pk__in=rows.values("placement__volunteer"))


def number_eligible(day: date) -> int:
    """How many placements meet every criterion on a day: stored for today, else asked of the facts."""
    if day == today():
        return Standing.objects.filter(met_on(day)).count()
    return Standing.objects.filter(live_on(day)).count()


def _live(placements: PlacementQuerySet, day: date) -> list[int]:
    """The volunteers whose facts meet every criterion on a day."""
    rows = list(placements.select_related("role"))
    found = zip(rows, facts_of(rows), strict=True)
    return [row.volunteer_id for row, facts in found if covers(all_of(days(facts).values()), day)]
