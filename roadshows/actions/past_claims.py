"""An import is saved and undone in the background: asked for once, claimed by one worker, taken up
again where that died.

Each lot of it is written under the lock of the import's row, with what it made and with a longer lease: whoever was
taken for dead finds there that another has taken it up, and writes nothing more.
"""

import uuid
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from roadshows.actions import bell
from roadshows.models import EditionImport
from roadshows.states import IMPORT_WORKING, ImportState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import changes_of, move

LEASE = timedelta(seconds=120)  # a lot takes a second or two; a run that is silent so long is lost
TRIES = 3  # workers that may die of it
LOST, CRASHED, IN_USE = "lost", "crashed", "in_use"  # why it ended early
BACK = {ImportState.SAVING: ImportState.FAILED, ImportState.UNDOING: ImportState.CONFIRMED}


class Lost(Exception):
    """Another worker has it, or it is over."""


@transaction.atomic
def ask(found, to, *, by, now):
    """Have it saved, or undone. Raises WrongState where that was asked before."""
    found = EditionImport.objects.select_for_update().defer("rows").get(pk=found.pk)
    move(found, to, now=now, by=by, via=Via.IMPORT, job="", claimed_at=None, progress={})
    transaction.on_commit(partial(bell.ring, bell.IMPORT, found.pk))
    return found


def waiting():
    """Those that no worker has begun, and those whose worker is gone."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=Now() - LEASE)
    return EditionImport.objects.filter(free, state__in=IMPORT_WORKING)


def claim(pk):
    """The import, for this run alone, or None. Two workers never have the same."""
    row = waiting().filter(pk=pk).first()
    if row is None:
        return None
    job, progress = uuid.uuid4().hex, row.progress | {"tries": row.progress.get("tries", 0) + 1}
    if not waiting().filter(pk=pk, job=row.job).update(job=job, progress=progress, claimed_at=Now()):
        return None
    row.job, row.progress = job, progress
    return row


def hold(found):
    """Its row under lock, in a transaction. Raises Lost where it is no longer this run's."""
    row = EditionImport.objects.select_for_update().defer("rows").get(pk=found.pk)
    if (row.state, row.job) != (found.state, found.job):
        raise Lost
    return row


def tell(found, **columns):
    """How far it has come; prolongs the lease."""
    if "progress" in columns:
        columns["progress"] = found.progress = found.progress | columns["progress"]
    EditionImport.objects.filter(pk=found.pk, job=found.job).update(claimed_at=Now(), **columns)


def finish(row, to, *, by, now, **progress):
    """Over, under the lock that hold() took."""
    return move(row, to, now=now, by=by, via=Via.IMPORT, job="", claimed_at=None, progress=progress)


@transaction.atomic
def give_up(found, problem, *, by, now, **more):
    """It ends early; what is written stands, and the page says why."""
    row = hold(found)
    told = {name: row.progress[name] for name in ("done", "all") if name in row.progress}
    return finish(row, BACK[row.state], by=by, now=now, problem=problem, **told, **more)


def asked_by(found):
    """Who pressed: what the background writes is written in that name."""
    change = changes_of(found).filter(after=found.state).order_by("-pk").first()
    return change and change.by
