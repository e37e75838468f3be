"""Notices as their reader sees them: in the language of the page, with the page that they are about.

A notice keeps the plain words it was made of in `data`. Rooms above register in AppConfig.ready how a kind is said;
what has no such words, as those written before, is shown as it was written.
"""

from collections import defaultdict
from dataclasses import dataclass

from scouting.outbox.actions import fill_links


@dataclass(frozen=True)
class Said:
    """`page` is an address on this site, or empty."""

    title: str
    text: str
    page: str = ""


sayings = {}  # "notices/moved" -> callable(messages) -> {message id: Said}, in the active language


def said(notices):
    """{message id: Said}; one call for each kind."""
    by_kind = defaultdict(list)
    for notice in notices:
        if notice.data and notice.kind in sayings:
            by_kind[notice.kind].append(notice)
    found = {n.pk: Said(n.title, fill_links(n.text)) for n in notices if not (n.data and n.kind in sayings)}
    for kind, rows in by_kind.items():
        found |= sayings[kind](rows)
    return found
