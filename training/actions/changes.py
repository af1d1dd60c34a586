"""What changed in somebody's eligibility: written down when a standing is reckoned anew."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from recruitment.models import Placement
from training.eligibility import ALL_MET, lacking, shown_by
from training.models import Standing, StandingChange

Cause = StandingChange.Cause


def noted(
    *, placement: Placement, before: Standing | None, shown: int, day: date, cause: Cause
) -> Iterator[StandingChange]:
    """The changes from a stored row to what is met now: first what time brought about and nobody noted yet, then what
    was done.

    A row that is made for the first time says what was met at its beginning, except by a rebuild: then what came
    before is not known.
    """
    if before is None:
        if cause != Cause.REBUILD:
            yield _change(placement, None, shown, day, cause)
        return
    was = before.shown
    if before.changes_on and before.changes_on <= day:
        drifted = shown if cause == Cause.TIME else shown_by(before, day)
        if drifted != was:
            yield _change(placement, was, drifted, before.changes_on, Cause.TIME)
        was = drifted
    if shown != was:
        yield _change(placement, was, shown, day, cause)


def _change(placement: Placement, was: int | None, shown: int, day: date, cause: Cause) -> StandingChange:
    """What was brought in from a spreadsheet is no news to the volunteer: only supervisors are told of it."""
    eligible, now = shown == ALL_MET, timezone.now()
    return StandingChange(
        placement=placement,
        on=day,
        at=now,
        is_eligible=eligible,
        missing=[key.value for key in lacking(shown)],
        cause=cause,
        turned=eligible != (was == ALL_MET),
        told_at=now if cause == Cause.IMPORT else None,
    )
