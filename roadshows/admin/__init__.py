from . import attendance, edition, interest, materials, project, reviews

__all__ = ["attendance", "edition", "interest", "materials", "project", "reviews"]
