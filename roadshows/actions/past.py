"""Events of the past from a list: read, looked at row by row, saved by one press, and undone by its number.

Companies are matched by the names we know and never made: an unknown name is a team's, as for a company not yet
founded, and can be joined to its company later (projects.found_company). What is saved is held, in its own month.
"""

from dataclasses import dataclass, field

from django.db import transaction

from roadshows import past_rows
from roadshows.actions import months, outcomes, places
from roadshows.actions.errors import ImportInUse
from roadshows.actions.numbers import next_number
from roadshows.models import Edition, EditionImport, Outcome, Project, Registration
from roadshows.models.edition import Series
from roadshows.states import EditionState, ImportState, RegistrationState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import log_change, move, remember_history
from scouting.base import clock

NEW, UPDATE, SAME, ERROR = "new", "update", "same", "error"
PLAIN = ("theme", "number", "visitors", "viewers_peak", "viewers_total", "funds_told")
FEWEST_PLACES = 3
LOT = 10  # events


@dataclass
class Judged:
    """A row with its verdict; `changes` and `missing` are what saving it would write to the event that is there."""

    row: past_rows.PastRow
    verdict: str
    edition: Edition | None = None
    changes: dict = field(default_factory=dict)
    missing: list = field(default_factory=list)


@transaction.atomic
def keep(rows, *, file_name, by, now):
    """Keep what was read, to be looked at. Nothing else is written."""
    made = EditionImport.objects.create(file_name=file_name[:200], rows=past_rows.cells_of(rows), by=by, at=now)
    log_change(made, "", made.state, now=now, by=by, via=Via.IMPORT)
    return made


def judge(found, *, now):
    """[Judged] of every row against what is there now."""
    today, seen, judged = clock.local_date(now), set(), []
    for kept in found.rows:
        row = past_rows.understood(kept["line"], kept["cells"], today)
        judged.append(_judge(row, seen))
    return judged


def _judge(row, seen):
    if row.errors:
        return Judged(row, ERROR)
    edition = Edition.objects.filter(slug=row.slug).first()
    if row.slug in seen:
        row.wrong("date", past_rows.twice())
    if edition and edition.state != EditionState.HELD:
        row.wrong("date", past_rows.not_held())
    number = row.values["number"]
    others = Edition.objects.filter(series=row.values["series"], number=number).exclude(slug=row.slug)
    if number and (("no", row.values["series"], number) in seen or others.exists()):
        row.wrong("number", past_rows.number_taken())
    seen |= {row.slug, ("no", row.values["series"], number)}
    if row.errors:
        return Judged(row, ERROR, edition)
    if edition is None:
        return Judged(row, NEW, missing=row.projects)
    changes = {n: row.values[n] for n in PLAIN if row.values[n] not in (None, "", getattr(edition, n))}
    there = set(edition.registrations.values_list("project__name", flat=True))
    missing = [told for told in row.projects if told.name not in there]
    return Judged(row, UPDATE if changes or missing else SAME, edition, changes, missing)


def confirm(found, *, by, now):
    """Save the good rows of the import; wrong ones stay out. Returns [Judged]. Raises WrongState if it was saved.

    A few events at a time, each lot with the note of what it made: one long transaction would keep every other writer
    waiting on SQLite. Where the process dies between two lots, the same file read again adds what is missing.
    """
    found = _claimed(found, by=by, now=now)
    judged = judge(found, now=now)
    good = [one for one in judged if one.verdict in (NEW, UPDATE)]
    made = {"editions": [], "registrations": [], "projects": [], "outcomes": [], "before": {}}
    for start in range(0, len(good), LOT):
        _save_lot(good[start : start + LOT], found, made, by=by, now=now)
    return judged


@transaction.atomic
def _claimed(found, *, by, now):
    found = EditionImport.objects.select_for_update().get(pk=found.pk)
    return move(found, ImportState.CONFIRMED, now=now, by=by, via=Via.IMPORT)


@transaction.atomic
def _save_lot(lot, found, made, *, by, now):
    for one in lot:
        _save(one, found, made, by=by, now=now)
    EditionImport.objects.filter(pk=found.pk).update(made=made)


def _save(one, found, made, *, by, now):
    edition = one.edition or _new(one.row, found, made, by=by, now=now)
    before = {n: getattr(edition, n) for n in (*one.changes, "slots")}
    if one.edition and one.changes:
        _write(edition, one.changes, found, by=by, now=now)
    regs = [_present(edition, told, one.row, found, made, by=by, now=now) for told in one.missing]
    if one.edition:
        edition.refresh_from_db()
        made["before"][str(edition.pk)] = {n: [old, getattr(edition, n)] for n, old in before.items()}
    values = one.row.values
    reg = next((r for r in regs if r.project.name == values["outcome_project"]), None)
    if reg is not None:
        more = {"on": values["date"], "raised": values["raised"], "landed": values["landed"]}
        line = outcomes.add_outcome(reg, by=by, now=now, text=values["outcome"], **more)
        made["outcomes"].append(line.pk)


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


def _write(edition, changes, found, *, by, now):
    Edition.objects.filter(pk=edition.pk).update(**changes)
    edition.refresh_from_db()
    log_change(edition, edition.state, "edited", now=now, by=by, via=Via.IMPORT, reason=str(found))
    remember_history(edition, by=by, reason=str(found))


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


@transaction.atomic
def undo(found, *, by, now):
    """Take away what the import added and put back what it changed. Raises ImportInUse, WrongState."""
    found = EditionImport.objects.select_for_update().get(pk=found.pk)
    move(found, ImportState.UNDONE, now=now, by=by, via=Via.IMPORT)
    made = found.made
    _refuse_used(made)
    Outcome.objects.filter(pk__in=made["outcomes"]).delete()
    for reg in Registration.objects.filter(pk__in=made["registrations"]).select_related("edition"):
        places.give_back(reg.edition_id)
        log_change(reg, reg.state, "deleted", now=now, by=by, via=Via.IMPORT, reason=str(found))
        reg.delete()
    for project in Project.objects.filter(pk__in=made["projects"], registrations=None):
        project.delete()
    for edition in Edition.objects.filter(pk__in=made["editions"]):
        log_change(edition, edition.state, "deleted", now=now, by=by, via=Via.IMPORT, reason=str(found))
        edition.delete()
    for pk, before in made["before"].items():
        edition = Edition.objects.filter(pk=pk).first()
        # what somebody has corrected since stays
        back = {n: old for n, (old, new) in before.items() if edition and getattr(edition, n) == new != old}
        if back:
            _write(edition, back, found, by=by, now=now)
    return found


def _refuse_used(made):
    """Nothing goes away that somebody has added to since."""
    foreign = Registration.objects.filter(edition__in=made["editions"]).exclude(pk__in=made["registrations"])
    told = Outcome.objects.filter(registration__in=made["registrations"]).exclude(pk__in=made["outcomes"])
    invited = Edition.objects.filter(pk__in=made["editions"], invitations__isnull=False)
    if foreign.exists() or told.exists() or invited.exists():
        raise ImportInUse
