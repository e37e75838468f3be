"""The organiser's checklist of an edition: what is asked for, in which order, and what it is called."""

import secrets
from dataclasses import replace

from django.db import transaction

from roadshows.actions import places
from roadshows.actions.errors import EventOver
from roadshows.actions.tallies import tally_all
from roadshows.materials import DERIVED, USUAL, Item, Kind, copied, everything
from roadshows.models import Answer, Edition, Registration, Upload
from roadshows.models.edition import Series
from roadshows.states import COMING, EditionState
from scouting.accounts.states import log_change, remember_history

CHECKLIST = "checklist"
NAMED = ("name", "name_en", "required", "experts")


@transaction.atomic
def edit_checklist(edition, *, by, now, changes=None, move=None, drop="", restore="", add=None):
    """Write {code: {name, name_en, required, experts}}, move (code, -1 or 1), drop, take up again, or add one item.

    Items are found by code in the list as it is now, so that two who edit at once lose nothing of each other's. What
    somebody answered already is kept when its item is dropped. Raises EventOver.
    """
    row = places.lock(edition.pk)
    if row.state not in (EditionState.PLANNED, *COMING):
        raise EventOver
    items = [_changed(item, (changes or {}).get(item.code, {})) for item in everything(row)]
    if add:
        items.append(new_item(items, **add))
    if drop:
        items = _dropped(row, items, drop)
    if restore:
        items = [replace(item, off=False) if item.code == restore else item for item in items]
    if move:
        items = _moved(items, *move)
    return _write(edition, row, items, by, now)


def _changed(item, wanted):
    wanted = {name: wanted[name] for name in NAMED if name in wanted}
    return replace(item, **wanted)


def new_item(items, *, kind, name="", name_en="", code="", required=True, experts=False):
    """One of the usual or derived by its code; else an item of the organiser's own."""
    taken = {item.code for item in items}
    if kind == Kind.DERIVED and code in DERIVED and code not in taken:
        return Item(code, Kind.DERIVED, required)
    fresh = code if code in USUAL and code not in taken else f"own-{secrets.token_hex(4)}"
    return Item(fresh, kind, required, name.strip(), name_en.strip(), experts and kind == Kind.FILE)


def _dropped(edition, items, code):
    if code not in {item.code for item in items}:
        return items
    rows = {"registration__edition": edition, "code": code}
    answered = Upload.objects.filter(**rows).exists() or Answer.objects.filter(**rows).exists()
    ticked = edition.registrations.filter(**{f"materials__{code}": True}).exists() if not answered else True
    if answered or ticked:
        return [replace(item, off=True) if item.code == code else item for item in items]
    return [item for item in items if item.code != code] or [replace(items[0], off=True)]


def _moved(items, code, step):
    """Past its neighbour among those asked for."""
    asked = [item for item in items if not item.off]
    at = next((n for n, item in enumerate(asked) if item.code == code), None)
    if at is None or not 0 <= at + step < len(asked):
        return items
    asked[at], asked[at + step] = asked[at + step], asked[at]
    return asked + [item for item in items if item.off]


def _write(edition, row, items, by, now):
    kept = [item.kept() for item in items]
    if kept == [item.kept() for item in everything(row)]:
        return edition
    Edition.objects.filter(pk=row.pk).update(materials=kept)
    edition.materials = row.materials = kept
    log_change(row, row.state, CHECKLIST, now=now, by=by)
    remember_history(row, by=by, reason=CHECKLIST)
    tally_all(Registration.objects.filter(edition=row), now=now)
    return edition


def latest():
    """The checklist of the last roadshow that was planned, for the next one to begin with."""
    last = Edition.objects.filter(series=Series.ROADSHOW).order_by("-starts").first()
    return copied(last) if last else [item.kept() for item in USUAL.values()]
