"""The timetable as both sides of each meeting are told it. Each is told of their own meetings only, and when it
changes only those whom it concerns."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, When

from roadshows import letters, meeting_room
from roadshows.actions import meetings, places
from roadshows.actions.errors import NotYetHeld
from roadshows.models import Invitation, Meeting, Registration
from roadshows.states import KNOWN, SEATED, MeetingState, PlanState, RegistrationState
from scouting.accounts.states import log_changes, move, move_all

M = MeetingState
NEW, MOVED, GONE, SAME = "new", "moved", "gone", "same"
HERE = (RegistrationState.CONFIRMED, RegistrationState.PRESENTED)


@dataclass(frozen=True)
class Change:
    """A meeting that differs from what both sides were told."""

    meeting: Meeting
    mark: str
    table: str

    @property
    def before(self):
        return self.meeting.told_starts if self.mark in (MOVED, GONE) else None


def rows_of(plan):
    rows = Meeting.objects.filter(plan=plan, state__in=(M.PLANNED, *KNOWN)).select_related(
        *meetings.RELATED, "registration__edition", "registration__owner", "registration__presenter__subject",
        "invitation__edition__owner", "invitation__person__subject", "invitation__delegate__subject",
    )  # fmt: skip
    return list(rows.order_by("starts", "table"))


def differences(plan, rows=None):
    """[Change] in the order of the timetable."""
    rows = rows_of(plan) if rows is None else rows
    return [Change(m, mark, meeting_room.table_key(plan, m.table)) for m in rows if (mark := mark_of(plan, m))]


def mark_of(plan, meeting):
    if meeting.state == M.PLANNED:
        return NEW
    if meeting.state == M.REMOVED:
        return GONE
    now_at = (meeting.starts, meeting.ends, meeting_room.table_key(plan, meeting.table))
    told = (meeting.told_starts, meeting.told_ends, meeting.told_table)
    return MOVED if meeting.state == M.PUBLISHED and now_at != told else ""


def seal(found):
    """A short name of these changes: what is published is what was previewed."""
    rows = [[c.meeting.pk, c.mark, c.meeting.starts.isoformat(), c.table] for c in found]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def concerned(found):
    """{registration or invitation: its changes}: those who take part and can be written to."""
    told = {}
    for change in found:
        reg, invitation = change.meeting.registration, change.meeting.invitation
        if reg.state in HERE and reg.presenter_id:
            told.setdefault(reg, []).append(change)
        if invitation.state in SEATED and invitation.attendee:
            told.setdefault(invitation, []).append(change)
    return told


@transaction.atomic
def publish(plan, *, by, now, seen=None):
    """The draft becomes what both sides are told. `seen` is the seal of the preview: another draft is not published.

    Published meetings are pinned. Returns whom it told; without a difference nothing happens.
    """
    row = meetings.locked(plan.pk, plan.edition_id)
    everything = rows_of(row)
    found = differences(row, everything)
    if not found or (seen is not None and seen != seal(found)):
        return {}
    told = concerned(found)
    _announce(found, by=by, now=now)
    version = row.version + 1
    if row.state in (PlanState.DRAFT, PlanState.FAILED):
        move(row, PlanState.READY, by=by, now=now)
    move(row, PlanState.PUBLISHED, by=by, now=now, version=version, published_at=row.published_at or now)
    _tell(told, everything, row, now)
    return told


def _announce(found, *, by, now):
    """By a few statements for each table, however many meetings: their rows stand still under the lock."""
    told = {"sequence": Case(When(told_starts__isnull=False, then=F("sequence") + 1), default=0)}
    by_mark = defaultdict(list)
    for change in found:
        by_mark[change.mark, change.table].append(change.meeting)
    for (mark, table), meetings_there in by_mark.items():
        if mark == GONE:
            move_all(meetings_there, M.CANCELLED, by=by, now=now, **told)
            continue
        columns = {"told_starts": F("starts"), "told_ends": F("ends"), "told_table": table, "pinned": True} | told
        if mark == NEW:
            move_all(meetings_there, M.PUBLISHED, by=by, now=now, **columns)
            continue
        Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings_there]).update(**columns)
        log_changes([(meeting, meeting.state, MOVED) for meeting in meetings_there], now=now, by=by)


@dataclass(frozen=True)
class Line:
    """One meeting as one side reads it in a letter; `who` is the other side, named in the reader's language."""

    who: object
    mark: str
    starts: object
    ends: object
    table: str
    before: object = None


def lines_of(whom, everything, changes):
    """Their meetings in order, those that are gone at the end; each with what is new about it."""
    marks = {change.meeting.pk: change for change in changes}
    own = [m for m in everything if whom in (m.registration, m.invitation)]
    lines = [_line(whom, m, marks.get(m.pk)) for m in own if m.state in (M.PUBLISHED, M.CANCELLED)]
    return sorted(lines, key=lambda line: (line.mark == GONE, line.starts))


def _line(whom, meeting, change):
    other = meeting.invitation.investor if isinstance(whom, Registration) else meeting.registration.project
    mark = change.mark if change else SAME
    if mark in (GONE, SAME):
        return Line(other, mark, meeting.told_starts, meeting.told_ends, meeting.told_table)
    return Line(other, mark, meeting.starts, meeting.ends, change.table, change.before)


def _tell(told, everything, plan, now):
    letters.supersede_all(told, now=now, kinds=letters.OF_MEETINGS)
    own = defaultdict(list)
    for meeting in everything:
        own[meeting.registration].append(meeting)
        own[meeting.invitation].append(meeting)
    rows = []
    for whom, changes in told.items():
        lines = lines_of(whom, own[whom], changes)
        first = all(change.mark == NEW for change in changes) and len(changes) == len(lines)
        name, side = ("meetings_fund", "fund") if letters.is_fund(whom) else ("meetings", "project")
        key = f"roadshows/meetings:{plan.pk}:{plan.version}:{side}:{whom.pk}"
        rows.append((whom, name, key, {"lines": lines, "first": first}))
    letters.to_sides(rows, now=now)


# --- afterwards -----------------------------------------------------------------------------------
@transaction.atomic
def mark_held(plan, held, *, by, now):
    """{meeting's number: whether it took place}. Both sides of those that did are asked how it was, once.

    Raises NotYetHeld. Returns how many marks changed.
    """
    edition = places.lock(plan.edition_id)
    rows = Meeting.objects.filter(plan=plan, pk__in=held, state__in=(M.PUBLISHED, M.HELD, M.MISSED))
    wanted = [(meeting, M.HELD if held[meeting.pk] else M.MISSED) for meeting in rows]
    if any(meeting.told_starts > now for meeting, _to in wanted):
        raise NotYetHeld
    changed = [(meeting, to) for meeting, to in wanted if meeting.state != to]
    for to in (M.HELD, M.MISSED):
        move_all([meeting for meeting, state in changed if state == to], to, by=by, now=now)
    _ask_how_it_was(edition, now)
    return len(changed)


def _ask_how_it_was(edition, now):
    held = Meeting.objects.filter(plan__edition=edition, state=M.HELD)
    regs = Registration.objects.filter(pk__in=held.values("registration"), presenter__isnull=False)
    regs = regs.select_related("edition", "project__company", "presenter__subject", "owner")
    funds = Invitation.objects.filter(pk__in=held.values("invitation"))
    funds = funds.select_related("edition__owner", "investor", "person__subject", "delegate__subject")
    letters.ask_about_meetings([*regs, *(row for row in funds if row.attendee)], now=now)
