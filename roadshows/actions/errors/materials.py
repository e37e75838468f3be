"""What is handed in."""

from django.utils.translation import gettext as _

from scouting.base import clock

from .base import Refused


class TooLate(Refused):
    """The presenter's page no longer takes materials."""

    def __str__(self):
        return _("Materials can no longer be changed here. Please call the colleague named above.")


class NothingTaken(Refused):
    """A request that nobody could answer: `deadline` is over, and the event takes nothing late. Without a deadline it
    is the frozen agenda that closed the founders' pages."""

    def __init__(self, deadline=None):
        self.deadline = deadline
        super().__init__(deadline)

    def __str__(self):
        if self.deadline is None:
            return _("The agenda is frozen: founders can hand in nothing on their pages any more.")
        when = f"{clock.local(self.deadline):%m-%d %H:%M}"
        return _("Materials were due on %(when)s, and this event takes none later.") % {"when": when}


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
    "opens": lambda: _("The PDF opens a web page by itself. Print it to a new PDF and upload that."),
    "outside": lambda: _("The PDF fetches pictures or data from elsewhere. Print it to a new PDF and upload that."),
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
