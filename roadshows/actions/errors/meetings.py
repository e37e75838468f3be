"""1:1 meetings and the wishes for them."""

from django.utils.translation import gettext as _

from .base import Refused


class WishesClosed(Refused):
    """Before the agenda is published, after the timetable is, or for somebody who does not take part."""

    def __str__(self):
        return _("Wishes for meetings are not open now.")


class WishFinal(Refused):
    """Told only to the side that said no itself."""

    def __str__(self):
        return _("You said that you do not want this meeting; that is final.")


class PairExcluded(Refused):
    """One side said no. The sentence does not tell which, nor that."""

    def __str__(self):
        return _("This meeting is not possible.")


class NotMutual(Refused):
    def __str__(self):
        return _("Both sides must wish for it first.")


class NothingToPlan(Refused):
    def __str__(self):
        return _("No fund and project wish to meet each other yet.")


class BeingSolved(Refused):
    def __str__(self):
        return _("The timetable is being worked out; wait for it or stop it first.")


class NoSuchTable(Refused):
    """A time or table that the plan does not have, or that is not for this fund."""

    def __str__(self):
        return _("There is no such table at that time. Funds online meet at a table online, the others in the room.")


class MeetingsInTheWay(Refused):
    """Meetings that stand would have no table or time any more."""

    def __init__(self, number):
        self.number = number
        super().__init__(number)

    def __str__(self):
        return _("%(n)s meetings would lose their table or time; take them out first.") % {"n": self.number}


class NotYetHeld(Refused):
    def __str__(self):
        return _("The meeting has not begun yet.")
