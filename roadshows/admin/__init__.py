from . import attendance, edition, materials, project, reviews

__all__ = ["attendance", "edition", "materials", "project", "reviews"]
