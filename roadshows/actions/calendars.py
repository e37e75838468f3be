"""The editable holiday calendar, as the table that companies.formats.holidays reads."""

from django.db import transaction

from companies.formats import holidays
from roadshows.models import CalendarDay


def table():
    """The special days as they are now."""
    rows = CalendarDay.objects.values_list("day", "working")
    return holidays.Table.of((day, holidays.WORKING if working else holidays.OFF) for day, working in rows)


@transaction.atomic
def load_shipped():
    """Add the shipped days; those that are there stay as somebody edited them. Returns how many are new."""
    known = set(CalendarDay.objects.values_list("day", flat=True))
    new = [r for r in holidays.shipped_rows() if r["day"] not in known]
    days = [CalendarDay(day=r["day"], working=r["kind"] == holidays.WORKING, name=r["zh"]) for r in new]
    CalendarDay.objects.bulk_create(days, ignore_conflicts=True)
    return len(days)


def known(year):
    """Whether the holidays of that year are in the calendar."""
    return holidays.is_known_year(year, table())
