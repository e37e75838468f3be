from . import edition, project

__all__ = ["edition", "project"]
