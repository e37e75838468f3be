"""Today's work from every room, merged: overdue, today, within a week."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import pgettext_lazy

from companies import worklist as companies_worklist
from roadshows import worklist as roadshows_worklist
from scouting.base import clock
from scouting.base.counts import said
from scouting.base.worklist import MOST
from scouting.outbox import worklist as outbox_worklist

SOURCES = (roadshows_worklist, companies_worklist, outbox_worklist)
AHEAD = timedelta(days=7)
LABELS = {
    "overdue": pgettext_lazy("desk", "Overdue"),
    "today": pgettext_lazy("desk", "Today"),
    "week": pgettext_lazy("desk", "Within a week"),
}


SCREENFUL = 20


@dataclass(frozen=True)
class Group:
    """A screenful of a group, or all that is listed of it; `count` in words, `more` how many are not shown."""

    key: str
    label: str
    rows: list
    count: str = ""
    more: str = ""
    cut: bool = False  # not even the whole list is everything


def group(key, found, *, whole):
    shown = found[: MOST if whole else SCREENFUL]
    left = min(len(found), MOST) - len(shown)
    cut = len(found) > MOST
    more = f"{left}+" if cut and left else str(left or "")
    return Group(key, str(LABELS[key]), shown, said(len(found), MOST), more, cut and whole)


def groups_for(user, now, whole=""):
    """Groups that have rows, most urgent first; what is due later than in a week is not shown yet. A screenful of
    each; of the group named by `whole` as much as is listed of one."""
    rows = sorted(rows_for(user, now), key=lambda row: (row.due is None, row.due or now))
    sorted_out = {key: [] for key in LABELS}
    for row in rows:
        if key := group_of(row, now):
            sorted_out[key].append(row)
    return [group(key, found, whole=key == whole) for key, found in sorted_out.items() if found]


def rows_for(user, now):
    """Every room's rows, each thing once: a letter that another row already asks to tell is not asked for twice."""
    rows = {}
    for source in SOURCES:
        for row in source.rows_for(user, now):
            rows.setdefault(f"message:{row.message_id}" if row.message_id else row.key, row)
    return list(rows.values())


def group_of(row, now):
    """What has no date is for when there is time: within the week. What was due this morning is still today's work."""
    if row.due is None:
        return "week"
    if clock.local_date(row.due) == clock.local_date(now):
        return "today"
    if row.due < now:
        return "overdue"
    return "week" if row.due <= now + AHEAD else ""
