"""A new edition with the form of an old one. It is planned and inert until it is published; nobody hears of it."""

from datetime import timedelta

from django.db import transaction

from roadshows.actions import calendars, months, reviews, rubrics
from roadshows.actions.errors import WrongTimes
from roadshows.materials import copied
from roadshows.models import Edition, Review, Rubric
from roadshows.models.edition import Series
from scouting.accounts.states import log_change
from scouting.base import clock

FORM = (
    "series", "theme", "theme_en", "tracks", "mode", "venue", "slots", "seats", "promotion", "confirm_by_hours",
    "late_materials", "online_seats", "seats_per_fund", "answer_days", "pitch_format", "demo",
)  # fmt: skip


def proposal(edition, *, now):
    """{starts, ends, deadline} in the first month to come that has no event of this series, at the same time of day."""
    table = calendars.table()
    year, month = _next_month(max(clock.local_date(now), clock.local_date(edition.starts)))
    while Edition.objects.filter(slug=_slug(edition.series, year, month)).exists():
        month, year = (1, year + 1) if month == 12 else (month + 1, year)
    day = months.proposed_days(year, month, table)[edition.series]
    begin = clock.local(edition.starts)
    starts = clock.at(day, begin.hour, begin.minute)
    return {"starts": starts, "ends": starts + (edition.ends - edition.starts), "deadline": _deadline(edition, starts)}


def _next_month(day):
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def _slug(series, year, month):
    return f"{year}-{month:02}{months.SUFFIX[series]}"


def _deadline(edition, starts):
    """As many days before the event as it was; none where the series takes no registrations."""
    if edition.series != Series.ROADSHOW:
        return None
    days = timedelta(days=months.DEADLINE_DAYS)
    if edition.deadline:
        days = clock.local_date(edition.starts) - clock.local_date(edition.deadline)
    return clock.end_of_day(clock.local_date(starts) - days)


@transaction.atomic
def clone(edition, *, by, now, starts, ends, deadline=None):
    """(edition, created): the copy of that month, or the event of this series that is there already, untouched.

    One event a month and series, so that the same form sent twice makes one. Raises WrongTimes.
    """
    if ends <= starts or starts <= now or (deadline and deadline >= starts):
        raise WrongTimes
    day = clock.local_date(starts)
    columns = {name: getattr(edition, name) for name in FORM}
    columns |= {"tracks": list(edition.tracks), "materials": copied(edition)}
    columns |= {"starts": starts, "ends": ends, "owner": by, "calendar_known": calendars.known(day.year)}
    if edition.series == Series.ROADSHOW:
        opened = edition.starts - edition.call_opens if edition.call_opens else timedelta(days=months.CALL_DAYS)
        columns |= {"deadline": deadline, "call_opens": starts - opened}
        columns |= {"number": months.free_number(months.roadshow_number(day.year, day.month))}
    slug = _slug(edition.series, day.year, day.month)
    made, created = Edition.objects.get_or_create(slug=slug, defaults=columns)
    if created:
        log_change(made, "", made.state, now=now, by=by, reason=edition.slug)
        _clone_review(edition, made, by=by, now=now)
    return made, created


def _clone_review(edition, made, *, by, now):
    """Blind or not, how many experts a project, and what is scored; no expert, no sheet, no date."""
    former = Review.objects.filter(edition=edition).first()
    if former is None:
        return
    review = reviews.prepare(made, by=by, now=now)
    Review.objects.filter(pk=review.pk).update(blind=former.blind, per_project=former.per_project)
    Rubric.objects.filter(review=review).update(criteria=rubrics.current(former).criteria)
