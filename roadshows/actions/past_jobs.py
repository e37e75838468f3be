"""Runs what was asked for an import of past events: saving it, or taking it back."""

import structlog

from roadshows.actions import bell, past, past_claims, past_undo
from roadshows.actions.errors import ImportInUse
from roadshows.states import ImportState

log = structlog.get_logger(__name__)
DEEDS = {ImportState.SAVING: past.save, ImportState.UNDOING: past_undo.take_back}


def run(pk, *, now):
    """What a worker does. Returns whether it had it; how it ended stands with the import."""
    found = past_claims.claim(pk)
    if found is None:
        return False
    try:
        _work(found, now=now)
    except past_claims.Lost:
        return False
    except ImportInUse:
        pass  # the page says so
    except Exception:
        log.exception("past", import_=pk)
    return True


def _work(found, *, now):
    by = past_claims.asked_by(found)
    if found.progress["tries"] > past_claims.TRIES:
        return past_claims.give_up(found, past_claims.LOST, by=by, now=now)
    try:
        return DEEDS[found.state](found, by=by, now=now)
    except past_claims.Lost:
        raise
    except ImportInUse as error:
        past_claims.give_up(found, past_claims.IN_USE, by=by, now=now, added=error.added)
        raise
    except Exception:
        past_claims.give_up(found, past_claims.CRASHED, by=by, now=now)
        raise


def confirm(found, *, by, now):
    """Save it here and now, as where no worker runs. Returns [Judged]. Raises WrongState."""
    past_claims.ask(found, ImportState.SAVING, by=by, now=now)
    return _work(past_claims.claim(found.pk), now=now)


def undo(found, *, by, now):
    """Take it back here and now. Raises WrongState, ImportInUse."""
    past_claims.ask(found, ImportState.UNDOING, by=by, now=now)
    return _work(past_claims.claim(found.pk), now=now)


def sweep(*, now):
    """Those that no worker has begun, or whose worker is gone, are rung for once more."""
    for pk in past_claims.waiting().values_list("pk", flat=True):
        bell.ring(bell.IMPORT, pk)
