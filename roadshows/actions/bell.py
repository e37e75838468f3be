"""Tells a worker that a timetable waits to be worked out. A lost ring costs a minute: the tick rings again."""

import structlog
from celery import current_app

log = structlog.get_logger(__name__)
TASK = "roadshows.solve_meetings"


def ring():
    try:
        current_app.send_task(TASK, retry=False, expires=55)
    except Exception as error:  # any broker failure: the plan waits in the database
        log.warning("bell", error=type(error).__name__)
