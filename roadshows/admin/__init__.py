from . import attendance, edition, interest, materials, meetings, pending, project, reviews

__all__ = ["attendance", "edition", "interest", "materials", "meetings", "pending", "project", "reviews"]
