"""Modules, events, sessions, enrolments, attendance, credit, commitments, standings and reports."""

from training.models.attendance import Attendance, AttendanceMark, Completion, Credit, Status
from training.models.commitment import Availability, Commitment, Extension, HoursEntry, Pause, Signature, Terms
from training.models.enrolment import Acknowledgement, Enrolment
from training.models.event import Event, Session
from training.models.module import Module, ModuleVersion, Requirement
from training.models.reporting import BoardReport, ImportedRow, ImportRun
from training.models.room import CalendarFeed, RegisterNote, WalkIn
from training.models.standing import Criterion, Hold, Override, Rebuild, Standing, StandingChange

__all__ = [
    "Acknowledgement",
    "Attendance",
    "AttendanceMark",
    "Availability",
    "BoardReport",
    "CalendarFeed",
    "Commitment",
    "Completion",
    "Credit",
    "Criterion",
    "Enrolment",
    "Event",
    "Extension",
    "Hold",
    "HoursEntry",
    "ImportRun",
    "ImportedRow",
    "Module",
    "ModuleVersion",
    "Override",
    "Pause",
    "Rebuild",
    "RegisterNote",
    "Requirement",
    "Session",
    "Signature",
    "Standing",
    "StandingChange",
    "Status",
    "Terms",
    "WalkIn",
]
