"""An edition and its call."""

from django.apps import apps
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scouting.base import clock

from .base import Refused


class DeadlinePassed(Refused):
    """`deadline` is the last instant that counted, an aware datetime."""

    def __init__(self, deadline):
        self.deadline = deadline
        super().__init__(deadline)

    def __str__(self):
        when = formats.date_format(clock.local(self.deadline), "Y-m-d H:i:s")
        return _("The deadline was %(when)s (Nanjing time). The draft is kept; ask the organiser for an extension.") % {
            "when": when
        }


class CallNotOpen(Refused):
    """The edition takes no registrations: not yet published, closed by hand, over or cancelled."""

    def __init__(self, edition):
        self.edition = edition
        super().__init__(edition)

    def __str__(self):
        return _("%(edition)s takes no registrations: %(state)s.") % {
            "edition": self.edition,
            "state": self.edition.get_state_display(),
        }


class CallNotYetOpen(CallNotOpen):
    """Announced, but the window begins at `opens`; organisers may register before."""

    @property
    def opens(self):
        return self.edition.call_opens

    def __str__(self):
        return _("The call opens on %(when)s (Nanjing time).") % {
            "when": formats.date_format(clock.local(self.opens), "Y-m-d H:i")
        }


class EventOver(Refused):
    """The event has begun, is over or is cancelled."""

    def __str__(self):
        return _("The event has begun, is over or was cancelled.")


class TooFewPlaces(Refused):
    def __init__(self, taken):
        self.taken = taken
        super().__init__(taken)

    def __str__(self):
        return _("%(taken)s places are taken already; there cannot be fewer.") % {"taken": self.taken}


class PeakOverTotal(Refused):
    def __str__(self):
        return _("At one moment there cannot be more viewers than views in all.")


class WrongTimes(Refused):
    def __str__(self):
        return _("The end must lie after the start, and the deadline before it.")


class EarlierEvent(Refused):
    def __str__(self):
        return _("Choose a later event of the same series.")


class ImportInUse(Refused):
    """`added` is {model: how many}, said in the reader's language; "edited" stands for what was corrected."""

    EDITED = "edited"

    def __init__(self, added):
        self.added = added
        super().__init__(added)

    def __str__(self):
        parts = [_("%(what)s: %(n)d") % {"what": self.words(k), "n": n} for k, n in self.added.items()]
        text = _("Something was added to these events since, and undoing would destroy it: %(what)s.")
        return text % {"what": _("; ").join(parts)}

    def words(self, what):
        if what == self.EDITED:
            return pgettext("since the import", "corrections")
        return str(apps.get_model(what)._meta.verbose_name_plural)
