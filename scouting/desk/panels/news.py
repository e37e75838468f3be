"""Changes on what a user follows: what the next digest would tell."""

from django.utils.formats import date_format

from companies import digests, timeline
from scouting.base import clock


def changes(user, now):
    return [{"event": event, "text": timeline.sentence(event)} for event in digests.ahead(user, now=now)]


def quiet_since(user, now):
    """The day of the last digest, for those who follow something and of it hear nothing new; else empty."""
    if not user.follows.exists():
        return ""
    return date_format(clock.local(digests.last_moment(now)), "MONTH_DAY_FORMAT")
