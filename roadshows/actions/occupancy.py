"""Nobody and nothing is in two places at once: bookings of people, projects and rooms for the time of an edition.

PostgreSQL holds an exclusion constraint; SQLite has the check below, which is safe because its transactions are
IMMEDIATE: from the first statement on there is one writer.
"""

from django.db import transaction
from django.db.utils import IntegrityError

from roadshows.actions.errors import DoubleBooked
from roadshows.models import Occupancy, Registration
from roadshows.models.edition import Mode
from roadshows.states import RegistrationState
from scouting.base import clock

Kind = Occupancy.Kind


def clashes(kind, resource, starts, ends, *, but=None):
    """Bookings of that resource that overlap the time, without those of edition `but`."""
    rows = Occupancy.objects.filter(kind=kind, resource=resource, starts__lt=ends, ends__gt=starts)
    return rows.exclude(edition=but).select_related("edition") if but else rows.select_related("edition")


@transaction.atomic
def book(kind, resource, edition, *, starts=None, ends=None):
    """Take the resource for the edition's time; a second booking for the same edition is the first one.

    Raises DoubleBooked.
    """
    starts, ends, resource = starts or edition.starts, ends or edition.ends, str(resource)[:80]
    found = Occupancy.objects.filter(kind=kind, resource=resource, edition=edition, starts=starts, ends=ends).first()
    if found:
        return found
    refuse_clash(kind, resource, starts, ends)
    try:
        with transaction.atomic():
            return Occupancy.objects.create(kind=kind, resource=resource, edition=edition, starts=starts, ends=ends)
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
    held = list(Occupancy.objects.filter(edition=edition).exclude(kind=Kind.ROOM).values_list("kind", "resource"))
    Occupancy.objects.filter(edition=edition).delete()
    book_room(edition)
    for kind, resource in held:
        book(kind, resource, edition)


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
