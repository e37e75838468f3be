"""Nobody and nothing is in two places at once: bookings of people, projects and rooms for the time of an edition.

PostgreSQL holds an exclusion constraint; SQLite has the check below, which is safe because its transactions are
IMMEDIATE: from the first statement on there is one writer.
"""

from datetime import timedelta

from django.db import transaction
from django.db.utils import IntegrityError

from roadshows.actions.errors import DoubleBooked
from roadshows.models import Occupancy, Registration
from roadshows.models.edition import Mode
from roadshows.states import COMING, RegistrationState
from scouting.base import clock

Kind = Occupancy.Kind


def clashes(kind, resource, starts, ends, *, but=None):
    """Bookings of that resource that overlap the time, without those of edition `but`."""
    rows = Occupancy.objects.filter(kind=kind, resource=resource, starts__lt=ends, ends__gt=starts)
    return rows.exclude(edition=but).select_related("edition") if but else rows.select_related("edition")


@transaction.atomic
def book(kind, resource, edition, *, starts=None, ends=None, item=None):
    """Take the resource for the edition's time; a second booking for the same edition is the first one.

    Who is there the whole time is there for each item. Raises DoubleBooked.
    """
    starts, ends, resource = starts or edition.starts, ends or edition.ends, str(resource)[:80]
    if item is None:
        Occupancy.objects.filter(kind=kind, resource=resource, edition=edition, item__isnull=False).delete()
    found = Occupancy.objects.filter(kind=kind, resource=resource, edition=edition, starts=starts, ends=ends).first()
    if found:
        return found
    refuse_clash(kind, resource, starts, ends)
    try:
        with transaction.atomic():
            times = {"starts": starts, "ends": ends}
            return Occupancy.objects.create(kind=kind, resource=resource, edition=edition, item=item, **times)
    except IntegrityError as error:  # another transaction was faster: the constraint saw it, our query could not
        raise DoubleBooked(clashes(kind, resource, starts, ends)) from error


def refuse_clash(kind, resource, starts, ends):
    in_the_way = list(clashes(kind, resource, starts, ends))
    if in_the_way:
        raise DoubleBooked(in_the_way)


def free(kind, resource, edition):
    """Give the resource back. Returns how many bookings went."""
    rows = Occupancy.objects.filter(kind=kind, resource=str(resource)[:80], edition=edition)
    return rows.delete()[0]


def book_registration(reg):
    """The presenter and the project, for the whole event."""
    for kind, resource in _of_registration(reg):
        book(kind, resource, reg.edition)


def free_registration(reg):
    """Give back presenter and project."""
    free_presenter(reg)
    free(Kind.PROJECT, reg.project_id, reg.edition)


def free_presenter(reg):
    """Give back the presenter, unless they still show another project that day."""
    others = Registration.objects.filter(edition=reg.edition_id, state=RegistrationState.CONFIRMED).exclude(pk=reg.pk)
    if reg.presenter_id and not others.filter(presenter=reg.presenter_id).exists():
        free(Kind.PERSON, reg.presenter_id, reg.edition)


def _of_registration(reg):
    if reg.presenter_id:
        yield Kind.PERSON, reg.presenter_id
    yield Kind.PROJECT, reg.project_id


def book_room(edition):
    """The venue, unless the event is online only or has none yet."""
    if edition.venue and edition.mode != Mode.ONLINE:
        book(Kind.ROOM, edition.venue, edition)


@transaction.atomic
def rebook(edition):
    """After a change of time or place: everything booked for the edition moves along. Raises DoubleBooked."""
    held = Occupancy.objects.filter(edition=edition, item__isnull=True).exclude(kind=Kind.ROOM)
    held = list(held.values_list("kind", "resource"))
    Occupancy.objects.filter(edition=edition).delete()
    book_room(edition)
    for kind, resource in held:
        book(kind, resource, edition)
    book_items(edition)


def timed(edition):
    """[(from, item)] in order, from the edition's start."""
    rows, at = [], edition.starts
    for item in edition.agenda.select_related("registration__project__company", "owner"):
        rows.append((at, item))
        at += timedelta(minutes=item.minutes)
    return rows


def _of_item(item, edition):
    if item.speaker_id:
        yield Kind.PERSON, str(item.speaker_id)
    if item.owner_id:
        yield Kind.PERSON, f"user:{item.owner_id}"
    if item.room and item.room != edition.venue:
        yield Kind.ROOM, item.room


@transaction.atomic
def book_items(edition, *, strict=True):
    """Hosts, owners and other rooms, each for its part of the agenda. Raises DoubleBooked.

    Without `strict` what clashes stays unbooked and is returned as [(item, DoubleBooked)]: a project that confirms or
    withdraws shifts the others, and must not fail for it.
    """
    Occupancy.objects.filter(edition=edition, item__isnull=False).delete()
    if edition.state not in COMING:
        return []
    whole = set(Occupancy.objects.filter(edition=edition).values_list("kind", "resource"))
    refused = []
    for at, item in timed(edition):
        ends = at + timedelta(minutes=item.minutes)
        for kind, resource in _of_item(item, edition):
            if (kind, resource) in whole:
                continue
            try:
                book(kind, resource, edition, starts=at, ends=ends, item=item)
            except DoubleBooked as error:
                if strict:
                    raise
                refused.append((item, error))
    return refused


def not_booked(edition):
    """[(item, bookings)] of what stands in the agenda though it is taken elsewhere at that time."""
    rows = timed(edition) if edition.state in COMING else []
    if not rows:
        return []
    last_at, last = rows[-1]
    wanted = {resource for _at, item in rows for _kind, resource in _of_item(item, edition)}
    taken = Occupancy.objects.filter(starts__lt=last_at + timedelta(minutes=last.minutes), ends__gt=edition.starts)
    taken = taken.filter(resource__in=wanted).exclude(edition=edition).select_related("edition") if wanted else []
    found = []
    for at, item in rows:
        mine, ends = set(_of_item(item, edition)), at + timedelta(minutes=item.minutes)
        in_the_way = [t for t in taken if (t.kind, t.resource) in mine and t.starts < ends and t.ends > at]
        if in_the_way:
            found.append((item, in_the_way))
    return found


def free_edition(edition):
    """Cancelled: all of it is free again."""
    return Occupancy.objects.filter(edition=edition).delete()[0]


def free_times(kind, resource, starts, ends):
    """The gaps of a resource between two instants, as [(from, until)] in Shanghai time."""
    gaps, since = [], starts
    for taken in clashes(kind, str(resource), starts, ends).order_by("starts"):
        if taken.starts > since:
            gaps.append((clock.local(since), clock.local(taken.starts)))
        since = max(since, taken.ends)
    if since < ends:
        gaps.append((clock.local(since), clock.local(ends)))
    return gaps
