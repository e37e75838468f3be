"""Dates of the export: a first of January stands for a year of which nobody knew more."""

from datetime import date

from companies.formats.partial_date import PartialDate


def read(text):
    """A PartialDate, or None for a date that is missing. Raises ValueError."""
    if not text:
        return None
    day = date.fromisoformat(text)
    return PartialDate(day, "year" if (day.month, day.day) == (1, 1) else "day")


def contradicted(day, month, quarter, year):
    """Whether the columns beside a date say another month, quarter or year."""
    if not day:
        return bool(month or quarter or year)
    told = (day[:7], f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}", day[:4])
    return any(given and given != right for given, right in zip((month, quarter, year), told, strict=True))
