"""Tells a worker that something waits in the database. A lost ring costs a minute: the tick rings again."""

import structlog
from celery import current_app

log = structlog.get_logger(__name__)
MEETINGS, IMPORT = "roadshows.solve_meetings", "roadshows.work_on_import"


def ring(task=MEETINGS, *args):
    try:
        current_app.send_task(task, args=args, retry=False, expires=55)
    except Exception as error:  # any broker failure: what is to do waits in the database
        log.warning("bell", error=type(error).__name__)
