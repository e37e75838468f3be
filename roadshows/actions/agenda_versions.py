"""The agenda has two versions: the one being worked on, and the one that was published and that everybody outside the
team reads. Publishing says what differs and tells only those whom it concerns."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import SequenceMatcher

from django.db import transaction

from companies.models import Person
from roadshows import letters
from roadshows.actions import agenda, places
from roadshows.actions.errors import PreviewOutdated
from roadshows.actions.moves import require_still_to_come
from roadshows.models import AgendaItem, AgendaVersion, Invitation, Registration
from roadshows.states import SEATED, RegistrationState
from scouting.accounts.states import log_change

ADDED, REMOVED, MOVED, TIMED, EDITED = "added", "removed", "moved", "timed", "edited"
PUBLISHED = "agenda_published"
SHOWN = (RegistrationState.CONFIRMED, RegistrationState.PRESENTED)


@dataclass
class Difference:
    """One item that is not as it was published: `before` and `after` are rows, None where there is none."""

    before: dict | None
    after: dict | None
    marks: list = field(default_factory=list)

    @property
    def row(self):
        return self.after or self.before

    @property
    def time_changed(self):
        return bool({ADDED, REMOVED, TIMED} & set(self.marks))


@dataclass(frozen=True)
class Told:
    """One letter that publishing sends: its name, to whom, about which difference."""

    name: str
    to: Registration | Invitation | Person
    difference: Difference | None = None


def snapshot(edition):
    """The working agenda as rows that can be kept."""
    rows = []
    for at, item in agenda.timetable(edition):
        rows.append(
            {
                "key": f"r{item.registration_id}" if item.registration_id else f"i{item.pk}",
                "kind": item.kind,
                "title": item.title,
                "host": item.host,
                "room": item.room,
                "speaker": item.speaker_id,
                "registration": item.registration_id,
                "offset": int((at - edition.starts).total_seconds() // 60),
                "minutes": item.minutes,
            }
        )
    return rows


def mark_of(rows):
    """A short name of this state of the agenda: what is published is what was previewed."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:16]


def latest(edition):
    return edition.agenda_versions.select_related("by").order_by("-number").first()


def compare(before, after):
    """[Difference] in the order of the new agenda, what was removed at the end."""
    old, new = {row["key"]: row for row in before}, {row["key"]: row for row in after}
    stayed_old, stayed_new = [k for k in old if k in new], [k for k in new if k in old]
    blocks = SequenceMatcher(None, stayed_old, stayed_new, autojunk=False).get_matching_blocks()
    in_order = {key for block in blocks for key in stayed_old[block.a : block.a + block.size]}
    found = []
    for key, row in new.items():
        was = old.get(key)
        marks = [ADDED] if was is None else _marks(was, row, moved=key not in in_order)
        if marks:
            found.append(Difference(was, row, marks))
    return found + [Difference(row, None, [REMOVED]) for key, row in old.items() if key not in new]


def _marks(was, row, *, moved):
    marks = [MOVED] if moved else []
    if (was["offset"], was["minutes"]) != (row["offset"], row["minutes"]):
        marks.append(TIMED)
    if any(was[name] != row[name] for name in ("kind", "title", "host", "room", "speaker")):
        marks.append(EDITED)
    return marks


def differences(edition):
    """(published version or None, rows of the working agenda, differences between them)."""
    published, rows = latest(edition), snapshot(edition)
    return published, rows, compare(published.rows if published else [], rows)


def concerned(edition, found, *, first):
    """[Told]: presenters whose turn is new, at another time or gone; hosts likewise; funds that attend, at the first
    publication and when a project comes or goes."""
    return [*_presenters(edition, found), *_hosts(found), *_funds(edition, found, first)]


def _presenters(edition, found):
    by_reg = {d.row["registration"]: d for d in found if d.row["registration"] and d.time_changed}
    rows = Registration.objects.filter(pk__in=by_reg, state=RegistrationState.CONFIRMED, presenter__isnull=False)
    rows = rows.select_related("edition", "project__company", "presenter__subject", "owner")
    regs = {reg.pk: reg for reg in rows}
    return [Told("agenda", regs[pk], d) for pk, d in by_reg.items() if pk in regs]


def _hosts(found):
    wanted = []
    for d in found:
        was, now = (d.before or {}).get("speaker"), (d.after or {}).get("speaker")
        if was == now and now and d.time_changed:
            wanted.append((now, d))
        elif was != now:
            wanted += [(now, Difference(None, d.after, [ADDED]))] if now else []
            wanted += [(was, Difference(d.before, None, [REMOVED]))] if was else []
    people = Person.objects.select_related("subject").in_bulk([pk for pk, _d in wanted])
    return [Told("agenda_host", people[pk], d) for pk, d in wanted if pk in people]


def _funds(edition, found, first):
    projects = any(d.row["registration"] and {ADDED, REMOVED} & set(d.marks) for d in found)
    if not (first and found or projects):
        return []
    rows = Invitation.objects.filter(edition=edition, state__in=SEATED).order_by("pk")
    rows = rows.select_related("edition__owner", "person__subject", "delegate__subject", "investor")
    return [Told("agenda_fund", row) for row in rows if row.attendee]


@transaction.atomic
def publish(edition, *, by, now, mark=None):
    """The working agenda becomes the published one; those concerned are told. Without a difference nothing happens.

    `mark` is that of the preview: another state than the previewed one is not published. Returns the version, with
    those who were `told`, or None. Raises EventOver, PreviewOutdated.
    """
    row = places.lock(edition.pk)
    require_still_to_come(row, now)
    before, rows, found = differences(row)
    if not found:
        return None
    if mark is not None and mark != mark_of(rows):
        raise PreviewOutdated
    number = before.number + 1 if before else 1
    version = AgendaVersion.objects.create(edition=row, number=number, rows=rows, at=now, by=by)
    version.told = concerned(row, found, first=before is None)
    for one in version.told:
        _tell(one, row, version, now)
    log_change(row, row.state, PUBLISHED, now=now, by=by, reason=str(number))
    return version


def _tell(one, edition, version, now):
    key = f"roadshows/{one.name}:{edition.pk}:{version.number}:{one.to.pk}"
    if one.name == "agenda":
        letters.supersede(one.to, now=now, kinds=letters.OF_AN_AGENDA)
        letters.to_presenter(one.to, "agenda", now=now, key=key, **_turn(one.difference, edition))
    elif one.name == "agenda_fund":
        letters.supersede(one.to, now=now, kinds=letters.OF_AN_AGENDA)
        letters.to_fund(one.to, "agenda_fund", now=now, key=key)
    else:
        key = f"{key}:{one.difference.row['key']}"
        context = {"item": item_of(one.difference.row), **_turn(one.difference, edition)}
        letters.to_host(one.to, edition, "agenda_host", now=now, key=key, **context)


def _turn(difference, edition):
    """When their turn is, and was: instants, None where there is none."""
    after, before = difference.after, difference.before
    return {
        "turn": after and edition.starts + timedelta(minutes=after["offset"]),
        "was": before and edition.starts + timedelta(minutes=before["offset"]),
        "minutes": difference.row["minutes"],
    }


# --- what people outside the team read --------------------------------------------------------------
def item_of(row, registration=None):
    """A row as an item that is not saved, for the templates that show items."""
    names = ("kind", "title", "host", "room", "minutes")
    return AgendaItem(registration=registration, **{name: row[name] for name in names})


def published_timetable(edition):
    """[(from, item)] as published; projects that have left since are left out. Empty before the first publication."""
    version = latest(edition)
    rows = version.rows if version else []
    ids = [row["registration"] for row in rows if row["registration"]]
    regs = Registration.objects.filter(state__in=SHOWN).select_related("project__company").in_bulk(ids) if ids else {}
    return [
        (edition.starts + timedelta(minutes=row["offset"]), item_of(row, regs.get(row["registration"])))
        for row in rows
        if not row["registration"] or row["registration"] in regs
    ]
