"""What funds mark and founders answer."""

from django.utils.translation import gettext as _

from .base import Refused


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
