from . import edition, project, reviews

__all__ = ["edition", "project", "reviews"]
