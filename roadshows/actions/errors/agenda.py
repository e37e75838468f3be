"""The agenda and the plan."""

from django.utils.translation import gettext as _

from .base import Refused


class DoubleBooked(Refused):
    """`clashes` are the Occupancy rows that are in the way."""

    def __init__(self, clashes):
        self.clashes = list(clashes)
        super().__init__(self.clashes)

    def __str__(self):
        editions = ", ".join(str(c.edition) for c in self.clashes) or "-"
        return _("Already taken at that time by: %(editions)s.") % {"editions": editions}


class AgendaFixed(Refused):
    """The agenda is frozen, or the event is over."""

    def __init__(self, edition):
        self.edition = edition
        super().__init__(edition)

    def __str__(self):
        return _("The agenda can no longer be changed: %(state)s.") % {"state": self.edition.get_state_display()}


class PreviewOutdated(Refused):
    """What would be published is not what was looked at."""

    def __str__(self):
        return _("The agenda was changed meanwhile; below is how it stands now.")


class PlanChanged(Refused):
    """What would be approved is not what was read."""

    def __str__(self):
        return _("The plan was changed meanwhile; read it as it stands now.")
