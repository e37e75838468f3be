"""Letters of the past lie in the outbox as sent; those without an address as held; one as refused."""

from datetime import timedelta

from django.db.models import F

from scouting.outbox import delivery
from scouting.outbox.models import Channel, Message
from scouting.outbox.states import MessageState

LONG_SENT, LONG_AGO = timedelta(hours=1), timedelta(days=5)
UNREAD = timedelta(days=2)


def deliver(*, now, told=False):
    """What was due by then has gone out, before the next thing happens; without an address it waits for a person,
    or is `told`."""
    due = Message.objects.filter(state=MessageState.QUEUED, due_at__lte=now)
    bare = due.filter(to_address="", channel=Channel.MAIL)
    if told:
        bare.update(state=MessageState.TOLD, told_via="phone", told_at=F("due_at"))
    else:
        bare.update(state=MessageState.HELD, error=delivery.NO_ADDRESS)
    due.filter(channel=Channel.NOTICE).update(state=MessageState.SENT, sent_at=F("due_at"), read_at=F("due_at"))
    due.update(state=MessageState.SENT, sent_at=F("due_at"), error=delivery.TO_PAGE)


def settle(*, now):
    """The rest of the past: what was held long ago has been told, and the latest letter was refused."""
    deliver(now=now - LONG_SENT)
    settled = {"state": MessageState.TOLD, "told_via": "phone", "told_at": F("due_at"), "error": ""}
    Message.objects.filter(state=MessageState.HELD, due_at__lt=now - LONG_AGO).update(**settled)
    sent = Message.objects.filter(state=MessageState.SENT)
    sent.update(sent_at=F("due_at"))  # a worker that ran meanwhile delivered at an hour of its own
    sent.filter(channel=Channel.NOTICE, due_at__gt=now - UNREAD).update(read_at=None)
    refused = sent.filter(channel=Channel.MAIL).order_by("-due_at", "-pk").first()
    if refused:
        bounced = {"state": MessageState.FAILED, "error": "550 5.1.1 user unknown", "attempts": 1, "sent_at": None}
        Message.objects.filter(pk=refused.pk).update(**bounced)
