"""Who is registered and who has a place or seat."""

from django.utils import formats
from django.utils.translation import gettext as _

from scouting.base import clock

from .base import Refused


class AlreadyRegistered(Refused):
    """The company or team already has a live registration in this edition."""

    def __init__(self, registration):
        self.registration = registration
        super().__init__(registration)

    def __str__(self):
        return _("Already registered for this edition: %(number)s.") % {"number": self.registration.number}


class AlreadyClaimed(Refused):
    def __init__(self, application):
        self.application = application
        super().__init__(application)

    def __str__(self):
        return _("%(name)s has claimed this application.") % {"name": self.application.claimed_by}


class NoPlaceLeft(Refused):
    def __str__(self):
        return _("Every place is taken.")


class NotOffered(Refused):
    """On site at an event that is online only, or the other way round."""

    def __str__(self):
        return _("The event does not offer that.")


class OfferExpired(Refused):
    """The time to confirm ran out at `deadline`."""

    def __init__(self, deadline):
        self.deadline = deadline
        super().__init__(deadline)

    def __str__(self):
        return _("The time to confirm ended on %(when)s.") % {
            "when": formats.date_format(clock.local(self.deadline), "Y-m-d H:i")
        }
