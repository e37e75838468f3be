"""How far off a moment is, in words, for the title beside an absolute time."""

from django.utils.translation import gettext, ngettext

from scouting.base import clock

HOUR = 3600


def relative(moment, now):
    """ "in 3 days", "2 hours ago", "tomorrow": days are counted on the calendar of Nanjing."""
    days = (clock.local_date(moment) - clock.local_date(now)).days
    seconds = (moment - now).total_seconds()
    if abs(seconds) < HOUR:
        return by_minutes(round(seconds / 60))
    if days == 0:
        return by_hours(round(seconds / HOUR))
    return by_days(days)


def by_minutes(n):
    if n == 0:
        return gettext("now")
    if n > 0:
        return ngettext("in %(n)d minute", "in %(n)d minutes", n) % {"n": n}
    return ngettext("%(n)d minute ago", "%(n)d minutes ago", -n) % {"n": -n}


def by_hours(n):
    if n > 0:
        return ngettext("in %(n)d hour", "in %(n)d hours", n) % {"n": n}
    return ngettext("%(n)d hour ago", "%(n)d hours ago", -n) % {"n": -n}


def by_days(n):
    named = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if n in named:
        return named[n]
    if n > 0:
        return ngettext("in %(n)d day", "in %(n)d days", n) % {"n": n}
    return ngettext("%(n)d day ago", "%(n)d days ago", -n) % {"n": -n}
