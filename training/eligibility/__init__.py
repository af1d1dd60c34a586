"""Who may do casework on a day: each criterion said once, used for one person and for a list."""

from training.eligibility.criteria import CRITERIA, Rule, rule
from training.eligibility.facts import Facts, facts_of
from training.eligibility.lists import eligible, met_on, missing, missing_on
from training.eligibility.reckoning import Result, columns, days, judge, judge_row, standing_of

__all__ = [
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
    "met_on",
    "missing",
    "missing_on",
    "rule",
    "standing_of",
]
