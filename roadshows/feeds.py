"""Editions as iCalendar (RFC 5545). No personal data: titles, times, places and the address of the page.

The time zone is spelled out as one +0800 block, which every program understands: Outlook ignores what it cannot
approximate, and Nanjing has had no summer time since 1991.
"""

from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDatetime

from roadshows import wording
from roadshows.actions.deadlines import call_deadlines
from roadshows.models.edition import Mode
from roadshows.states import EditionState
from scouting.accounts.models import StateChange
from scouting.base import clock

ZONE = "Asia/Shanghai"
CONTENT_TYPE = "text/calendar; charset=utf-8"
STATUS = {EditionState.CANCELLED: "CANCELLED", EditionState.PLANNED: "TENTATIVE"}
REFRESH = timedelta(hours=2)


def one(edition, now):
    """The calendar of one edition, to be added by hand: published, or cancelled."""
    method = "CANCEL" if edition.state == EditionState.CANCELLED else "PUBLISH"
    calendar = empty(method, wording.title(edition))
    calendar.add_component(event(edition, changed_at([edition])[0].get(edition.pk, now)))
    return calendar.to_ical()


def calendar_of(editions, now, *, name, deadlines=False):
    """A feed that calendar programs fetch again and again."""
    editions = list(editions)
    calendar = empty("PUBLISH", name)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT2H")
    (changed, times), until = changed_at(editions), call_deadlines(editions)
    for edition in editions:
        stamp = changed.get(edition.pk, now)
        calendar.add_component(event(edition, stamp))
        if deadlines and until[edition.pk] and edition.state in (EditionState.OPEN, EditionState.CLOSED):
            calendar.add_component(deadline(edition, until[edition.pk], stamp, times[edition.pk]))
    return calendar


def empty(method, name):
    calendar = Calendar()
    calendar.add("PRODID", "-//Scouting//Roadshows//ZH")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("X-WR-TIMEZONE", ZONE)
    calendar.add_component(zone())
    return calendar


def zone():
    block = TimezoneStandard()
    block.add("DTSTART", datetime(1991, 9, 15))  # noqa: DTZ001 - RFC 5545 wants wall time here
    block.add("TZOFFSETFROM", timedelta(hours=8))
    block.add("TZOFFSETTO", timedelta(hours=8))
    block.add("TZNAME", "CST")
    timezone = Timezone()
    timezone.add("TZID", ZONE)
    timezone.add_component(block)
    return timezone


def wall(moment):
    """Wall time in Nanjing with the zone by name."""
    value = vDatetime(clock.local(moment).replace(tzinfo=None))
    value.params["TZID"] = ZONE
    return value


def uid(edition, what=""):
    """The same for ever: the row's number, not its address, which may be edited."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"edition-{edition.pk}{what}@{host}"


def event(edition, stamp):
    found = Event()
    found.add("UID", uid(edition))
    found.add("SEQUENCE", sequence(edition))
    found.add("DTSTAMP", stamp)
    found.add("LAST-MODIFIED", stamp)
    found.add("DTSTART", wall(edition.starts))
    found.add("DTEND", wall(edition.ends))
    found.add("SUMMARY", wording.title(edition))
    found.add("STATUS", STATUS.get(edition.state, "CONFIRMED"))
    if edition.venue and edition.mode != Mode.ONLINE:
        found.add("LOCATION", edition.venue)
    address = settings.SITE_URL + reverse("roadshows:edition", args=[edition.slug])
    found.add("URL", address)
    found.add("DESCRIPTION", "\n".join(filter(None, [wording.when(edition), wording.where(edition), address])))
    return found


def sequence(edition):
    """Cancelling is one change more than all changes of time and place before it."""
    return edition.sequence + (edition.state == EditionState.CANCELLED)


def deadline(edition, until, stamp, times):
    """The last quarter of an hour before the call closes. It moves by extensions too: every change counts."""
    found = Event()
    found.add("UID", uid(edition, "-deadline"))
    found.add("SEQUENCE", times)
    found.add("DTSTAMP", stamp)
    found.add("DTSTART", wall(until - timedelta(minutes=15)))
    found.add("DTEND", wall(until))
    found.add("SUMMARY", _("Call closes: %(event)s") % {"event": wording.title(edition)})
    found.add("TRANSP", "TRANSPARENT")
    found.add("URL", settings.SITE_URL + reverse("roadshows:edition", args=[edition.slug]))
    return found


def changed_at(editions):
    """{pk: when it last changed} and {pk: how often}, by one query: stamps that stand still while nothing changes."""
    rows = StateChange.objects.filter(kind="roadshows.edition", object_id__in=[e.pk for e in editions])
    changes = list(rows.order_by("at").values_list("object_id", "at"))
    return dict(changes), Counter(pk for pk, _at in changes)
