"""Who may do casework on a day: each criterion said once, used for one person and for a list."""

from training.eligibility.criteria import CRITERIA, Rule, rule
from training.eligibility.facts import Facts, facts_of
from training.eligibility.lists import eligible, met_on, missing, missing_on, number_eligible
from training.eligibility.live import live_on
from training.eligibility.reckoning import (
    ALL_MET,
    Result,
    columns,
    days,
    judge,
    judge_row,
    lacking,
    shown_by,
    standing_of,
)

__all__ = [
    "ALL_MET",
    "CRITERIA",
    "Facts",
    "Result",
    "Rule",
    "columns",
    "days",
    "eligible",
    "facts_of",
    "judge",
    "judge_row",
    "lacking",
    "live_on",
    "met_on",
    "missing",
    "missing_on",
    "number_eligible",
    "rule",
    "shown_by",
    "standing_of",
]
