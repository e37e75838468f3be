"""The list of events, the month as a calendar, and making the next month."""

import calendar as weeks
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from companies.formats import holidays
from roadshows import wording
from roadshows.actions import calendars, editions
from roadshows.filters import EditionFilter
from roadshows.models import CalendarDay, Edition
from roadshows.models.edition import Series
from roadshows.states import LIVE, EditionState
from roadshows.tables import EditionTable
from roadshows.views.common import decides
from scouting.base import clock

PER_PAGE = 30
FIRST_YEAR, LAST_YEAR = 2018, 2100


def after(day):
    """The first of the following month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def planned(first):
    """Whether all three events of that month are there: then there is nothing to create."""
    month = Edition.objects.filter(starts__gte=clock.at(first), starts__lt=clock.at(after(first)))
    return month.values("series").distinct().count() == len(Series)


def edition_list(request):
    now = clock.now()
    next_month = after(clock.local_date(now))
    rows = Edition.objects.visible_to(request.user)
    live = Count("registrations", filter=Q(registrations__state__in=LIVE))
    found = EditionFilter(request.GET, rows.annotate(registered=live).order_by("-starts", "-id"), request=request)
    table = EditionTable(found.qs, order_by="-starts", exclude=() if request.user.is_team else ("registered", "places"))
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    context = {
        "table": table,
        "filter": found,
        "next_month": next_month,
        "next_planned": decides(request.user) and planned(next_month),
        "coming": list(rows.coming(now).select_related("owner").order_by("starts")[:3]),
        "decides": decides(request.user),
        "today": clock.local_date(now),
    }
    return render(request, "roadshows/list.html", context)


# --- the calendar ---------------------------------------------------------------------------------
@dataclass
class Day:
    """One square: what happens there, and whether people work that day though one would not think so."""

    day: date
    inside: bool
    today: bool
    special: object = None
    editions: list = field(default_factory=list)
    deadlines: list = field(default_factory=list)

    @property
    def weekend(self):
        return self.day.weekday() >= 5

    @property
    def empty(self):
        return not (self.editions or self.deadlines or self.special or self.today)


def calendar(request, month=None):
    now = clock.now()
    today = clock.local_date(now)
    first = month or today.replace(day=1)
    grid = [Day(day, day.month == first.month, day == today) for day in weeks.Calendar().itermonthdates(*of(first))]
    fill(grid, Edition.objects.visible_to(request.user))
    held = {edition.series for day in grid if day.inside for edition in day.editions}
    context = {
        "first": first,
        "title": wording.month(first),
        "days": grid,
        "weekdays": [date_format(day.day, "D") for day in grid[:7]],
        "before": first - timedelta(days=1),
        "after": after(first),
        "today": today,
        "year_known": holidays.is_known_year(first.year, calendars.table()),
        "none": not any(day.editions for day in grid if day.inside),
        "may_create": decides(request.user) and first >= today.replace(day=1) and len(held) < 3,
        "decides": decides(request.user),
    }
    return render(request, "roadshows/calendar.html", context)


def of(day):
    return day.year, day.month


def fill(grid, editions):
    """Events, deadlines and special days into their squares: two queries."""
    squares = {square.day: square for square in grid}
    since, until = clock.at(grid[0].day), clock.at(grid[-1].day + timedelta(days=1))
    inside = Q(starts__gte=since, starts__lt=until) | Q(deadline__gte=since, deadline__lt=until)
    for edition in editions.filter(inside).order_by("starts"):
        if (square := squares.get(clock.local_date(edition.starts))) is not None:
            square.editions.append(edition)
        if edition.deadline and edition.state != EditionState.CANCELLED:
            square = squares.get(clock.local_date(edition.deadline))
            if square is not None:
                square.deadlines.append(edition)
    for special in CalendarDay.objects.filter(day__gte=grid[0].day, day__lte=grid[-1].day):
        squares[special.day].special = special


@require_POST
def create_month(request):
    """Make the three events of the month in the form. Pressed twice, the second time says that all is there."""
    first = month_from(request.POST.get("month", ""))
    made, created = editions.create_month(first.year, first.month, by=request.user, now=clock.now())
    words = {"month": wording.month(first), "events": _("; ").join(said(edition) for edition in made)}
    if created:
        messages.success(request, _("Created for %(month)s, not yet public: %(events)s.") % words)
    else:
        messages.info(request, _("%(month)s was there already, nothing new was made: %(events)s.") % words)
    if not all(edition.calendar_known for edition in made):
        warn = _("The holidays of %(year)s are not known yet: only weekends were kept free. Check the days.")
        messages.warning(request, warn % {"year": first.year})
    return redirect(reverse("roadshows:calendar", args=[first]))


def month_from(text):
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise Http404
    return first


def said(edition):
    return pgettext("event and day", "%(series)s %(when)s") % {
        "series": edition.get_series_display(),
        "when": wording.day(edition.starts),
    }
