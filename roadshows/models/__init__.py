from .agenda import AgendaItem, Occupancy
from .calendar import CalendarDay
from .edition import Edition, Extension, Invitation, Outcome
from .project import Application, Project, Registration
from .reviews import Conflict, Result, Review, Reviewer, Rubric, Sheet

__all__ = [
    "AgendaItem",
    "Application",
    "CalendarDay",
    "Conflict",
    "Edition",
    "Extension",
    "Invitation",
    "Occupancy",
    "Outcome",
    "Project",
    "Registration",
    "Result",
    "Review",
    "Reviewer",
    "Rubric",
    "Sheet",
]
