import structlog
from celery import shared_task

from roadshows import followups, reminders, solving
from roadshows.actions import (
    conflicts,
    forgetting,
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
NIGHTLY = (uploads.sweep, forgetting.sweep)


@shared_task(name="roadshows.tick")
def tick():
    """Every minute: close calls, lapse what was not answered, fill free places, remind. Safe to run twice at once."""
    _run(JOBS, "roadshows.tick")


@shared_task(name="roadshows.sweep_files")
def sweep_files():
    """Every night: delete files that were withdrawn long ago or belong to nothing, count materials again, forget who
    walked in at events of more than two years ago."""
    _run(NIGHTLY, "roadshows.sweep_files")


@shared_task(name="roadshows.work_on_import")
def work_on_import(pk):
    """Save an import of past events, or undo it: whichever was asked for."""
    past_jobs.run(pk, now=clock.now())


def _run(jobs, task):
    """Each in turn: one that fails must not keep the others from running."""
    now, failures = clock.now(), []
    for job in jobs:
        try:
            job(now=now)
        except Exception:
            name = f"{job.__module__.rpartition('.')[2]}.{job.__name__}"
            log.exception(task, job=name)
            failures.append(name)
    if failures:
        raise RuntimeError(f"{task}: {', '.join(failures)} failed; see the log")


@shared_task(name="roadshows.solve_meetings")
def solve_meetings():
    """Work out every timetable that waits."""
    while solving.run_one():
        pass
