"""Completion and staying, by the cohort people were accepted in."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, F, OuterRef, Q, Subquery, Value, When

from training.models.attendance import Completion
from training.models.commitment import Commitment
from training.models.figures.scope import Scope
from training.rules import DAY
from training.rules.retention import Stay

# The half year begins with the day agreed in the commitment; a role that asks for none begins with the placement.
BEGAN = Case(
    When(commitment__isnull=False, then=F("commitment__anchor_on")),
    When(role__months__isnull=False, then=Value(None, output_field=DateField())),
    default=F("starts_on"),
    output_field=DateField(),
)
COHORT = "application__cohort"


@dataclass
class Trained:
    """Placements in roles with compulsory training: how many completed it, and how soon."""

    accepted: int = 0
    complete: int = 0
    in_time: int = 0
    left: int = 0

    @property
    def later(self) -> int:
        """Completed after the weekend of their cohort; says nothing of people without one."""
        return self.complete - self.in_time

    @property
    def to_come(self) -> int:
        """Still there, and still to complete it."""
        return self.accepted - self.complete - self.left


@dataclass
class Staying:
    """The placements of a cohort: those that began, and how many have no beginning yet, or left before it."""

    stays: list[Stay] = field(default_factory=list)
    not_begun: int = 0
    never_began: int = 0

    @property
    def began(self) -> int:
        """How many people began."""
        return sum(stay.people for stay in self.stays)


def completion(scope: Scope) -> dict[int | None, Trained]:
    """By cohort, of placements that began in the scope's days."""
    done = Completion.objects.filter(volunteer=OuterRef("volunteer"), role=OuterRef("role"), undone_at=None)
    rows = scope.of_placements().filter(scope.days("starts_on"), role__training_compulsory=True)
    counted = (
        rows.annotate(done_on=Subquery(done.order_by("completed_on").values("completed_on")[:1]))
        .values_list(COHORT)
        .annotate(
            accepted=Count("pk"),
            complete=Count("pk", filter=Q(done_on__isnull=False)),
            in_time=Count("pk", filter=Q(done_on__lte=F("application__cohort__ends_on"))),
            left=Count("pk", filter=Q(done_on=None, ends_on__isnull=False)),
        )
    )
    return {cohort: Trained(*numbers) for cohort, *numbers in counted}


def staying(scope: Scope) -> dict[int | None, Staying]:
    """By cohort, of placements that began in the scope's days, or were accepted in them and have not begun."""
    found: dict[int | None, Staying] = defaultdict(Staying)
    for cohort, began, ended, people in _tenures(scope):
        here = found[cohort]
        if began:
            here.stays.append(Stay(began, ended, people))
        elif ended:
            here.never_began += people
        else:
            here.not_begun += people
    return found


def _tenures(scope: Scope) -> Any:
    """Cohort, first day, the first day after the last, and how many people are alike in that."""
    rows = scope.of_placements().annotate(began=BEGAN)
    if scope.has_days:
        rows = rows.filter(scope.days("began") | Q(began=None) & scope.days("starts_on"))
    columns = (COHORT, "began", "ends_on", "commitment__ended_early_on")
    for cohort, began, ends_on, ended_early_on, people in rows.values_list(*columns).annotate(people=Count("pk")):
        yield cohort, began, _gone(ends_on, ended_early_on), people


def _gone(ends_on: date | None, ended_early_on: date | None) -> date | None:
    ended = [ends_on + DAY] if ends_on and ends_on < date.max else []
    return min([*ended, *([ended_early_on] if ended_early_on else [])], default=None)


def lights(scope: Scope) -> dict[tuple[int, str], int]:
    """How many commitments of running placements stand how, by role, as they were judged last."""
    rows = Commitment.objects.filter(scope.placements("placement__"), placement__ends_on=None).order_by()
    counted = rows.values_list("placement__role", "light").annotate(n=Count("pk"))
    return {(role, light): number for role, light, number in counted}
