"""What a report is narrowed to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from base.dates import at
from recruitment.models import Placement
from recruitment.models.volunteer import PlacementQuerySet
from training.models.event import Session, SessionQuerySet
from training.rules import DAY


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Days (both included), a role, a cohort; whatever is None leaves all of them."""

    first: date | None = None
    last: date | None = None
    role: int | None = None
    cohort: int | None = None

    @property
    def has_days(self) -> bool:
        """Whether it is narrowed to days at all."""
        return bool(self.first or self.last)

    def days(self, column: str) -> Q:
        """That a column with a day lies in its days."""
        found = Q(**{f"{column}__gte": self.first}) if self.first else Q()
        return found & Q(**{f"{column}__lte": self.last}) if self.last else found

    def moments(self, column: str) -> Q:
        """That a column with a moment lies in its days, as Hong Kong has them."""
        found = Q(**{f"{column}__gte": at(self.first, 0)}) if self.first else Q()
        return found & Q(**{f"{column}__lt": at(self.last + DAY, 0)}) if self.last else found

    def placements(self, prefix: str = "") -> Q:
        """That a placement is of its role and of its cohort."""
        found = Q(**{f"{prefix}role": self.role}) if self.role else Q()
        return found & Q(**{f"{prefix}application__cohort": self.cohort}) if self.cohort else found

    def of_placements(self) -> PlacementQuerySet:
        """All placements of its role and cohort, whenever they began."""
        return Placement.objects.filter(self.placements()).order_by()

    def sessions(self, now: Any) -> SessionQuerySet:
        """Sessions that have begun and were not called off, at its cohort's weekend."""
        rows = Session.objects.exclude(state=Session.State.CANCELLED).filter(starts_at__lte=now).order_by()
        rows = rows.filter(self.moments("starts_at"))
        return rows.filter(event__cohort=self.cohort) if self.cohort else rows

    def people(self, volunteer: str) -> Q:
        """That a row's volunteer was ever placed in its role."""
        placed = Placement.objects.filter(volunteer=OuterRef(volunteer), role=self.role)
        return Q(Exists(placed)) if self.role else Q()
