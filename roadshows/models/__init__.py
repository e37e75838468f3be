from .agenda import AgendaItem, AgendaVersion, Occupancy, PlanApproval
from .attendance import Attendance, DoorCode, FailedCheckIn
from .calendar import CalendarDay
from .edition import Edition, Extension, Invitation, Outcome
from .imports import EditionImport
from .interest import ContactOpening, Interest
from .materials import Answer, Upload
from .meetings import Meeting, MeetingPlan, MeetingWish
from .pending import PendingDecision
from .project import Application, Project, Registration
from .reviews import Conflict, Result, Review, Reviewer, Rubric, Sheet

__all__ = [
    "AgendaItem",
    "AgendaVersion",
    "Answer",
    "Application",
    "Attendance",
    "CalendarDay",
    "Conflict",
    "ContactOpening",
    "DoorCode",
    "Edition",
    "EditionImport",
    "Extension",
    "FailedCheckIn",
    "Interest",
    "Invitation",
    "Meeting",
    "MeetingPlan",
    "MeetingWish",
    "Occupancy",
    "Outcome",
    "PendingDecision",
    "PlanApproval",
    "Project",
    "Registration",
    "Result",
    "Review",
    "Reviewer",
    "Rubric",
    "Sheet",
    "Upload",
]
