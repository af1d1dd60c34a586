"""Roles, cohorts, forms, drafts, applications, volunteers and placements."""

from recruitment.models.application import Application, ApplicationEvent, ApplicationFile
from recruitment.models.cohort import Cohort, Demand, Holiday
from recruitment.models.draft import Draft, DraftFile
from recruitment.models.form import FormDefinition
from recruitment.models.role import Role
from recruitment.models.stage import APPLICANT_LABELS, CLOSED, OWED, TRANSITIONS, Stage, correctable, next_stages
from recruitment.models.volunteer import Placement, Volunteer

__all__ = [
    "APPLICANT_LABELS",
    "CLOSED",
    "OWED",
    "TRANSITIONS",
    "Application",
    "ApplicationEvent",
    "ApplicationFile",
    "Cohort",
    "Demand",
    "Draft",
    "DraftFile",
    "FormDefinition",
    "Holiday",
    "Placement",
    "Role",
    "Stage",
    "Volunteer",
    "correctable",
    "next_stages",
]
