from . import attendance, edition, interest, materials, meetings, project, reviews

__all__ = ["attendance", "edition", "interest", "materials", "meetings", "project", "reviews"]
