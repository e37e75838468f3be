"""The three events of a month: a salon early, a seminar in the middle, the roadshow at its end."""

from datetime import timedelta

from django.db import transaction

from companies.formats import holidays
from roadshows.actions import calendars, checklists
from roadshows.models import Edition
from roadshows.models.edition import Series
from scouting.accounts.states import log_change
from scouting.base import clock

FIRST_ROADSHOW = (2018, 10)
CALL_DAYS, DEADLINE_DAYS = 28, 7  # before the event
HOURS = {Series.SALON: (14, 16), Series.SEMINAR: (14, 17), Series.ROADSHOW: (14, 17)}
SUFFIX = {Series.SALON: "-salon", Series.SEMINAR: "-seminar", Series.ROADSHOW: ""}


def roadshow_number(year, month):
    """No. 1 was October 2018, and one a month since."""
    return (year - FIRST_ROADSHOW[0]) * 12 + month - FIRST_ROADSHOW[1] + 1


def proposed_days(year, month, table):
    """{series: day} by the holiday calendar; the roadshow on the month's last ordinary Wednesday to Friday."""
    return {
        Series.SALON: holidays.salon_day(year, month, table),
        Series.SEMINAR: holidays.seminar_day(year, month, table),
        Series.ROADSHOW: holidays.roadshow_day(year, month, table),
    }


@transaction.atomic
def create_month(year, month, *, by, now):
    """(editions, created): the month's three events, planned and inert until published. Twice is once."""
    table = calendars.table()
    known = holidays.is_known_year(year, table)
    made = [_create(series, day, known, by, now) for series, day in proposed_days(year, month, table).items()]
    return [edition for edition, _ in made], any(created for _, created in made)


def _create(series, day, known, by, now):
    slug = f"{day:%Y-%m}{SUFFIX[series]}"
    edition, created = Edition.objects.get_or_create(slug=slug, defaults=_defaults(series, day, known, by))
    if created:
        log_change(edition, "", edition.state, now=now, by=by)
    return edition, created


def _defaults(series, day, known, by):
    begin, end = HOURS[series]
    last = Edition.objects.filter(series=series).exclude(venue="").order_by("-starts").first()
    columns = {
        "series": series,
        "starts": clock.at(day, begin),
        "ends": clock.at(day, end),
        "venue": last.venue if last else "",
        "calendar_known": known,
        "owner": by,
        "slots": 0,
    }
    if series != Series.ROADSHOW:
        return columns
    return columns | {
        "number": free_number(roadshow_number(day.year, day.month)),
        "slots": Edition._meta.get_field("slots").default,
        "call_opens": clock.at(day - timedelta(days=CALL_DAYS), 9),
        "deadline": clock.end_of_day(day - timedelta(days=DEADLINE_DAYS)),
        "materials": checklists.latest(),
    }


def free_number(number):
    """The counted number, unless somebody gave it to another edition: then none, to be filled in by hand."""
    taken = number < 1 or Edition.objects.filter(series=Series.ROADSHOW, number=number).exists()
    return None if taken else number
