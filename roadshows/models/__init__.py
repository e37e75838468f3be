from .agenda import AgendaItem, Occupancy
from .calendar import CalendarDay
from .edition import Edition, Extension, Invitation, Outcome
from .project import Application, Project, Registration

__all__ = [
    "AgendaItem",
    "Application",
    "CalendarDay",
    "Edition",
    "Extension",
    "Invitation",
    "Occupancy",
    "Outcome",
    "Project",
    "Registration",
]
