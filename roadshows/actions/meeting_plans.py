"""Tables and times of an edition's 1:1 meetings, and the computation of its timetable: asked for, claimed, reported,
taken over or given up. What computes is roadshows.solving."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from roadshows import meeting_room
from roadshows.actions import bell, meetings, occupancy, places
from roadshows.actions.errors import DoubleBooked, MeetingsInTheWay, NothingToPlan
from roadshows.models import Meeting, MeetingPlan
from roadshows.states import COMING, MeetingState, PlanState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import log_change, move

P = PlanState
LEASE = timedelta(seconds=120)  # a computation reports every second; one that is silent so long is lost
SET_UP = "set_up"
# why a computation gave no timetable
LOST, STOPPED, CLASH, CRASHED, SLOW, IMPOSSIBLE = "lost", "stopped", "clash", "crashed", "slow", "impossible"
OVER = "over"


def ensure(edition, *, by, now):
    """The edition's plan, made with the usual tables and times where there is none. Under the edition's lock."""
    plan, created = MeetingPlan.objects.get_or_create(
        edition=edition, defaults={**meeting_room.usual(edition), "demo": edition.demo}
    )
    if created:
        log_change(plan, "", plan.state, now=now, by=by)
    plan.edition = edition
    return plan


@transaction.atomic
def set_up(edition, *, by, now, **columns):
    """Tables and times. Raises MeetingsInTheWay where a meeting that stands would have none any more."""
    plan = ensure(places.lock(edition.pk), by=by, now=now)
    plan = meetings.locked(plan.pk, plan.edition_id)
    for name in ("tables", "online_tables", "starts", "minutes", "pause", "times"):
        setattr(plan, name, columns[name])
    refuse_homeless(plan)
    plan.save()
    log_change(plan, plan.state, SET_UP, now=now, by=by)
    return plan


def refuse_homeless(plan):
    """Each meeting that stands has a time and table of its kind in the plan as it would be."""
    held = {(time.starts, time.ends) for time in meeting_room.times(plan)}
    rows = Meeting.objects.standing().filter(plan=plan).select_related("invitation")
    lost = [
        row
        for row in rows
        if (row.starts, row.ends) not in held
        or row.table > meeting_room.table_count(plan)
        or meeting_room.kind_of_table(plan, row.table) != meeting_room.kind_of_fund(plan.edition, row.invitation)
    ]
    if lost:
        raise MeetingsInTheWay(len(lost))


# --- the computation ------------------------------------------------------------------------------
@transaction.atomic
def ask(edition, *, by, now):
    """Have the timetable worked out. Raises NothingToPlan, BeingSolved."""
    plan = ensure(places.lock(edition.pk), by=by, now=now)
    plan = meetings.locked(plan.pk, plan.edition_id)
    if not any(pair.mutual for pair in meeting_room.room_of(plan.edition, plan).pairs.values()):
        raise NothingToPlan
    move(plan, P.SOLVING, by=by, now=now, job=uuid.uuid4().hex, progress={}, problem="", claimed_at=None)
    transaction.on_commit(bell.ring)
    return plan


def claim():
    """A computation that nobody has begun, or None. Two workers never begin the same."""
    waiting = MeetingPlan.objects.filter(state=P.SOLVING, claimed_at__isnull=True)
    for plan in waiting.order_by("pk").select_related("edition"):
        if waiting.filter(pk=plan.pk, job=plan.job).update(claimed_at=Now()):
            return plan
    return None


def report(plan, progress):
    """How far it has come; prolongs the lease. False once it was stopped or given up."""
    mine = MeetingPlan.objects.filter(pk=plan.pk, state=P.SOLVING, job=plan.job)
    return bool(mine.update(progress=progress, claimed_at=Now()))


@transaction.atomic
def adopt(plan, chosen, *, now, by=None):
    """Take the timetable over: [(registration, invitation, number of the time)]. What is pinned stays.

    Returns False where the computation was given up meanwhile, or the event is over. Raises DoubleBooked where
    somebody was booked elsewhere meanwhile, changing nothing.
    """
    edition = places.lock(plan.edition_id)
    row = MeetingPlan.objects.get(pk=plan.pk)
    if (row.state, row.job) != (P.SOLVING, plan.job):
        return False
    if edition.state not in COMING:
        give_up(row, OVER, now=now)
        return False
    row.edition = edition
    room = meeting_room.room_of(edition, row)
    there = {(reg, inv): n for reg, inv, n in chosen if (reg, inv) in room.pairs and room.pairs[reg, inv].mutual}
    _seat(room, there, by=by, now=now)
    move(row, P.READY, by=by, now=now, via=Via.CLOCK, job="", claimed_at=None, solved_at=now)
    return True


def _seat(room, chosen, *, by, now):
    """Who is not chosen leaves; the others get their time, and a table of their kind that is free then."""
    kept = [m for m in room.standing if m.pinned]
    for pair in room.pairs.values():
        meeting = pair.meeting
        movable = meeting and not meeting.pinned and meeting.state in (MeetingState.PLANNED, MeetingState.PUBLISHED)
        if movable:
            occupancy.free_meetings([meeting])
        if movable and pair.key not in chosen:
            meetings.drop(meeting, by=by, now=now)
    places_of = tables_for(room, chosen, kept)
    placed = []
    for key, (time, table) in places_of.items():
        placed.append(meetings.stand(room.plan, room.pairs[key], time, table, by=by, now=now))
    occupancy.book_meetings(room.edition, placed)


def tables_for(room, chosen, kept):
    """{pair: (time, table)}: a project keeps its table from meeting to meeting where it can."""
    taken, favourite, found = {(m.starts, m.table) for m in kept}, {}, {}
    for meeting in kept:
        favourite.setdefault(meeting.registration_id, meeting.table)
    fixed = {(m.registration_id, m.invitation_id) for m in kept}
    for key in sorted(chosen.keys() - fixed, key=lambda k: (chosen[k], k)):
        pair, time = room.pairs[key], room.times[chosen[key]]
        kind = meeting_room.kind_of_fund(room.edition, pair.invitation)
        free = [
            n
            for n in range(1, meeting_room.table_count(room.plan) + 1)
            if (time.starts, n) not in taken and meeting_room.kind_of_table(room.plan, n) == kind
        ]
        if not free:  # a fund has changed to online meanwhile
            continue
        own = favourite.get(key[0])
        unused = [n for n in free if n not in favourite.values()]
        table = own if own in free else (unused or free)[0]
        favourite.setdefault(key[0], table)
        taken.add((time.starts, table))
        found[key] = (time, table)
    return found


@transaction.atomic
def give_up(plan, problem, *, now, by=None, silent_for=None):
    """No timetable this time; what stood before still stands. Nothing where it is over already, was asked for anew, or
    has reported within `silent_for`. Under the edition's lock: whoever takes a timetable over has it to the end.
    """
    places.lock(plan.edition_id)
    mine = MeetingPlan.objects.select_for_update().filter(pk=plan.pk, state=P.SOLVING, job=plan.job)
    if silent_for is not None:
        mine = mine.filter(claimed_at__lt=Now() - silent_for)
    row = mine.first()
    if row is None:
        return False
    move(row, P.FAILED, by=by, now=now, reason=problem, problem=problem, job="", claimed_at=None)
    return True


def stop(edition, *, by, now):
    """The organiser does not want to wait for it."""
    plan = MeetingPlan.objects.get(edition=edition)
    return give_up(plan, STOPPED, by=by, now=now)


def finish(plan, chosen, *, now):
    """What the solver found becomes the draft, or the plan says why not."""
    if chosen is None:
        return give_up(plan, IMPOSSIBLE, now=now)
    try:
        return adopt(plan, chosen, now=now)
    except DoubleBooked:
        return give_up(plan, CLASH, now=now)


def sweep(*, now):
    """Computations whose worker is gone are given up; those nobody has begun are rung for once more."""
    running = MeetingPlan.objects.filter(state=P.SOLVING)
    lost = running.filter(claimed_at__lt=Now() - LEASE)
    given_up = sum([give_up(plan, LOST, now=now, silent_for=LEASE) for plan in lost])
    if running.filter(claimed_at__isnull=True).exists():
        bell.ring()
    return given_up
