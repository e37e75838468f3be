"""The calendar of somebody without an account: the events they take part in and their own turn, at a private address.

The address is a personal link of its own purpose, which opens no page; a new one makes the former open nothing.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from roadshows import feeds, meeting_feeds, wording
from roadshows.actions import agenda_versions
from roadshows.models import Edition, Invitation, Registration, Reviewer
from roadshows.states import ASKED, HOLDING, EditionState, RegistrationState, ReviewState
from scouting.accounts.actions import renew_link
from scouting.accounts.models import PersonalLink

PURPOSE = "roadshows.feed"
LIFE = timedelta(days=730)
PAST = timedelta(days=365)


def address(subject, now):
    """The private address in use, or ""."""
    link = PersonalLink.objects.valid(now).filter(subject=subject, purpose=PURPOSE).order_by("-created_at").first()
    return settings.SITE_URL + reverse("roadshows:feed", args=[link.token]) if link else ""


def renew(request, about, link, now):
    """The button on a personal page: a new address; what was handed out before opens nothing any more."""
    renew_link(link.subject, PURPOSE, now=now, life=LIFE)
    return _("Your calendar address is below.")


def calendar(subject, now, *, name):
    """What the subject takes part in: invited, selected to present, on the panel while scores are awaited, and their
    meetings."""
    since = now - PAST
    invited = Q(person__subject=subject) | Q(delegate__subject=subject)
    seats = Invitation.objects.filter(invited, state__in=ASKED, edition__ends__gte=since)
    regs = Registration.objects.filter(presenter__subject=subject, state__in=HOLDING, edition__ends__gte=since)
    regs = list(regs.select_related("edition"))
    wanted = {*seats.values_list("edition", flat=True), *(r.edition_id for r in regs)}
    editions = list(Edition.objects.filter(pk__in=wanted).exclude(state=EditionState.PLANNED).order_by("starts"))
    found = feeds.calendar_of(editions, now, name=name)
    for reg in regs:
        add_turn(found, reg)
    panels = Reviewer.objects.filter(person__subject=subject, left_at__isnull=True, review__state=ReviewState.OPEN)
    for reviewer in panels.filter(review__closes_at__gte=since).select_related("review__edition"):
        found.add_component(closing(reviewer.review, now))
    meeting_feeds.add_own(found, subject, since, now)
    return found.to_ical()


def add_turn(found, reg):
    """One's own slot once the agenda is published. It names no project: the title of the event is enough."""
    version = agenda_versions.latest(reg.edition)
    if version is None or reg.state not in (RegistrationState.CONFIRMED, RegistrationState.PRESENTED):
        return
    shown = agenda_versions.published_timetable(reg.edition)
    at, item = next(((at, item) for at, item in shown if item.registration_id == reg.pk), (None, None))
    if at is None:
        return
    turn = entry(f"turn-{reg.pk}", version.number + feeds.sequence(reg.edition), version.at)
    turn.add("DTSTART", feeds.wall(at))
    turn.add("DTEND", feeds.wall(at + timedelta(minutes=item.minutes)))
    turn.add("SUMMARY", _("Your turn: %(event)s") % {"event": wording.title(reg.edition)})
    turn.add("STATUS", "CANCELLED" if reg.edition.state == EditionState.CANCELLED else "CONFIRMED")
    if reg.edition.venue:
        turn.add("LOCATION", reg.edition.venue)
    found.add_component(turn)


def closing(review, now):
    """The last quarter of an hour in which scores count."""
    until = entry(f"scores-{review.pk}", 0, review.changed_at or now)
    until.add("DTSTART", feeds.wall(review.closes_at - timedelta(minutes=15)))
    until.add("DTEND", feeds.wall(review.closes_at))
    until.add("SUMMARY", _("Scores until: %(event)s") % {"event": wording.title(review.edition)})
    until.add("TRANSP", "TRANSPARENT")
    return until


def entry(name, sequence, stamp):
    found = Event()
    found.add("UID", f"{name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    found.add("SEQUENCE", sequence)
    found.add("DTSTAMP", stamp)
    return found
