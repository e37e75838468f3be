"""Verbs for plain records that no richer verb covers, as the admin edits them: save, delete, and log an export."""

from django.db import transaction

from scouting.accounts.models import StateChange
from scouting.accounts.models.audit import Via
from scouting.accounts.states import log_change
from scouting.base import clock

SAVED, DELETED, EXPORTED = "saved", "deleted", "exported"
after_save = []  # rooms above add callables (obj, by=, now=, changed=) that keep what depends on a record


@transaction.atomic
def save_record(obj, *, by, now, changed=()):
    """Validate and write one record, its history under the acting user's name, and what depends on it."""
    obj._history_user = by
    obj.save()
    log_change(obj, "", SAVED, now=now, by=by, via=Via.ADMIN, reason=", ".join(changed))
    for follow_up in after_save:
        follow_up(obj, by=by, now=now, changed=changed)
    return obj


@transaction.atomic
def delete_record(obj, *, by, now):
    """Delete one record; raises ProtectedError where others depend on it."""
    obj._history_user = by
    log_change(obj, "", DELETED, now=now, by=by, via=Via.ADMIN, reason=str(obj))
    obj.delete()
    for follow_up in after_save:
        follow_up(obj, by=by, now=now, changed=())


def log_export(model, *, by, now, what=""):
    """Remember who took data out, when, and which."""
    return StateChange.objects.create(
        kind=model._meta.label_lower,
        object_id=0,
        after=EXPORTED,
        at=now,
        effective_on=clock.local_date(now),
        by=by,
        via=Via.ADMIN,
        reason=what[:500],
    )
