"""Every refusal."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """A rule forbids it; nothing was changed."""


class ReasonMissing(Refused):
    def __str__(self):
        return _("Give the reason.")
