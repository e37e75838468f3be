from . import attendance, edition, project, reviews

__all__ = ["attendance", "edition", "project", "reviews"]
