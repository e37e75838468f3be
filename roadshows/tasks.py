import structlog
from celery import shared_task

from roadshows import followups, reminders, solving
from roadshows.actions import (
    conflicts,
    invitations,
    meeting_plans,
    offers,
    past_jobs,
    registrations,
    results,
    reviews,
    uploads,
)
from scouting.base import clock

log = structlog.get_logger(__name__)
JOBS = (
    registrations.close_calls_due,
    offers.lapse_due,
    offers.fill_places,
    invitations.lapse_due,
    conflicts.sweep_due,
    reviews.close_due,
    results.rank_due,
    reminders.send_due,
    followups.send_due,
    meeting_plans.sweep,
    past_jobs.sweep,
)


@shared_task(name="roadshows.tick")
def tick():
    """Every minute: close calls, lapse what was not answered, fill free places, remind. Safe to run twice at once."""
    now = clock.now()
    failures = [job.__name__ for job in JOBS if not _ran(job, now)]
    if failures:
        raise RuntimeError(f"roadshows.tick: {', '.join(failures)} failed; see the log")


@shared_task(name="roadshows.sweep_files")
def sweep_files():
    """Every night: delete files that were withdrawn long ago or belong to nothing, count materials again."""
    return uploads.sweep(now=clock.now())


@shared_task(name="roadshows.work_on_import")
def work_on_import(pk):
    """Save an import of past events, or undo it: whichever was asked for."""
    past_jobs.run(pk, now=clock.now())


def _ran(job, now):
    """One job that fails must not keep the others from running."""
    try:
        job(now=now)
    except Exception:
        log.exception("roadshows.tick", job=job.__name__)
        return False
    return True


@shared_task(name="roadshows.solve_meetings")
def solve_meetings():
    """Work out every timetable that waits."""
    while solving.run_one():
        pass
