"""Who qualifies for an award, on what, and why others do not yet."""

from certificates.eligibility.achievements import (
    Achievement,
    Given,
    achieved,
    basis,
    check,
    column,
    modules,
    newest,
    of_role,
    of_whom,
)
from certificates.eligibility.dry_runs import Candidate, DryRun, dry_run, people
from certificates.eligibility.presence import Presence

__all__ = [
    "Achievement",
    "Candidate",
    "DryRun",
    "Given",
    "Presence",
    "achieved",
    "basis",
    "check",
    "column",
    "dry_run",
    "modules",
    "newest",
    "of_role",
    "of_whom",
    "people",
]
