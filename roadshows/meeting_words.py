"""Meetings in words, for the organiser: what a timetable came to, and why a wish was not met.

A "no" is never among the reasons: pairs of which a side said no are only counted. Participants read none of this.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from roadshows import wording
from roadshows.meeting_room import kind_of_fund, kind_of_table, table_count
from roadshows.models.meetings import Side
from roadshows.states import STANDING

PROBLEMS = {
    "lost": lambda: _("The computation ended without a result. What stood before still stands."),
    "stopped": lambda: _("It was stopped. What stood before still stands."),
    "clash": lambda: _("Somebody was booked elsewhere while it was worked out. Work it out again."),
    "crashed": lambda: _("The computation failed. What stood before still stands."),
    "slow": lambda: _("The computation took too long and was ended. What stood before still stands."),
    "over": lambda: _("The event was over or cancelled before it was done. Nothing was changed."),
    "impossible": lambda: _("The pinned meetings contradict the times that are free now. Unpin one and try again."),
}


def problem(plan):
    return PROBLEMS[plan.problem]() if plan.problem in PROBLEMS else ""


@dataclass(frozen=True)
class Unmet:
    """A wish of both sides without a meeting; `free` are the times at which it could still be put in."""

    pair: object
    why: str
    free: list


def unmet(room):
    """[Unmet] of the wishes of both sides, those with a must first."""
    rows = [pair for pair in room.pairs.values() if pair.mutual and not stands(pair)]
    rows.sort(key=lambda pair: -pair.musts)
    return [Unmet(pair, *_why(room, pair)) for pair in rows]


def stands(pair):
    return bool(pair.meeting and pair.meeting.state in STANDING)


def _why(room, pair):
    """(sentence, times still free). Each time is said once, with what stands in the way."""
    kind = kind_of_fund(room.edition, pair.invitation)
    tables = [n for n in range(1, table_count(room.plan) + 1) if kind_of_table(room.plan, n) == kind]
    if not tables:
        return _("There is no table for funds online.") if kind == "online" else _("There is no table."), []
    free, said = [], []
    for time in room.times:
        reason = _at(room, pair, time, tables)
        if reason:
            said.append(_("%(time)s: %(reason)s") % {"time": wording.time_of(time.starts), "reason": reason})
        else:
            free.append((time, next(n for n in tables if n not in {m.table for m in room.met(time)})))
    if free:
        times = _(", ").join(wording.time_of(time.starts) for time, _table in free)
        return _("Both and a table are free at %(times)s.") % {"times": times}, free
    return _("No free time in common. %(reasons)s.") % {"reasons": _("; ").join(said)}, []


def _at(room, pair, time, tables):
    """Why the pair cannot meet then, or ""."""
    away = room.elsewhere(pair, time)
    if away:
        return _away(pair, away[0])
    mine = set(room.resources(pair))
    for meeting in room.met(time):
        other = room.pairs.get((meeting.registration_id, meeting.invitation_id))
        if other and mine & set(room.resources(other)):
            return _busy(pair, other)
    if {m.table for m in room.met(time)} >= set(tables):
        return _("every table is taken")
    return ""


def _away(pair, row):
    """A booking outside of the timetable."""
    item, edition = row.item, row.edition
    if item and item.registration_id == pair.registration.pk:
        return _("%(who)s presents") % {"who": pair.registration.project}
    projects = (str(pair.registration.project_id), str(pair.registration.presenter_id))
    who = pair.registration.project if row.resource.split("@")[0] in projects else pair.invitation.investor
    where = str(item) if item else wording.title(edition)
    return _("%(who)s is at “%(where)s”") % {"who": who, "where": where}


def _busy(pair, other):
    if pair.invitation.pk == other.invitation.pk:
        return _("%(who)s meets %(other)s") % {"who": pair.invitation.investor, "other": other.registration.project}
    if pair.registration.pk == other.registration.pk:
        return _("%(who)s meets %(other)s") % {"who": pair.registration.project, "other": other.invitation.investor}
    words = {"fund": other.invitation.investor, "project": other.registration.project}
    return _("one of the two takes part in the meeting of %(fund)s and %(project)s") % words


def unanswered(room):
    """[(pair, who wishes, who has not answered)]: to be asked."""
    found = []
    for pair in room.pairs.values():
        side = pair.silent
        if side == Side.PROJECT:
            found.append((pair, str(pair.invitation.investor), str(pair.registration.project)))
        elif side:
            found.append((pair, str(pair.registration.project), str(pair.invitation.investor)))
    return found


def mark(pair):
    """(code, words) of a pair in the drawing of wishes."""
    if pair.excluded:
        return "out", pgettext("wishes of both", "not possible")
    if pair.mutual:
        return ("musts" if pair.musts else "both"), [
            pgettext("wishes of both", "both would like to"),
            pgettext("wishes of both", "both, for one a must"),
            pgettext("wishes of both", "a must for both"),
        ][pair.musts]
    if pair.fund:
        return "fund", pgettext("wishes of both", "the fund wishes, the project has not answered")
    if pair.project:
        return "project", pgettext("wishes of both", "the project wishes, the fund has not answered")
    return "none", pgettext("wishes of both", "no answer yet")


def met_of(room):
    """Figures over the timetable: [(label, part, whole)]."""
    pairs = room.pairs.values()
    both = [p for p in pairs if p.mutual]
    must = [p for p in both if p.musts]
    return [
        (pgettext("meetings", "Musts met"), sum(map(stands, must)), len(must)),
        (pgettext("meetings", "Wishes of both sides met"), sum(map(stands, both)), len(both)),
    ]


def excluded(room):
    n = room.count(lambda pair: pair.excluded)
    return ngettext("%(n)d pair is not possible.", "%(n)d pairs are not possible.", n) % {"n": n} if n else ""
