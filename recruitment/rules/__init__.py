"""The terms, the recruitment calendar, what is asked and how an answer fits: pure, without a database."""

from recruitment.rules.calendar import SATURDAY, SEASON_MONTHS, Season, add_months, in_season, season_weekends
from recruitment.rules.catalogue import built_in
from recruitment.rules.fit import POINT_LABELS, FormKind, Point, Terms, points
from recruitment.rules.questions import Content, Question, Section, chosen_cohort, in_words, questions, shown

__all__ = [
    "POINT_LABELS",
    "SATURDAY",
    "SEASON_MONTHS",
    "Content",
    "FormKind",
    "Point",
    "Question",
    "Season",
    "Section",
    "Terms",
    "add_months",
    "built_in",
    "chosen_cohort",
    "in_season",
    "in_words",
    "points",
    "questions",
    "season_weekends",
    "shown",
]
