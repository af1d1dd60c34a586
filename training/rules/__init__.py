"""Attendance, completion, commitment and the days on which something holds: pure, without a database."""

from training.rules.attendance import completed, credit_until, earns_credit
from training.rules.commitment import accepted_versions, commitment_end, promised
from training.rules.hours import Course, Given, Light, Week
from training.rules.places import CUT_OFF_DAYS, OFFER_DAYS, offer_until
from training.rules.spans import (
    ALWAYS,
    DAY,
    NEVER,
    Span,
    Spans,
    all_of,
    covers,
    current_or_next,
    intersect,
    subtract,
    union,
)
from training.rules.timetable import timetable, weekend_days

__all__ = [
    "ALWAYS",
    "CUT_OFF_DAYS",
    "DAY",
    "NEVER",
    "OFFER_DAYS",
    "Course",
    "Given",
    "Light",
    "Span",
    "Spans",
    "Week",
    "accepted_versions",
    "all_of",
    "commitment_end",
    "completed",
    "covers",
    "credit_until",
    "current_or_next",
    "earns_credit",
    "intersect",
    "offer_until",
    "promised",
    "subtract",
    "timetable",
    "union",
    "weekend_days",
]
