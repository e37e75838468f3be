"""How a state moves: one conditional UPDATE on the old state, then what must be remembered of it."""

from contextlib import suppress

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils import timezone

from scouting.accounts.models import StateChange
from scouting.accounts.models.audit import Via
from scouting.base import clock


class WrongState(Exception):
    """The object is not in a state from which this move is allowed."""

    def __init__(self, obj, wanted):
        self.obj, self.wanted = obj, wanted
        super().__init__(f"{obj._meta.label} {obj.pk} is {obj.state}, cannot become {wanted}")


class LockedModel(models.Model):
    """Columns in LOCKED are written by verbs only: save() of an existing row leaves them out.

    Else a form that was open for a while turns a withdrawn registration back into a selected one.
    """

    LOCKED = ("state",)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, force_insert=False, **kwargs):
        if not self._state.adding and not force_insert:
            names = update_fields if update_fields is not None else self._writable()
            update_fields = [n for n in names if n not in self.LOCKED]
            if not update_fields:
                return
        super().save(*args, update_fields=update_fields, force_insert=force_insert, **kwargs)

    def _writable(self):
        deferred = self.get_deferred_fields()
        fields = self._meta.concrete_fields
        return [f.name for f in fields if not f.primary_key and f.attname not in deferred]


def kind_of(obj):
    return obj._meta.label_lower


def remember_history(obj, *, by=None, reason=""):
    """Write the history row that a queryset UPDATE does not write."""
    remember_histories([obj], by=by, reason=reason)


def remember_histories(objs, *, by=None, reason="", kind="~"):
    """The same for many objects of one model at once; `kind` "-" says that they are deleted."""
    if not objs or not hasattr(type(objs[0]), "history"):
        return
    model = type(objs[0]).history.model
    same = {"history_date": timezone.now(), "history_type": kind, "history_user": by}
    same["history_change_reason"] = reason[:100] or None
    kept = history_columns(model)
    names = [f.attname for f in objs[0]._meta.concrete_fields if f.attname in kept]
    model.objects.bulk_create([model(**same, **{n: getattr(obj, n) for n in names}) for obj in objs])


def history_columns(model):
    return {f.attname for f in model._meta.concrete_fields}


@transaction.atomic
def move(obj, to, *, now, by=None, subject=None, via=Via.PAGE, reason="", effective_on=None, allowed=None, **columns):
    """Move obj.state to `to`, writing `columns` in the same UPDATE. Raises WrongState, changing nothing.

    `allowed` is the NEXT table; without one obj.NEXT is used.
    """
    table = allowed if allowed is not None else obj.NEXT
    sources = [s for s, targets in table.items() if to in targets]
    before = obj.state
    changed = before in sources and type(obj).objects.filter(pk=obj.pk, state=before).update(state=to, **columns)
    if not changed:
        with suppress(ObjectDoesNotExist):
            obj.refresh_from_db()
        raise WrongState(obj, to)
    obj.state = to
    for name, value in columns.items():
        setattr(obj, name, value)
    log_change(obj, before, to, now=now, by=by, subject=subject, via=via, reason=reason, effective_on=effective_on)
    remember_history(obj, by=by, reason=reason)
    return obj


@transaction.atomic
def move_all(objs, to, *, now, by=None, via=Via.PAGE, reason="", **columns):
    """move() for many objects of one model by a few statements: all of them or none. Raises WrongState.

    `columns` may be expressions; the caller sets what it reads again of them.
    """
    before = [(obj, obj.state) for obj in objs]
    for state in {state for _obj, state in before}:
        same = [obj for obj, was in before if was == state]
        rows = type(same[0]).objects.filter(pk__in=[obj.pk for obj in same], state=state)
        if to not in same[0].NEXT.get(state, ()) or rows.update(state=to, **columns) != len(same):
            raise WrongState(same[0], to)
    for obj in objs:
        obj.state = to
    log_changes([(obj, was, to) for obj, was in before], now=now, by=by, via=via, reason=reason)
    remember_histories(objs, by=by, reason=reason)
    return objs


def log_change(obj, before, after, *, now, by=None, subject=None, via=Via.PAGE, reason="", effective_on=None):
    """The StateChange row alone, as for the first state of a new object."""
    return log_changes(
        [(obj, before, after)], now=now, by=by, subject=subject, via=via, reason=reason, effective_on=effective_on
    )[0]


def log_changes(moves, *, now, by=None, subject=None, via=Via.PAGE, reason="", effective_on=None):
    """The same for many objects at once: [(object, before, after)]."""
    same = {"at": now, "effective_on": effective_on or clock.local_date(now), "by": by, "subject": subject}
    same |= {"via": via, "reason": reason[:500]}
    rows = [StateChange(kind=kind_of(o), object_id=o.pk, before=b, after=a, **same) for o, b, a in moves]
    return StateChange.objects.bulk_create(rows)


def changes_of(obj):
    return StateChange.objects.filter(kind=kind_of(obj), object_id=obj.pk).select_related("by")
