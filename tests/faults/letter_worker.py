"""A worker of its own that delivers what is due and ends: python -m tests.faults.letter_worker NOW [flags].

Its leases are short, so that a test need not wait two minutes; --whole-lease keeps the real ones. --no-lease takes
the guard away: what another worker holds is taken from it at once.
"""

import sys
from datetime import datetime, timedelta

import django

django.setup()

from scouting.outbox import delivery  # noqa: E402
from scouting.outbox.models import Message  # noqa: E402
from scouting.outbox.states import MessageState  # noqa: E402

LEASE = timedelta(seconds=2)


def take_from_others(*, now):
    Message.objects.filter(state=MessageState.SENDING).update(state=MessageState.QUEUED, lease=None)


def main(moment, *flags):
    if "--whole-lease" not in flags:
        delivery.LEASE = LEASE
    if "--no-lease" in flags:
        delivery.recover_leases = take_from_others
    delivery.deliver_due(now=datetime.fromisoformat(moment))


if __name__ == "__main__":
    main(*sys.argv[1:])
