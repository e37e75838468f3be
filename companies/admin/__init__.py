from . import company, facts, people, places

__all__ = ["company", "facts", "people", "places"]
