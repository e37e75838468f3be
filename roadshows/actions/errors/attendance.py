"""The desk at the door."""

from django.utils import formats
from django.utils.translation import gettext as _

from scouting.base import clock

from .base import Refused


class CheckInClosed(Refused):
    """Before `opens`, after the event, or of an event that nobody has announced."""

    def __init__(self, opens=None):
        self.opens = opens
        super().__init__(opens)

    def __str__(self):
        if self.opens is None:
            return _("Nobody can be checked in any more: enter it from paper, with the time they came.")
        when = formats.date_format(clock.local(self.opens), "Y-m-d H:i")
        return _("Check-in opens on %(when)s (Nanjing time).") % {"when": when}


class NoSuchTime(Refused):
    """Somebody came before the doors opened, or in the future."""

    def __init__(self, first, last):
        self.first, self.last = first, last
        super().__init__(first, last)

    def __str__(self):
        first, last = (formats.date_format(clock.local(at), "H:i") for at in (self.first, self.last))
        return _("The time must lie between %(first)s and %(last)s of that day.") % {"first": first, "last": last}


class NotConcerned(Refused):
    """Nobody of this event."""

    def __str__(self):
        return _("This person has nothing to do with the event: enter them as a guest.")
