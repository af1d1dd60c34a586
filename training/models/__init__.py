"""Modules, events, sessions, enrolments, attendance, credit, commitments and standings."""

from training.models.attendance import Attendance, AttendanceMark, Completion, Credit, Status
from training.models.commitment import Availability, Commitment, HoursEntry, Pause, Signature, Terms
from training.models.enrolment import Enrolment
from training.models.event import Event, Session
from training.models.module import Module, Requirement
from training.models.standing import Criterion, Hold, Override, Standing

__all__ = [
    "Attendance",
    "AttendanceMark",
    "Availability",
    "Commitment",
    "Completion",
    "Credit",
    "Criterion",
    "Enrolment",
    "Event",
    "Hold",
    "HoursEntry",
    "Module",
    "Override",
    "Pause",
    "Requirement",
    "Session",
    "Signature",
    "Standing",
    "Status",
    "Terms",
]
