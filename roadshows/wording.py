"""Editions and times in words, in the active language and in Nanjing time."""

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from roadshows import door
from roadshows.models.edition import Edition, Mode, Series, state_label
from roadshows.states import EditionState, SheetState
from scouting.base import clock


def theme(edition):
    return (edition.theme_en if get_language() == "en" else "") or edition.theme


def title(edition):
    """Win in Nanjing no. 98: cell and gene therapy."""
    words = {"number": edition.number, "theme": theme(edition), "series": edition.get_series_display()}
    if edition.series == Series.ROADSHOW and edition.number:
        head = _("Win in Nanjing no. %(number)s") % words
    else:
        head = str(words["series"])
    return pgettext("edition title", "%(head)s: %(theme)s") % {"head": head, **words} if words["theme"] else head


def short(edition):
    """The number of a roadshow, else of what kind the event is: for a button."""
    if edition.series == Series.ROADSHOW and edition.number:
        return pgettext("edition", "no. %(number)s") % {"number": edition.number}
    return str(edition.get_series_display())


def day(moment):
    return date_format(clock.local(moment), pgettext("date format", "D j M Y"))


def month(first):
    """November 2026."""
    return date_format(first, pgettext("date format", "F Y"))


def moment(at):
    """A day and the time of day."""
    return date_format(clock.local(at), pgettext("date format", "D j M Y, H:i"))


def time_of(at):
    """The time of day alone."""
    return date_format(clock.local(at), "H:i") if at else ""


def time_at(at, edition):
    """The time of day, with its day where the event has several."""
    return time_of(at) if not at or len(door.days(edition)) == 1 else f"{clock.local(at):%m-%d %H:%M}"


def span(starts, ends):
    """14:00–17:00 on a day, or from one day to another."""
    if clock.local_date(starts) == clock.local_date(ends):
        return f"{moment(starts)}–{date_format(clock.local(ends), 'H:i')}"
    return f"{moment(starts)} – {moment(ends)}"


def when(edition):
    return span(edition.starts, edition.ends)


def where(edition):
    """The venue, the online link, or both; to be announced where neither is known."""
    venue = edition.venue if edition.mode != Mode.ONLINE else ""
    online = edition.online_link if edition.mode != Mode.ONSITE else ""
    if venue and online:
        return pgettext("place", "%(venue)s; online: %(link)s") % {"venue": venue, "link": online}
    return venue or online or pgettext("place", "to be announced")


def caller(user):
    """Whom to call: name and number of a colleague."""
    return " ".join(filter(None, [user.name, user.mobile])) if user else ""


def left(until, now):
    """How long there is still time, counted in days on the calendar of Nanjing."""
    days = (clock.local_date(until) - clock.local_date(now)).days
    if now > until:
        return _("over")
    if days == 0:
        return _("today is the last day")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


EVENTS = {
    "rescheduled": lambda: _("Moved to another time or place"),
    "edited": lambda: _("Edited"),
    "checklist": lambda: _("Checklist of materials changed"),
    "extended": lambda: _("Extension granted"),
    "agenda_drawn": lambda: _("Order of pitches drawn"),
    "agenda_published": lambda: _("Agenda published"),
    "pitch_format": lambda: _("Length of pitches changed"),
    "plan_approved": lambda: _("Plan approved"),
    "viewers": lambda: _("Viewers recorded"),
    "door_made": lambda: _("Check-in poster made"),
    "door_replaced": lambda: _("Check-in poster replaced"),
}


def edition_change(change, series=Series.ROADSHOW):
    """A line of an edition's history."""
    if change.after in EVENTS:
        return EVENTS[change.after]()
    after = state_label(change.after, series) if change.after in EditionState.values else change.after
    if change.before in EditionState.values and change.before != change.after:
        return f"{state_label(change.before, series)} → {after}"
    return str(after)


def edition_reason(change):
    """What a line of the history says besides: the names of the fields that changed, or the reason given."""
    if change.after == "agenda_published" and change.reason.isdecimal():
        return _("Version %(n)s") % {"n": change.reason}
    if change.after not in ("edited", "rescheduled"):
        return change.reason
    names = {field.name: field.verbose_name for field in Edition._meta.get_fields() if hasattr(field, "verbose_name")}
    words = [str(names.get(name, name)) for name in change.reason.split(", ") if name]
    return _(", ").join(words)


SHEET_EVENTS = {
    "late": lambda: _("Tried to change it after closing"),
    "submitted_again": lambda: _("Submitted again"),
}


def sheet_change(change):
    """A line of a score sheet's history."""
    if change.after in SHEET_EVENTS:
        return SHEET_EVENTS[change.after]()
    if not change.before:
        return _("Assigned")
    return str(SheetState(change.after).label) if change.after in SheetState.values else change.after
