"""Why a verb says no. `str(error)` is a sentence for the person, in their language."""

from django.utils import formats
from django.utils.translation import gettext as _

from roadshows.states import ReviewState
from scouting.base import clock


class Refused(Exception):
    """A rule forbids it; nothing was changed."""


class ReasonMissing(Refused):
    def __str__(self):
        return _("Give the reason.")


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


class DoubleBooked(Refused):
    """`clashes` are the Occupancy rows that are in the way."""

    def __init__(self, clashes):
        self.clashes = list(clashes)
        super().__init__(self.clashes)

    def __str__(self):
        editions = ", ".join(str(c.edition) for c in self.clashes) or "-"
        return _("Already taken at that time by: %(editions)s.") % {"editions": editions}


class ReviewNotOpen(Refused):
    """Scoring has not been opened yet, or is closed: then `closed` is true."""

    def __init__(self, review):
        self.review, self.closed = review, review.state == ReviewState.CLOSED
        super().__init__(review)

    def __str__(self):
        if self.closed:
            return _("Scoring is closed: nothing was changed, and the attempt is noted. Please call the organiser.")
        return _("Scoring has not been opened yet.")


class RubricWrong(Refused):
    """`str(error)` says what is wrong with the criteria."""


class ScoresMissing(Refused):
    def __init__(self, names):
        self.names = names
        super().__init__(names)

    def __str__(self):
        return _("Still to score: %(names)s.") % {"names": _(", ").join(self.names)}


class CommentMissing(Refused):
    def __init__(self, total):
        self.total = total
        super().__init__(total)

    def __str__(self):
        return _("The total is %(total)s. Below 60 and above 90 please say why in the comment.") % {"total": self.total}


class InConflict(Refused):
    """`ties` are the reasons, in words."""

    def __init__(self, ties):
        self.ties = list(ties)
        super().__init__(self.ties)

    def __str__(self):
        return _("A conflict of interest stands in the way: %(ties)s.") % {"ties": _("; ").join(map(str, self.ties))}


class NotReviewable(Refused):
    def __str__(self):
        return _("This project is not waiting for a decision, or is of another event.")


class NobodyToScore(Refused):
    def __str__(self):
        return _("No expert has a project to score yet: fill the panel and assign the projects first.")


class AgendaFixed(Refused):
    """The agenda is frozen, or the event is over."""

    def __init__(self, edition):
        self.edition = edition
        super().__init__(edition)

    def __str__(self):
        return _("The agenda can no longer be changed: %(state)s.") % {"state": self.edition.get_state_display()}


class PlanChanged(Refused):
    """What would be approved is not what was read."""

    def __str__(self):
        return _("The plan was changed meanwhile; read it as it stands now.")


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


class TooLate(Refused):
    """The presenter's page no longer takes materials."""

    def __str__(self):
        return _("Materials can no longer be changed here. Please call the colleague named above.")


class NoSuchItem(Refused):
    """The checklist does not ask for a file under this code."""

    def __str__(self):
        return _("This is no longer asked for. Reload the page.")


class TooManyFiles(Refused):
    def __init__(self, most):
        self.most = most
        super().__init__(most)

    def __str__(self):
        return _("There are %(most)s files already. Please call the colleague named above.") % {"most": self.most}


class BadFile(Refused):
    """A file was not taken; `reason` is one of filecheck's or "too_big"."""

    def __init__(self, reason, size=0):
        self.reason, self.size = reason, size
        super().__init__(reason)

    def __str__(self):
        return BAD_FILE[self.reason]() % {"size": f"{self.size / 2**20:.1f}"}


BAD_FILE = {
    "too_big": lambda: _("At most 25 MB; this file has %(size)s MB. Save it with smaller pictures and try again."),
    "missing": lambda: _("Choose a file first."),
    "empty": lambda: _("The file is empty."),
    "unknown": lambda: _("This is neither a PDF nor a PPTX, whatever its name says. Save it as one of these."),
    "damaged": lambda: _("The file is damaged or not complete. Save it again and upload it anew."),
    "mixed": lambda: _("The file is two formats in one, so it is not taken. Save it again as a plain PDF or PPTX."),
    "old_office": lambda: _("An old Office format, or one with a password. Save it as PPTX or PDF without a password."),
    "encrypted": lambda: _("The file is protected by a password. Save it without one."),
    "script": lambda: _("The PDF contains a script. Print it to a new PDF and upload that."),
    "launch": lambda: _("The file starts a program. Remove that, or save it as a plain PDF."),
    "attached": lambda: _("Other files are packed inside. Remove them, or save it as a plain PDF."),
    "media": lambda: _("The PDF contains film or sound. Print it to a new PDF and upload that."),
    "form": lambda: _("The PDF contains a form that sends data. Print it to a new PDF and upload that."),
    "macros": lambda: _("The presentation contains macros. Save it as PPTX without macros, or as PDF."),
    "external": lambda: _("The presentation fetches pictures or data from elsewhere. Embed them, or save it as PDF."),
    "names": lambda: _(
        "The presentation has parts with names that lead elsewhere. Save it again in PowerPoint or WPS."
    ),
    "bomb": lambda: _("The presentation unpacks to far more than it should. Save it as PDF."),
    "nested": lambda: _("Files are packed inside packed files. Save it as a plain PDF."),
    "too_many": lambda: _("More than 500 pages. Leave out what is not needed."),
    "pixels": lambda: _("The picture is too large or moves. Take a plain photograph, or save it as PDF."),
    "too_hard": lambda: _("The file is too complicated to check. Print it to a new PDF and upload that."),
}


class NotOnShow(Refused):
    """The project is not on the published programme, or not of the event the fund is invited to."""

    def __str__(self):
        return _("This project is not on the programme, or not any more.")


class InterestNotOpen(Refused):
    """Before the agenda is published, after the last day, or by somebody who does not take part."""

    def __str__(self):
        return _("This cannot be marked here now. Please call us.")


class NothingToOpen(Refused):
    """Contacts open on a wish for the presentation or a meeting, between two people who are named."""

    def __str__(self):
        return _("Contacts open on a wish for the presentation or a meeting, between two people who are named.")


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


class EarlierEvent(Refused):
    def __str__(self):
        return _("Choose a later event of the same series.")


class ImportInUse(Refused):
    def __str__(self):
        return _("Something was added to these events since; the import cannot be undone as a whole.")
