from .agenda import AgendaItem, AgendaVersion, Occupancy, PlanApproval
from .calendar import CalendarDay
from .edition import Edition, Extension, Invitation, Outcome
from .project import Application, Project, Registration
from .reviews import Conflict, Result, Review, Reviewer, Rubric, Sheet

__all__ = [
    "AgendaItem",
    "AgendaVersion",
    "Application",
    "CalendarDay",
    "Conflict",
    "Edition",
    "Extension",
    "Invitation",
    "Occupancy",
    "Outcome",
    "PlanApproval",
    "Project",
    "Registration",
    "Result",
    "Review",
    "Reviewer",
    "Rubric",
    "Sheet",
]
