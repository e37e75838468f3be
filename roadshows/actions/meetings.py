"""1:1 meetings by hand: put in, moved, exchanged, taken out, pinned. Each change holds for all or is refused.

The edition's row is locked first, and bookings (actions.occupancy) refuse what cannot be, by constraint on PostgreSQL.
"""

from django.db import transaction

from roadshows import meeting_room
from roadshows.actions import occupancy, places
from roadshows.actions.errors import BeingSolved, NoSuchTable, NotMutual, PairExcluded
from roadshows.models import Meeting, MeetingPlan
from roadshows.states import COMING, STANDING, MeetingState, PlanState
from scouting.accounts.states import WrongState, log_change, move

M, P = MeetingState, PlanState
CHANGED = "changed"
PINNED, UNPINNED = "pinned", "unpinned"
RELATED = ("plan__edition", "registration__project__company", "invitation__investor", *occupancy.OF_A_MEETING)


def locked(plan_pk, edition_pk):
    """The plan under the lock of its edition, while it may be worked on by hand. Raises BeingSolved, WrongState."""
    edition = places.lock(edition_pk)
    plan = MeetingPlan.objects.get(pk=plan_pk)
    plan.edition = edition
    if edition.state not in COMING:
        raise WrongState(edition, edition.state)
    if plan.state == P.SOLVING:
        raise BeingSolved
    return plan


def fresh(pk):
    return Meeting.objects.select_related(*RELATED).get(pk=pk)


def _time(plan, invitation, starts, table):
    """The time that begins then, if that table is one for this fund. Raises NoSuchTable."""
    time = next((t for t in meeting_room.times(plan) if t.starts == starts), None)
    fits = 0 < table <= meeting_room.table_count(plan)
    kind = meeting_room.kind_of_fund(plan.edition, invitation)
    if time is None or not fits or meeting_room.kind_of_table(plan, table) != kind:
        raise NoSuchTable
    return time


def _write(meeting, *, time=None, table=None, **columns):
    if time:
        columns |= {"starts": time.starts, "ends": time.ends, "table": table}
    Meeting.objects.filter(pk=meeting.pk).update(**columns)
    for name, value in columns.items():
        setattr(meeting, name, value)


def _begun(plan, *, by, now):
    """From the first meeting on there is a draft."""
    if plan.state in (P.DRAFT, P.FAILED):
        move(plan, P.READY, by=by, now=now, problem="")
    else:
        log_change(plan, plan.state, CHANGED, now=now, by=by)


@transaction.atomic
def add(plan, registration, invitation, *, starts, table, by, now, pinned=True):
    """Put a pair in that wishes it on both sides. Raises DoubleBooked, NoSuchTable, NotMutual, PairExcluded."""
    row = locked(plan.pk, plan.edition_id)
    pair = meeting_room.room_of(row.edition, row).pairs.get((registration.pk, invitation.pk))
    if pair is None or (not pair.mutual and not pair.excluded):
        raise NotMutual
    if pair.excluded:
        raise PairExcluded
    time = _time(row, invitation, starts, table)
    meeting = stand(row, pair, time, table, pinned=pinned, by=by, now=now)
    occupancy.book_meetings(row.edition, [meeting])
    _begun(row, by=by, now=now)
    return meeting


def stand(plan, pair, time, table, *, by, now, pinned=False):
    """The pair's meeting stands at that time and table: a new row, or the one they had. The caller books it."""
    meeting = pair.meeting
    if meeting is None:
        meeting = Meeting(plan=plan, registration=pair.registration, invitation=pair.invitation, demo=plan.demo)
        meeting.starts, meeting.ends, meeting.table, meeting.pinned = time.starts, time.ends, table, pinned
        meeting.save()
        log_change(meeting, "", meeting.state, now=now, by=by)
        return meeting
    _write(meeting, time=time, table=table, pinned=pinned)
    if meeting.state in (M.REMOVED, M.CANCELLED):
        move(meeting, M.PUBLISHED if meeting.state == M.REMOVED else M.PLANNED, by=by, now=now)
    return meeting


@transaction.atomic
def put(meeting, *, starts, table, by, now):
    """To another time or table; who sits there comes to where this one was. Raises DoubleBooked, NoSuchTable."""
    plan = locked(meeting.plan_id, meeting.plan.edition_id)
    row = fresh(meeting.pk)
    if row.state not in (M.PLANNED, M.PUBLISHED):
        raise WrongState(row, row.state)
    time = _time(plan, row.invitation, starts, table)
    if (row.starts, row.table) == (time.starts, table):
        return row, None
    others = Meeting.objects.standing().filter(plan=plan, starts=time.starts, table=table).exclude(pk=row.pk)
    other = others.select_related(*RELATED).first()
    if other:
        back = next((t for t in meeting_room.times(plan) if t.starts == row.starts), None)
        if back is None or other.state not in (M.PLANNED, M.PUBLISHED):
            raise NoSuchTable
        _write(other, time=_time(plan, other.invitation, row.starts, row.table), table=row.table, pinned=True)
    _write(row, time=time, table=table, pinned=True)
    occupancy.book_meetings(plan.edition, [row, *([other] if other else [])])
    _begun(plan, by=by, now=now)
    return row, other


@transaction.atomic
def pin(meeting, pinned, *, by, now):
    """Whether it stays where it is when the timetable is worked out again."""
    plan = locked(meeting.plan_id, meeting.plan.edition_id)
    changed = Meeting.objects.filter(pk=meeting.pk, plan=plan, pinned=not pinned).update(pinned=pinned)
    meeting.refresh_from_db()
    if changed:
        log_change(meeting, meeting.state, PINNED if pinned else UNPINNED, now=now, by=by)
    return meeting


@transaction.atomic
def take_out(meeting, *, by, now):
    """Off the timetable. Both sides are told when it is published next, if they were told of the meeting."""
    plan = locked(meeting.plan_id, meeting.plan.edition_id)
    drop(fresh(meeting.pk), by=by, now=now)
    _begun(plan, by=by, now=now)


def drop(meeting, *, by, now):
    """The row leaves the timetable, inside the caller's transaction and lock."""
    occupancy.free_meetings([meeting])
    if meeting.state == M.PLANNED and meeting.told_starts is None:
        meeting.delete()
    else:
        move(meeting, M.CANCELLED if meeting.state == M.PLANNED else M.REMOVED, by=by, now=now)


def take_out_pair(registration, invitation, *, by, now):
    """A wish is gone: their meeting, if one stands, goes too. Inside the caller's transaction and lock."""
    rows = Meeting.objects.filter(registration=registration, invitation=invitation, state__in=(M.PLANNED, M.PUBLISHED))
    for meeting in rows.select_related(*RELATED):
        drop(meeting, by=by, now=now)


# --- what happens around them ---------------------------------------------------------------------
def leave(*, now, by=None, **side):
    """A project or fund no longer takes part: its meetings go. Inside the caller's transaction."""
    rows = list(Meeting.objects.filter(state__in=(M.PLANNED, M.PUBLISHED), **side).select_related(*RELATED))
    for meeting in rows:
        drop(meeting, by=by, now=now)
    return rows


def follow(invitation, *, now, by=None):
    """A fund answered otherwise: who comes is booked; at a table of the wrong kind nobody can stay."""
    edition = invitation.edition
    rows = Meeting.objects.filter(invitation=invitation, state__in=(M.PLANNED, M.PUBLISHED)).select_related(*RELATED)
    kind, kept = meeting_room.kind_of_fund(edition, invitation), []
    for meeting in rows:
        if meeting_room.kind_of_table(meeting.plan, meeting.table) == kind:
            kept.append(meeting)
        else:
            drop(meeting, by=by, now=now)
    if kept:
        occupancy.book_meetings(edition, kept)


def rebook(registration):
    """Another presenter comes to the same meetings. Raises DoubleBooked."""
    rows = Meeting.objects.filter(registration=registration, state__in=STANDING).select_related(*RELATED)
    kept = list(rows)
    if kept:
        occupancy.book_meetings(registration.edition, kept)


def shift(edition, by_how_much):
    """The event moves, and its meetings with it; everybody hears of the move itself. The caller books them anew."""
    for plan in MeetingPlan.objects.filter(edition=edition):
        MeetingPlan.objects.filter(pk=plan.pk).update(starts=plan.starts + by_how_much)
        for row in Meeting.objects.filter(plan=plan, state__in=(*STANDING, M.REMOVED)):
            columns = {"starts": row.starts + by_how_much, "ends": row.ends + by_how_much}
            if row.told_starts:
                columns |= {"told_starts": row.told_starts + by_how_much, "told_ends": row.told_ends + by_how_much}
                columns["sequence"] = row.sequence + 1
            Meeting.objects.filter(pk=row.pk).update(**columns)


def cancel_all(edition, *, by, now):
    """The event does not take place, and nor does any meeting of it."""
    for row in Meeting.objects.filter(plan__edition=edition, state__in=(M.PLANNED, M.PUBLISHED, M.REMOVED)):
        if row.told_starts is None:
            row.delete()
            continue
        move(row, M.CANCELLED, by=by, now=now, sequence=row.sequence + 1)
