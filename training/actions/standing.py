"""Keeping the stored answer on eligibility equal to the rule."""

from recruitment.models import Placement, Volunteer


def refresh(*, placement: Placement) -> None:
    """Reckon one placement's standing anew; called in the transaction of whatever changed its facts."""


def refresh_volunteer(*, volunteer: Volunteer) -> None:
    """Reckon the standings of all casework placements of one volunteer."""
