"""An import of past events is taken back, as long as nobody has added anything to what it made.

A few events at a time, in the background: whoever takes it up again goes on with what is still there, where a process
died or somebody added something in between.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F

from companies.models import Event
from roadshows.actions import past_claims
from roadshows.actions.errors import ImportInUse
from roadshows.models import Edition, EditionImport, Outcome, Project, Registration
from roadshows.states import ImportState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import log_change, log_changes, remember_histories, remember_history

LOT, LOOKED_AT = 10, 250  # events


@dataclass
class Lot:
    """What goes away together: `touched` are the events that lose projects, `editions` those that go themselves."""

    touched: list
    editions: list = field(default_factory=list)
    registrations: list = field(default_factory=list)
    projects: list = field(default_factory=list)


def take_back(found, *, by, now):
    """Take away what the import added and put back what it changed. Raises ImportInUse."""
    _refuse_added_to(found, lots_of(found.made, LOOKED_AT))
    lots = lots_of(found.made, LOT)
    total = sum(len(lot.touched) for lot in lots)
    for n, lot in enumerate(lots):
        _take_away(found, lot, by=by, now=now)
        past_claims.tell(found, progress={"done": min((n + 1) * LOT, total), "all": total})
    before = list(found.made["before"].items())
    for start in range(0, len(before), LOT):
        _put_back(found, before[start : start + LOT], by=by, now=now)
    return _over(found, by=by, now=now)


def lots_of(made, size):
    there = defaultdict(list)
    rows = Registration.objects.filter(pk__in=made["registrations"]).order_by("edition__starts", "pk")
    for edition, reg in rows.values_list("edition", "pk"):
        there[edition].append(reg)
    own = set(Edition.objects.filter(pk__in=made["editions"]).values_list("pk", flat=True))
    touched = [*there, *sorted(own - there.keys())]
    return [_lot(touched[n : n + size], own, there) for n in range(0, len(touched), size)]


def _lot(touched, own, there):
    regs = [pk for edition in touched for pk in there.get(edition, ())]
    return Lot(touched, [pk for pk in touched if pk in own], regs)


def _last_shown(lot, made):
    """The projects that the import made and that were shown nowhere else than in this lot."""
    shown = Registration.objects.filter(pk__in=lot.registrations).values_list("project", flat=True)
    pks = set(shown) & set(made["projects"])
    elsewhere = Registration.objects.filter(project__in=pks).exclude(pk__in=lot.registrations)
    return sorted(pks - set(elsewhere.values_list("project", flat=True)))


# --- what people added ----------------------------------------------------------------------------
def added(lot, made, ours):
    """Counter {model: how many} of everything that hangs on what would go away and did not come with the import.

    Each model that points to an event, a project shown or a project counts, those of later rooms too.
    """
    own = {Registration: lot.registrations, Outcome: made["outcomes"]}
    there, counts = defaultdict(set), Counter()
    for model, pks in _gone(lot):
        for link in model._meta.related_objects if pks else ():
            rows = link.related_model._base_manager.filter(**{f"{link.field.name}__in": pks})
            there[link.related_model] |= set(rows.values_list("pk", flat=True)) - set(own.get(link.related_model, ()))
        edits = model.history.filter(id__in=pks, history_type="~").exclude(history_change_reason__in=ours)
        counts[ImportInUse.EDITED] += edits.count() if pks else 0
    for model, pks in there.items():
        counts[model._meta.label_lower] += len(pks)
    return +counts


def _ours():
    """What the history says of a change that an import made and took back."""
    return [str(row)[:100] for row in EditionImport.objects.filter(state=ImportState.UNDONE).defer("rows", "made")]


def _refuse_added_to(found, lots):
    """Nothing goes away that somebody has added to since."""
    counts, ours = Counter(), _ours()
    for lot in lots:
        lot.projects = _last_shown(lot, found.made)
        counts += added(lot, found.made, ours)
    if counts:
        raise ImportInUse(counts)


# --- one lot --------------------------------------------------------------------------------------
@transaction.atomic
def _take_away(found, lot, *, by, now):
    row = past_claims.hold(found)
    list(Edition.objects.select_for_update().filter(pk__in=lot.touched).order_by("pk").values_list("pk"))
    _refuse_added_to(row, [lot])
    gone = {model: list(model.objects.filter(pk__in=pks)) for model, pks in _gone(lot)}
    for edition, number in Counter(reg.edition_id for reg in gone[Registration]).items():
        Edition.objects.filter(pk=edition).update(taken=F("taken") - number)
    told = {"now": now, "by": by, "via": Via.IMPORT, "reason": str(row)}
    log_changes([(o, o.state, "deleted") for o in (*gone[Registration], *gone[Edition])], **told)
    Outcome.objects.filter(registration__in=lot.registrations).delete()
    for model, rows in gone.items():
        remember_histories(rows, by=by, reason=str(row), kind="-")
        # nothing points to them, as was just made sure of: no need to look again, row by row
        model.objects.filter(pk__in=[one.pk for one in rows])._raw_delete(connection.alias)


def _gone(lot):
    return ((Registration, lot.registrations), (Project, lot.projects), (Edition, lot.editions))


@transaction.atomic
def _put_back(found, lot, *, by, now):
    """What the import changed of an event that was there before; what somebody has corrected since stays."""
    row = past_claims.hold(found)
    there = Edition.objects.select_for_update().in_bulk([int(pk) for pk, _before in lot])
    for pk, before in lot:
        edition = there.get(int(pk))
        back = {n: old for n, (old, new) in before.items() if edition and getattr(edition, n) == new != old}
        if back:
            write(edition, back, row, by=by, now=now)


@transaction.atomic
def _over(found, *, by, now):
    row = past_claims.hold(found)
    Project.objects.filter(pk__in=row.made["projects"], registrations=None).delete()
    _drop_notes(row.made.get("notes", {}))
    return past_claims.finish(row, ImportState.UNDONE, by=by, now=now)


def _drop_notes(notes):
    """What the import wrote on timelines; what somebody has changed, or corrected by another event, stays."""
    rows = Event.objects.filter(pk__in=[int(pk) for pk in notes], corrections=None)
    Event.objects.filter(pk__in=[event.pk for event in rows if event.data == notes[str(event.pk)]]).delete()


def write(edition, changes, found, *, by, now):
    """Change columns of an event that was there before, in the name of an import."""
    Edition.objects.filter(pk=edition.pk).update(**changes)
    edition.refresh_from_db()
    log_change(edition, edition.state, "edited", now=now, by=by, via=Via.IMPORT, reason=str(found))
    remember_history(edition, by=by, reason=str(found))
