"""Has a timetable of meetings worked out by a process of its own, with limits of time and memory, and reports on it.

OR-Tools never loads into a web process or worker: its memory goes with the process, and so does a crash in it.
"""

import json
import subprocess
import sys
import threading
from contextlib import suppress
from time import monotonic

import structlog
from django.conf import settings

from roadshows import meeting_room
from roadshows.actions import meeting_plans
from scouting.base import clock

log = structlog.get_logger(__name__)
COMMAND = (sys.executable, "-m", "roadshows.timetable_solver")
SECONDS = 90  # on the clock, for a machine that is very busy; the solver stops by itself long before
EVERY = 1.0  # seconds between two reports


class Stopped(Exception):
    """The organiser stopped it, or it was given up: nobody waits for the result."""


class Failed(Exception):
    """No result; `problem` is one of those in actions.meeting_plans."""

    def __init__(self, problem):
        self.problem = problem
        super().__init__(problem)


def run_one():
    """Work out one timetable that waits. Returns whether there was one."""
    plan = meeting_plans.claim()
    if plan is None:
        return False
    try:
        room = meeting_room.room_of(plan.edition, plan)
        chosen = compute(meeting_room.task_of(room), tell=lambda line: told(plan, line))
    except Stopped:
        return True
    except Failed as failure:
        meeting_plans.give_up(plan, failure.problem, now=clock.now())
    except Exception:
        log.exception("meetings", plan=plan.pk)
        meeting_plans.give_up(plan, meeting_plans.CRASHED, now=clock.now())
    else:
        meeting_plans.finish(plan, chosen, now=clock.now())
    return True


def told(plan, line):
    if not meeting_plans.report(plan, line):
        raise Stopped


def compute(task, tell=lambda line: None, *, seconds=SECONDS, command=COMMAND):
    """[(registration, invitation, number of the time)], or None where what is fixed contradicts itself.

    Raises Failed, and whatever `tell` raises; the process is gone in each case.
    """
    process = subprocess.Popen(  # noqa: S603 - our own module, no word of it typed by anybody
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    lines, until = [], monotonic() + seconds
    writer = threading.Thread(target=_feed, args=(process, json.dumps(task)), daemon=True)
    reader = threading.Thread(target=_sink, args=(process, lines), daemon=True)
    try:
        writer.start()
        reader.start()
        return _watched(process, reader, lines, tell, until)
    finally:
        process.kill()
        process.wait()
        writer.join(5)
        reader.join(5)
        process.stdout.close()


def _feed(process, text):
    """In a thread of its own: a process that does not read would keep whoever writes to it for ever."""
    with suppress(OSError), process.stdin as pipe:  # where it is gone, the reader notices
        pipe.write(text)


def _sink(process, lines):
    """Lines as they come, into the list that the other thread reads."""
    for line in process.stdout:
        lines.append(json.loads(line))


def _watched(process, reader, lines, tell, until):
    """Report until the result is there. The report goes out though nothing is new: it is the sign of life."""
    last = {}
    while True:
        reader.join(EVERY)
        for line in list(lines):
            if "result" in line:
                return _pairs(line["result"])
            last = line
        if not reader.is_alive():
            raise Failed(meeting_plans.CRASHED)
        if monotonic() > until:
            raise Failed(meeting_plans.SLOW)
        tell(last)


def _pairs(result):
    if result["meetings"] is None:
        return None
    return [(*map(int, key.split(":")), slot) for key, slot in result["meetings"]]
