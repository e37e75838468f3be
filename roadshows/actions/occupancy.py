"""Nobody and nothing is in two places at once: bookings of people, projects and rooms for the time of an edition.

PostgreSQL holds an exclusion constraint; SQLite has the check below, which is safe because its transactions are
IMMEDIATE: from the first statement on there is one writer.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.utils import IntegrityError

from roadshows.actions.errors import DoubleBooked
from roadshows.models import Meeting, Occupancy, Registration
from roadshows.models.edition import Mode
from roadshows.states import COMING, RegistrationState
from scouting.base import clock

Kind = Occupancy.Kind
OF_A_MEETING = ("registration__presenter", "invitation__person", "invitation__delegate")


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
        parts = Q(item__isnull=False) | Q(meeting__isnull=False)
        Occupancy.objects.filter(parts, kind=kind, resource=resource, edition=edition).delete()
    same = Occupancy.objects.filter(kind=kind, resource=resource, edition=edition, starts=starts, ends=ends)
    if found := same.filter(meeting__isnull=True).first():
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
    held = list(_whole(edition).exclude(kind=Kind.ROOM).values_list("kind", "resource"))
    Occupancy.objects.filter(edition=edition).delete()
    book_room(edition)
    for kind, resource in held:
        book(kind, resource, edition)
    book_items(edition)
    book_meetings(edition)


def timed(edition):
    """[(from, item)] in order, from the edition's start."""
    rows, at = [], edition.starts
    for item in edition.agenda.select_related("registration__project__company", "owner"):
        rows.append((at, item))
        at += timedelta(minutes=item.minutes)
    return rows


def _whole(edition):
    """Who and what is there for the whole event."""
    return Occupancy.objects.filter(edition=edition, item__isnull=True, meeting__isnull=True)


def inside(resource, edition):
    """A resource within an event: who is booked for all of it can still be in one part of it only."""
    return f"{resource}@{edition.pk}"


def _of_item(item, edition):
    if item.registration_id:
        yield Kind.PROJECT, inside(item.registration.project_id, edition)
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
    whole = set(_whole(edition).values_list("kind", "resource"))
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


# --- 1:1 meetings ---------------------------------------------------------------------------------
def of_meeting(meeting, edition):
    """[(kind, resource)] that a meeting takes within the event; people and project are taken outside of it too."""
    people = {meeting.registration.presenter_id, getattr(meeting.invitation.attendee, "pk", None)} - {None}
    everywhere = [(Kind.PROJECT, str(meeting.registration.project_id))]
    everywhere += [(Kind.PERSON, str(pk)) for pk in sorted(people)]
    own = [(Kind.TABLE, table_of(edition, meeting.table))]
    own.append((Kind.PERSON, inside(f"fund:{meeting.invitation_id}", edition)))
    return [*own, *((kind, inside(resource, edition)) for kind, resource in everywhere)], everywhere


def table_of(edition, number):
    return f"{edition.pk}:{number}"


def _rows_of_meeting(meeting, edition, whole):
    own, everywhere = of_meeting(meeting, edition)
    spans = [(kind, resource, meeting.starts, meeting.ends) for kind, resource in own]
    for kind, resource in everywhere:
        spans += [(kind, resource, *span) for span in _beyond(meeting, whole.get((kind, resource)))]
    return [
        Occupancy(kind=kind, resource=resource, starts=starts, ends=ends, edition=edition, meeting=meeting)
        for kind, resource, starts, ends in spans
    ]


def _beyond(meeting, span):
    """What of the meeting's time lies outside of a booking for the whole event."""
    if span is None:
        return [(meeting.starts, meeting.ends)]
    parts = [(meeting.starts, min(meeting.ends, span[0])), (max(meeting.starts, span[1]), meeting.ends)]
    return [(since, until) for since, until in parts if since < until]


@transaction.atomic
def book_meetings(edition, meetings=None):
    """Book those meetings, or all that stand, each of them anew and all at once. Raises DoubleBooked."""
    if meetings is None:
        meetings = list(Meeting.objects.standing().filter(plan__edition=edition).select_related(*OF_A_MEETING))
    Occupancy.objects.filter(meeting__in=[m.pk for m in meetings]).delete()
    whole = {(k, r): (a, b) for k, r, a, b in _whole(edition).values_list("kind", "resource", "starts", "ends")}
    rows = [row for meeting in meetings for row in _rows_of_meeting(meeting, edition, whole)]
    refuse_clashes(rows)
    try:
        with transaction.atomic():
            Occupancy.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:  # as in book()
        raise DoubleBooked(in_the_way(rows)) from error


def refuse_clashes(rows):
    """The same as refuse_clash() for many rows that are not saved yet, among themselves too."""
    found = in_the_way(rows) or list(_one_another(rows))
    if found:
        raise DoubleBooked(found)


def in_the_way(rows):
    """Bookings that overlap one of these rows, by one query."""
    if not rows:
        return []
    wanted = {}
    for row in rows:
        wanted.setdefault((row.kind, row.resource), []).append(row)
    span = {"starts__lt": max(r.ends for r in rows), "ends__gt": min(r.starts for r in rows)}
    taken = Occupancy.objects.filter(resource__in={r.resource for r in rows}, **span).select_related("edition")
    return [
        t
        for t in taken.order_by("starts", "pk")
        if any(r.starts < t.ends and r.ends > t.starts for r in wanted.get((t.kind, t.resource), ()))
    ]


def _one_another(rows):
    last = {}
    for row in sorted(rows, key=lambda r: r.starts):
        before = last.get((row.kind, row.resource))
        if before and before.ends > row.starts:
            yield row
        last[row.kind, row.resource] = row


def free_meetings(meetings):
    return Occupancy.objects.filter(meeting__in=[m.pk for m in meetings]).delete()[0]


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
