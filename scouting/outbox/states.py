"""The states of a message. Only `queued` waits for a worker; `sending` is claimed under a lease."""

from django.db import models
from django.utils.translation import pgettext_lazy


class MessageState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("message state", "Queued")
    SENDING = "sending", pgettext_lazy("message state", "Sending")
    SENT = "sent", pgettext_lazy("message state", "Sent")
    FAILED = "failed", pgettext_lazy("message state", "Failed")
    UNKNOWN = "unknown", pgettext_lazy("message state", "Not known whether it left")
    HELD = "held", pgettext_lazy("message state", "Held")
    TOLD = "told", pgettext_lazy("message state", "Told in person")
    SKIPPED = "skipped", pgettext_lazy("message state", "Skipped, too late")
    SUPERSEDED = "superseded", pgettext_lazy("message state", "Superseded")
    CANCELLED = "cancelled", pgettext_lazy("message state", "Cancelled")


S = MessageState
NEXT = {
    S.QUEUED: {S.SENDING, S.HELD, S.TOLD, S.SKIPPED, S.SUPERSEDED, S.CANCELLED},
    S.SENDING: {S.SENT, S.QUEUED, S.FAILED, S.UNKNOWN, S.HELD, S.CANCELLED},
    S.SENT: {S.TOLD},
    S.FAILED: {S.QUEUED, S.TOLD, S.CANCELLED},
    S.UNKNOWN: {S.SENT, S.QUEUED, S.TOLD, S.CANCELLED},
    S.HELD: {S.QUEUED, S.TOLD, S.SUPERSEDED, S.CANCELLED},
    S.TOLD: set(),
    S.SKIPPED: {S.TOLD},
    S.SUPERSEDED: set(),
    S.CANCELLED: set(),
}
UNSENT = (S.QUEUED, S.HELD)
IN_DOUBT = (S.FAILED, S.UNKNOWN)
PERSON = (S.FAILED, S.UNKNOWN, S.HELD)  # a colleague decides, in this order
