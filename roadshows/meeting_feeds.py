"""1:1 meetings as iCalendar: names of project and fund, time and table; no person and no number."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from icalendar import Event

from roadshows import feeds, meeting_room, wording
from roadshows.actions.meetings import PINNED, UNPINNED
from roadshows.models import Meeting
from roadshows.models.meetings import Side
from roadshows.states import EditionState, MeetingState
from scouting.accounts.models import StateChange

M = MeetingState
SHOWN = (M.PUBLISHED, M.REMOVED, M.HELD, M.MISSED)  # what was announced stands until something else is


def calendar_of(meetings, side, now):
    calendar = feeds.empty("PUBLISH", _("1:1 meetings"))
    stamps = changed_at(meetings)
    for meeting in meetings:
        calendar.add_component(event(meeting, side, stamps.get(meeting.pk, now)))
    return calendar.to_ical()


def add_own(calendar, subject_id, since, now):
    """To a feed what somebody was told of their meetings, on whichever side; the same entries as in the file."""
    rows = Meeting.objects.filter(told_starts__isnull=False, told_ends__gte=since).order_by("told_starts", "pk")
    rows = rows.select_related("registration__project", "invitation__investor", "plan__edition")
    of_fund = Q(invitation__person__subject=subject_id) | Q(invitation__delegate__subject=subject_id)
    sides = {Side.PROJECT: Q(registration__presenter__subject=subject_id), Side.FUND: of_fund}
    found = {side: list(rows.filter(own)) for side, own in sides.items()}
    stamps = changed_at([meeting for meetings in found.values() for meeting in meetings])
    for side, meetings in found.items():
        for meeting in meetings:
            calendar.add_component(event(meeting, side, stamps.get(meeting.pk, now)))


def changed_at(meetings):
    rows = StateChange.objects.filter(kind="roadshows.meeting", object_id__in=[m.pk for m in meetings])
    rows = rows.exclude(after__in=(PINNED, UNPINNED))  # of no concern to who meets
    return dict(rows.order_by("at").values_list("object_id", "at"))


def uid(meeting):
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"meeting-{meeting.pk}@{host}"


def event(meeting, side, stamp):
    edition = meeting.plan.edition
    other = meeting.registration.project if side == Side.FUND else meeting.invitation.investor
    gone = meeting.state not in SHOWN or edition.state == EditionState.CANCELLED
    found = Event()
    found.add("UID", uid(meeting))
    found.add("SEQUENCE", meeting.sequence)
    found.add("DTSTAMP", stamp)
    found.add("LAST-MODIFIED", stamp)
    found.add("DTSTART", feeds.wall(meeting.told_starts))
    found.add("DTEND", feeds.wall(meeting.told_ends))
    found.add("SUMMARY", _("1:1 with %(other)s") % {"other": other})
    found.add("LOCATION", ", ".join(filter(None, [meeting_room.table_words(meeting.told_table), edition.venue])))
    found.add("DESCRIPTION", wording.title(edition))
    found.add("STATUS", "CANCELLED" if gone else "CONFIRMED")
    return found
