"""Who may do casework on a day: each criterion said once, used for one person and for a list."""

from training.eligibility.cautions import Caution, asked_again_before, cautions_of
from training.eligibility.criteria import CRITERIA, Rule, rule
from training.eligibility.facts import Facts, facts_of
from training.eligibility.figures import Months, eligible_by_month, eligible_by_role
from training.eligibility.forecast import Forecast, Outcome, Prospect, forecast, forecasts, prospects
from training.eligibility.judging import Verdict, row_verdict, verdict, verdicts
from training.eligibility.learning import lacked
from training.eligibility.lists import eligible, met_on, missing, missing_on, number_eligible
from training.eligibility.live import live_on
from training.eligibility.reckoning import (
    ALL_MET,
    Result,
    columns,
    days,
    judge,
    lacking,
    shown_by,
    standing_of,
)

__all__ = [
    "ALL_MET",
    "CRITERIA",
    "Caution",
    "Facts",
    "Forecast",
    "Months",
    "Outcome",
    "Prospect",
    "Result",
    "Rule",
    "Verdict",
    "asked_again_before",
    "cautions_of",
    "columns",
    "days",
    "eligible",
    "eligible_by_month",
    "eligible_by_role",
    "facts_of",
    "forecast",
    "forecasts",
    "judge",
    "lacked",
    "lacking",
    "live_on",
    "met_on",
    "missing",
    "missing_on",
    "number_eligible",
    "prospects",
    "row_verdict",
    "rule",
    "shown_by",
    "standing_of",
    "verdict",
    "verdicts",
]
