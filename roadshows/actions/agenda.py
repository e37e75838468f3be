"""The running order: items at positions 1 to n without a hole. Whoever hosts an item is booked for its time."""

import random
import secrets

from django.db import transaction
from django.db.models import F, Max

from companies.keys import sort_key
from companies.models import Person
from roadshows.actions import occupancy, places
from roadshows.actions.errors import AgendaFixed
from roadshows.models import AgendaItem
from roadshows.states import EditionState, RegistrationState
from scouting.accounts.states import log_change

Kind = AgendaItem.Kind
ITEM_MINUTES = 15
DRAWN, FORMAT = "agenda_drawn", "pitch_format"
OPEN = (EditionState.PLANNED, EditionState.OPEN, EditionState.CLOSED)
PROGRAMME = [
    (Kind.SIGN_IN, 20),
    (Kind.OPENING, 5),
    (Kind.SPEECH, 10),
    (Kind.PARK, 15),
    (Kind.COMMENT, 15),
    (Kind.PHOTO, 5),
    (Kind.TALKS, 40),
]
BEFORE_PITCHES = (Kind.SIGN_IN, Kind.OPENING, Kind.SPEECH, Kind.PARK, Kind.PITCH)


def lock_open(edition_id):
    """The edition under lock, while its agenda may change. Raises AgendaFixed."""
    edition = places.lock(edition_id)
    if edition.state not in OPEN:
        raise AgendaFixed(edition)
    return edition


def known_as(name):
    """The one person we know by that full name, or None."""
    name = name.strip()
    found = Person.objects.filter(sort_key=sort_key(name, person=True), name=name)[:2] if name else []
    return found[0] if len(found) == 1 else None


@transaction.atomic
def lay_out(edition, *, by, now):
    """The usual programme around the pitches of all confirmed projects. Items that exist are left as they are."""
    lock_open(edition.pk)
    for reg in missing_pitches(edition):
        _add_pitch(reg)
    if edition.agenda.exclude(kind=Kind.PITCH).exists():
        return _rebooked(edition)
    pitches = list(edition.agenda.all())
    edition.agenda.update(position=-F("position"))
    before = [i for i in PROGRAMME if i[0] in BEFORE_PITCHES]
    after = [i for i in PROGRAMME if i[0] not in BEFORE_PITCHES]
    for position, item in enumerate([*before, *pitches, *after], 1):
        if isinstance(item, AgendaItem):
            AgendaItem.objects.filter(pk=item.pk).update(position=position)
        else:
            AgendaItem.objects.create(edition=edition, kind=item[0], minutes=item[1], position=position)
    return _rebooked(edition)


def _rebooked(edition):
    occupancy.book_items(edition)
    return list(edition.agenda.all())


def missing_pitches(edition):
    """Confirmed projects that do not stand in the agenda."""
    rows = edition.registrations.filter(state=RegistrationState.CONFIRMED, agenda_item__isnull=True)
    return rows.select_related("edition", "project__company").order_by("slot", "pk")


@transaction.atomic
def add_item(
    edition, *, by, now, kind, title="", minutes=None, host="", owner=None, room="", position=None, registration=None
):
    """A new item at `position`, or at the end; those behind it move down. Raises AgendaFixed, DoubleBooked."""
    row = lock_open(edition.pk)
    item = _insert(
        row,
        kind=kind,
        title=title,
        minutes=minutes or (row.pitch_minutes if kind == Kind.PITCH else ITEM_MINUTES),
        host=host,
        speaker=known_as(host),
        owner=owner,
        room=room,
        position=position,
        registration=registration,
    )
    occupancy.book_items(row)
    return item


def _insert(edition, *, position=None, **columns):
    last = edition.agenda.aggregate(last=Max("position"))["last"] or 0
    position = min(max(position or last + 1, 1), last + 1)
    _shift(edition, position, 1)
    return AgendaItem.objects.create(edition=edition, position=position, **columns)


EDITABLE = ("title", "minutes", "host", "kind", "owner", "room")


@transaction.atomic
def edit_item(item, *, by, now, **changes):
    """Kind, title, minutes, host, owner, room. Positions change by move_item. Raises AgendaFixed, DoubleBooked."""
    edition = lock_open(item.edition_id)
    allowed = {k: v for k, v in changes.items() if k in EDITABLE}
    if "host" in allowed:
        allowed["speaker"] = known_as(allowed["host"])
    if allowed:
        AgendaItem.objects.filter(pk=item.pk).update(**allowed)
    item.refresh_from_db()
    occupancy.book_items(edition)
    return item


@transaction.atomic
def remove_item(item, *, by, now):
    """Take an item out and close the gap. Returns what restore_item() needs, or None if it was gone already."""
    edition = lock_open(item.edition_id)
    found = AgendaItem.objects.filter(pk=item.pk).first()
    if found is None:
        return None
    kept = {f.attname: getattr(found, f.attname) for f in AgendaItem._meta.concrete_fields}
    _take_out(found)
    occupancy.book_items(edition)
    return kept


@transaction.atomic
def restore_item(edition, kept, *, by, now):
    """Undo remove_item(). Twice is once; a project that has left since stays out."""
    row = lock_open(edition.pk)
    if kept["edition_id"] != row.pk or AgendaItem.objects.filter(pk=kept["id"]).exists():
        return None
    reg_id = kept["registration_id"]
    confirmed = {reg.pk for reg in missing_pitches(row)}
    if reg_id and reg_id not in confirmed:
        return None
    item = _insert(row, **{k: v for k, v in kept.items() if k != "edition_id"})
    occupancy.book_items(row)
    return item


def _take_out(item):
    AgendaItem.objects.filter(pk=item.pk).delete()
    _shift(item.edition, item.position + 1, -1)


@transaction.atomic
def move_item(item, *, by, now, position):
    """Put an item at `position`; the others close up. Raises AgendaFixed, DoubleBooked."""
    edition = lock_open(item.edition_id)
    order = list(edition.agenda.exclude(pk=item.pk))
    order.insert(min(max(position, 1), len(order) + 1) - 1, item)
    _renumber(edition, order)
    item.refresh_from_db()
    occupancy.book_items(edition)
    return item


def _renumber(edition, order):
    edition.agenda.update(position=-F("position"))
    for number, one in enumerate(order, 1):
        AgendaItem.objects.filter(pk=one.pk).update(position=number)


@transaction.atomic
def draw(edition, *, by, now, seed=None):
    """The order of the pitches by lot, on the places where pitches stand. The seed is recorded: anybody can draw the
    same order again. Returns (seed, items in their new order)."""
    row = lock_open(edition.pk)
    seed = secrets.randbelow(900_000) + 100_000 if seed is None else seed
    order = list(row.agenda.select_related("registration__project"))
    places_of = [n for n, item in enumerate(order) if item.kind == Kind.PITCH]
    drawn = sorted((order[n] for n in places_of), key=lambda item: (item.registration_id or 0, item.pk))
    random.Random(seed).shuffle(drawn)  # noqa: S311 - a lot that can be drawn again, not a secret
    for n, item in zip(places_of, drawn, strict=True):
        order[n] = item
    _renumber(row, order)
    occupancy.book_items(row)
    names = "; ".join(str(item.registration.project if item.registration else item) for item in drawn)
    log_change(row, row.state, DRAWN, now=now, by=by, reason=f"{seed}: {names}")
    return seed, drawn


@transaction.atomic
def set_pitch_format(edition, *, by, now, pitch_format):
    """8+7 or 7+3 for the edition: pitches of the usual length change with it. Raises AgendaFixed, DoubleBooked."""
    row = lock_open(edition.pk)
    if row.pitch_format == pitch_format:
        return edition
    before = row.pitch_minutes
    row.pitch_format, row._history_user = pitch_format, by
    row.save(update_fields=["pitch_format"])
    row.agenda.filter(kind=Kind.PITCH, minutes=before).update(minutes=row.pitch_minutes)
    occupancy.book_items(row)
    log_change(row, row.state, FORMAT, now=now, by=by, reason=pitch_format)
    edition.refresh_from_db()
    return edition


def _shift(edition, start, step):
    """Everything from `start` on moves by `step`, through negative positions, since each must stay unique."""
    rows = AgendaItem.objects.filter(edition=edition)
    rows.filter(position__gte=start).update(position=-(F("position") + step))
    rows.filter(position__lt=0).update(position=-F("position"))


def add_pitch(reg):
    """A confirmed project comes behind the last pitch, on an agenda that is fixed too."""
    edition = places.lock(reg.edition_id)
    if AgendaItem.objects.filter(registration=reg).exists():
        return None
    item = _add_pitch(reg)
    occupancy.book_items(edition, strict=False)
    return item


def _add_pitch(reg):
    last = reg.edition.agenda.filter(kind__in=BEFORE_PITCHES).aggregate(last=Max("position"))["last"]
    minutes = reg.edition.pitch_minutes
    return _insert(reg.edition, kind=Kind.PITCH, minutes=minutes, position=(last or 0) + 1, registration=reg)


def drop_pitch(reg):
    """A project that is out leaves no hole."""
    edition = places.lock(reg.edition_id)
    for item in AgendaItem.objects.filter(registration=reg).select_related("edition"):
        _take_out(item)
    occupancy.book_items(edition, strict=False)


def timetable(edition):
    """[(from, item)] in order, from the edition's start."""
    return occupancy.timed(edition)
