"""Roles, cohorts, forms, drafts, applications, volunteers and placements."""

from recruitment.models.application import (
    APPLICANT_LABELS,
    CLOSED,
    Application,
    ApplicationEvent,
    ApplicationFile,
    Stage,
)
from recruitment.models.cohort import Cohort, Demand, Holiday
from recruitment.models.draft import Draft, DraftFile
from recruitment.models.form import FormDefinition
from recruitment.models.role import Role
from recruitment.models.volunteer import Placement, Volunteer

__all__ = [
    "APPLICANT_LABELS",
    "CLOSED",
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
]
