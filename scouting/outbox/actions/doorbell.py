"""The doorbell: tells a worker that something is due."""

from time import monotonic

import structlog
from celery import current_app

log = structlog.get_logger(__name__)
PAUSE = 30.0  # seconds without ringing once the broker did not answer, so that pages do not wait for it again and again


class Bell:
    silent_until = 0.0


def ring():
    """Tell a worker that something is due. A lost ring costs at most a minute: the tick looks by itself."""
    if monotonic() < Bell.silent_until:
        return
    try:
        current_app.send_task("outbox.deliver_due", retry=False, expires=55)
    except Exception as error:  # any broker failure: the letter is safe in the database
        Bell.silent_until = monotonic() + PAUSE
        log.warning("doorbell", error=type(error).__name__)
