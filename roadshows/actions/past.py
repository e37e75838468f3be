"""Events of the past from a list: read, looked at row by row, saved by one press, and undone by its number.

Companies are matched by the names we know and never made: an unknown name is a team's, as for a company not yet
founded, and can be joined to its company later (projects.found_company). What is saved is held, in its own month.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from companies.formats.partial_date import PartialDate
from roadshows import past_rows
from roadshows.actions import months, outcomes, past_claims, past_undo, places
from roadshows.actions.numbers import next_number
from roadshows.models import Edition, EditionImport, Project, Registration
from roadshows.models.edition import Series
from roadshows.states import EditionState, ImportState, RegistrationState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import log_change
from scouting.base import clock

NEW, UPDATE, SAME, ERROR = "new", "update", "same", "error"
PLAIN = ("theme", "number", "visitors", "viewers_peak", "viewers_total", "funds_told")
FEWEST_PLACES = 3
LOT, LOT_PROJECTS = 10, 40  # events and projects saved at once
MOST_PROJECTS = 3_000  # of one file: what can be looked at while somebody waits


@dataclass
class Judged:
    """A row with its verdict; `changes` and `missing` are what saving it would write to the event that is there."""

    row: past_rows.PastRow
    verdict: str
    edition: Edition | None = None
    changes: dict = field(default_factory=dict)
    missing: list = field(default_factory=list)


def number_of_projects(rows):
    """How many projects a file names, before it is kept."""
    return sum(len(past_rows.named(kept["cells"])) for kept in past_rows.cells_of(rows))


@transaction.atomic
def keep(rows, *, file_name, by, now):
    """Keep what was read, to be looked at. Nothing else is written."""
    made = EditionImport.objects.create(file_name=file_name[:200], rows=past_rows.cells_of(rows), by=by, at=now)
    log_change(made, "", made.state, now=now, by=by, via=Via.IMPORT)
    return made


def judge(found, *, now):
    """[Judged] of every row against what is there now, by a few queries for all of them."""
    today, seen = clock.local_date(now), set()
    names = {holder for kept in found.rows for _name, holder in past_rows.named(kept["cells"])}
    known = past_rows.companies_named(names)
    rows = [past_rows.understood(kept["line"], kept["cells"], today, known) for kept in found.rows]
    there = _there([row for row in rows if not row.errors])
    return [_judge(row, seen, there) for row in rows]


@dataclass
class There:
    """What is there of the events in the file: by address, by number, and what was shown at each."""

    editions: dict
    numbers: dict
    shown: dict


def _there(rows):
    editions = {e.slug: e for e in Edition.objects.filter(slug__in=[row.slug for row in rows])}
    numbered = Edition.objects.filter(number__in=[row.values["number"] for row in rows if row.values["number"]])
    numbers = {(series, number): slug for series, number, slug in numbered.values_list("series", "number", "slug")}
    shown = defaultdict(set)
    regs = Registration.objects.filter(edition__in=editions.values())
    for edition, name in regs.values_list("edition", "project__name"):
        shown[edition].add(name)
    return There(editions, numbers, shown)


def _judge(row, seen, there):
    if row.errors:
        return Judged(row, ERROR)
    edition = there.editions.get(row.slug)
    if row.slug in seen:
        row.wrong("date", past_rows.twice())
    if edition and edition.state != EditionState.HELD:
        row.wrong("date", past_rows.not_held())
    key = (row.values["series"], row.values["number"])
    if row.values["number"] and (key in seen or there.numbers.get(key, row.slug) != row.slug):
        row.wrong("number", past_rows.number_taken())
    seen |= {row.slug, key}
    if row.errors:
        return Judged(row, ERROR, edition)
    if edition is None:
        return Judged(row, NEW, missing=row.projects)
    changes = {n: row.values[n] for n in PLAIN if row.values[n] not in (None, "", getattr(edition, n))}
    missing = [told for told in row.projects if told.name not in there.shown[edition.pk]]
    return Judged(row, UPDATE if changes or missing else SAME, edition, changes, missing)


def nothing():
    """What an import has made when it begins: rows by their keys, lines of the file, values that were there before."""
    lists = ("lines", "editions", "registrations", "projects", "outcomes")
    return {name: [] for name in lists} | {"notes": {}, "before": {}}


def save(found, *, by, now):
    """Save the good rows of the import; wrong ones stay out. Returns [Judged].

    A few events at a time, each lot with the note of what it made: one long transaction would keep every other writer
    waiting on SQLite. Whoever takes it up after a death leaves alone the lines that are noted.
    """
    made = nothing() | found.made
    judged = judge(found, now=now)
    good = [one for one in judged if one.verdict in (NEW, UPDATE) and one.row.line not in made["lines"]]
    total = len(good) + len(made["lines"])
    for lot in lots_of(good):
        _save_lot(lot, found, made, total, by=by, now=now)
    return _saved(found, judged, total, by=by, now=now)


def lots_of(good):
    """At most so many events, and so many projects, that others wait no longer than a second."""
    lot = []
    for one in good:
        if lot and (len(lot) == LOT or sum(len(o.missing) for o in (*lot, one)) > LOT_PROJECTS):
            yield lot
            lot = []
        lot.append(one)
    if lot:
        yield lot


@transaction.atomic
def _save_lot(lot, found, made, total, *, by, now):
    past_claims.hold(found)
    for one in lot:
        _save(one, found, made, by=by, now=now)
        made["lines"].append(one.row.line)
    past_claims.tell(found, made=made, progress={"done": len(made["lines"]), "all": total})


@transaction.atomic
def _saved(found, judged, total, *, by, now):
    wrong = sum(one.verdict == ERROR for one in judged)
    past_claims.finish(past_claims.hold(found), ImportState.CONFIRMED, by=by, now=now, saved=total, wrong=wrong)
    return judged


def _save(one, found, made, *, by, now):
    edition = one.edition or _new(one.row, found, made, by=by, now=now)
    before = {n: getattr(edition, n) for n in (*one.changes, "slots")}
    if one.edition and one.changes:
        past_undo.write(edition, one.changes, found, by=by, now=now)
    regs = [_present(edition, told, one.row, found, made, by=by, now=now) for told in one.missing]
    if one.edition:
        edition.refresh_from_db()
        made["before"][str(edition.pk)] = {n: [old, getattr(edition, n)] for n, old in before.items()}
    values = one.row.values
    reg = next((r for r in regs if r.project.name == values["outcome_project"]), None)
    if reg is not None:
        more = {"on": values["date"], "raised": values["raised"], "landed": values["landed"]}
        # old news: on the timeline under its own day, and in no digest
        more |= {"happened": PartialDate(values["date"]), "quiet": True}
        line, note = outcomes.add_with_note(reg, by=by, now=now, text=values["outcome"], **more)
        made["outcomes"].append(line.pk)
        if note:
            made["notes"][str(note.pk)] = note.data


def _new(row, found, made, *, by, now):
    values = row.values
    begins, ends = months.HOURS[values["series"]]
    edition = Edition(series=values["series"], slug=row.slug, state=EditionState.HELD, slots=0, seats=0, owner=by)
    edition.starts, edition.ends = clock.at(values["date"], begins), clock.at(values["date"], ends)
    if values["series"] == Series.ROADSHOW:
        edition.slots = max(FEWEST_PLACES, len(row.projects))
    for name in PLAIN:
        setattr(edition, name, values[name] if name == "theme" else values[name] or None)
    edition._history_user = by
    edition.save()
    made["editions"].append(edition.pk)
    log_change(
        edition, "", edition.state, now=now, by=by, via=Via.IMPORT, reason=str(found), effective_on=values["date"]
    )
    return edition


def _present(edition, told, row, found, made, *, by, now):
    """One project that was shown there, holding its place."""
    edition = places.lock(edition.pk)
    slot = max(edition.registrations.exclude(slot=None).values_list("slot", flat=True), default=0) + 1
    Edition.objects.filter(pk=edition.pk).update(taken=edition.taken + 1, slots=max(edition.slots, edition.taken + 1))
    project = Project.objects.filter(company=told.company, team_name=told.team, name=told.name).first()
    if project is None:
        demo = told.company.demo if told.company else False
        project = Project(company=told.company, team_name=told.team, name=told.name, demo=demo)
        project._history_user = by
        project.save()
        made["projects"].append(project.pk)
    reg = Registration(edition=edition, project=project, state=RegistrationState.PRESENTED, slot=slot, source="import")
    reg.number, reg.demo, reg.entered_state_at, reg._history_user = next_number(edition), project.demo, edition.ends, by
    reg.save()
    made["registrations"].append(reg.pk)
    day = row.values["date"]
    log_change(reg, "", reg.state, now=now, by=by, via=Via.IMPORT, reason=str(found), effective_on=day)
    return reg
