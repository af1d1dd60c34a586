"""Roles, cohorts, forms, drafts, applications, volunteers and placements."""

from recruitment.models.application import TURN, WAITING, Application, ApplicationEvent, ApplicationFile
from recruitment.models.cohort import Cohort, Demand, Holiday
from recruitment.models.contact import AddressChange
from recruitment.models.conversation import InformationRequest, Reference
from recruitment.models.draft import Draft, DraftFile
from recruitment.models.enquiry import Enquiry
from recruitment.models.form import FormDefinition
from recruitment.models.interview import InterviewSlot
from recruitment.models.language import LanguagePair, SpokenLanguage
from recruitment.models.likeness import Likeness
from recruitment.models.listing import SavedFilter, SearchText, Tag
from recruitment.models.question import RoleQuestion
from recruitment.models.review import BEST, Criterion, NameShown, Review, Score
from recruitment.models.role import Role
from recruitment.models.stage import (
    APPLICANT_LABELS,
    BLIND,
    CLOSED,
    OWED,
    READ,
    TRANSITIONS,
    UNSUCCESSFUL,
    Stage,
    correctable,
    next_stages,
    unused_stages,
)
from recruitment.models.volunteer import Placement, Volunteer

__all__ = [
    "APPLICANT_LABELS",
    "BEST",
    "BLIND",
    "CLOSED",
    "OWED",
    "READ",
    "TRANSITIONS",
    "TURN",
    "UNSUCCESSFUL",
    "WAITING",
    "AddressChange",
    "Application",
    "ApplicationEvent",
    "ApplicationFile",
    "Cohort",
    "Criterion",
    "Demand",
    "Draft",
    "DraftFile",
    "Enquiry",
    "FormDefinition",
    "Holiday",
    "InformationRequest",
    "InterviewSlot",
    "LanguagePair",
    "Likeness",
    "NameShown",
    "Placement",
    "Reference",
    "Review",
    "Role",
    "RoleQuestion",
    "SavedFilter",
    "Score",
    "SearchText",
    "SpokenLanguage",
    "Stage",
    "Tag",
    "Volunteer",
    "correctable",
    "next_stages",
    "unused_stages",
]
