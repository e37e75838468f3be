"""The running order: items at positions 1 to n without a hole."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Max

from roadshows.actions import places
from roadshows.models import AgendaItem

Kind = AgendaItem.Kind
PITCH_MINUTES = 15  # eight minutes and seven of questions
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


@transaction.atomic
def lay_out(edition, *, by, now):
    """The usual programme around the pitches. An agenda that exists is left as it is."""
    places.lock(edition.pk)
    if edition.agenda.exclude(kind=Kind.PITCH).exists():
        return list(edition.agenda.all())
    pitches = list(edition.agenda.all())
    edition.agenda.update(position=-F("position"))
    before = [i for i in PROGRAMME if i[0] in BEFORE_PITCHES]
    after = [i for i in PROGRAMME if i[0] not in BEFORE_PITCHES]
    for position, item in enumerate([*before, *pitches, *after], 1):
        if isinstance(item, AgendaItem):
            AgendaItem.objects.filter(pk=item.pk).update(position=position)
        else:
            AgendaItem.objects.create(edition=edition, kind=item[0], minutes=item[1], position=position)
    return list(edition.agenda.all())


@transaction.atomic
def add_item(edition, *, by, now, kind, title="", minutes=PITCH_MINUTES, host="", position=None, registration=None):
    """A new item at `position`, or at the end; those behind it move down."""
    places.lock(edition.pk)
    last = edition.agenda.aggregate(last=Max("position"))["last"] or 0
    position = min(max(position or last + 1, 1), last + 1)
    _shift(edition, position, 1)
    return AgendaItem.objects.create(
        edition=edition,
        kind=kind,
        title=title,
        minutes=minutes,
        host=host,
        position=position,
        registration=registration,
    )


@transaction.atomic
def edit_item(item, *, by, now, **changes):
    """Title, minutes, host. Positions change by move_item."""
    allowed = {k: v for k, v in changes.items() if k in ("title", "minutes", "host", "kind")}
    AgendaItem.objects.filter(pk=item.pk).update(**allowed)
    item.refresh_from_db()
    return item


@transaction.atomic
def remove_item(item, *, by=None, now=None):
    """Take an item out and close the gap."""
    places.lock(item.edition_id)
    found = AgendaItem.objects.filter(pk=item.pk).first()
    if found is None:
        return
    found.delete()
    _shift(found.edition, found.position + 1, -1)


@transaction.atomic
def move_item(item, *, by, now, position):
    """Put an item at `position`; the others close up."""
    places.lock(item.edition_id)
    order = list(item.edition.agenda.exclude(pk=item.pk))
    order.insert(min(max(position, 1), len(order) + 1) - 1, item)
    item.edition.agenda.update(position=-F("position"))
    for number, one in enumerate(order, 1):
        AgendaItem.objects.filter(pk=one.pk).update(position=number)
    item.refresh_from_db()
    return item


def _shift(edition, start, step):
    """Everything from `start` on moves by `step`, through negative positions, since each must stay unique."""
    rows = AgendaItem.objects.filter(edition=edition)
    rows.filter(position__gte=start).update(position=-(F("position") + step))
    rows.filter(position__lt=0).update(position=-F("position"))


def add_pitch(reg):
    """A confirmed project comes behind the last pitch."""
    if AgendaItem.objects.filter(registration=reg).exists():
        return None
    last = reg.edition.agenda.filter(kind__in=BEFORE_PITCHES).aggregate(last=Max("position"))["last"]
    return add_item(reg.edition, by=None, now=None, kind=Kind.PITCH, position=(last or 0) + 1, registration=reg)


def drop_pitch(reg):
    """A project that is out leaves no hole."""
    for item in AgendaItem.objects.filter(registration=reg).select_related("edition"):
        remove_item(item)


def timetable(edition):
    """[(from, item)] in order, from the edition's start."""
    rows, at = [], edition.starts
    for item in edition.agenda.select_related("registration__project__company"):
        rows.append((at, item))
        at += timedelta(minutes=item.minutes)
    return rows
