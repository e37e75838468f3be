"""1:1 meetings of the demo: those of the last show with what both sides said of them, and wishes for the next one."""

from datetime import timedelta

from roadshows import meeting_room
from roadshows.actions import meeting_answers, meeting_plans, meeting_publishing, meetings, wishes
from roadshows.actions.errors import Refused
from roadshows.models import Meeting

from .script import dice, script

ANSWERS = [("good", "diligence"), ("fair", "materials"), ("good", "materials"), ("not", "none")]
TIMES = 5


def arrange(edition, users, *, now):
    """Wishes, tables and times, a timetable announced to everybody."""
    by, room = users["organiser"], meeting_room.room_of(edition)
    usual = {n: getattr(room.plan, n) for n in ("tables", "online_tables", "starts", "minutes", "pause")}
    plan = meeting_plans.set_up(edition, by=by, now=now, **usual, times=TIMES)
    for n, pair in enumerate(room.pairs.values()):
        both = (("must", "meet"), ("meet", "meet"), ("meet", ""), ("meet", "must"))[n % 4]
        wish(pair, both, users, now=now)
    room = meeting_room.room_of(edition, plan)
    for pair in room.pairs.values():
        if pair.mutual:
            put_in(plan, room, pair, by, now=now)
    meeting_publishing.publish(plan, by=by, now=now + timedelta(hours=1))


def wish(pair, both, users, *, now):
    for side, said in zip(("fund", "project"), both, strict=True):
        if said:
            wishes.set_wishes([(pair.registration, pair.invitation, said)], side, by=users["promoter"], now=now)


def put_in(plan, room, pair, by, *, now):
    """At the first time and table that is free for both."""
    tables = range(1, meeting_room.table_count(plan) + 1)
    for time in room.times:
        for table in tables:
            try:
                meetings.add(plan, pair.registration, pair.invitation, starts=time.starts, table=table, by=by, now=now)
            except Refused:
                continue
            return


def hear_of(edition, users, *, now):
    """All but the last took place; most of those who were there have said how it was."""
    rows = list(Meeting.objects.filter(plan__edition=edition).select_related("plan__edition").order_by("starts", "pk"))
    if not rows or rows[-1].ends > now:
        return
    over = rows[-1].ends + timedelta(minutes=10)
    plan = rows[0].plan
    meeting_publishing.mark_held(plan, {m.pk: m != rows[-1] for m in rows}, by=users["organiser"], now=over)
    notes, chance = script()["meeting_notes"], dice(f"{edition.slug} meetings")
    for n, meeting in enumerate(rows[:-1]):
        for side in ("fund", "project"):
            said = over + timedelta(hours=2 + n)
            if chance.random() < 0.8 and said < now:
                rating, step = ANSWERS[n % len(ANSWERS)]
                note = notes[n % len(notes)] if side == "fund" else ""
                meeting_answers.answer(meeting, side, now=said, rating=rating, step=step, note=note)


def collect(edition, users, *, now):
    """Some wishes for the next show, some answers still open."""
    said = now - timedelta(hours=4)
    for n, pair in enumerate(meeting_room.room_of(edition).pairs.values()):
        both = (("must", "meet"), ("meet", ""), ("meet", "must"), ("", "meet"))[n % 4]
        wish(pair, both, users, now=said)
