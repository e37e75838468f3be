"""What a row of such a list says: its columns in Chinese or English, each wrong cell with the reason."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from companies.formats import money
from companies.formats.errors import FormatError
from companies.formats.text_in import RUINS, spreadsheet_ruin
from companies.models import Alias, Company
from roadshows.actions import months

NUMBERS = ("number", "visitors", "viewers_peak", "viewers_total")
SPLIT = re.compile(r"[;；、\n]+")
HELD_BY = re.compile(r"^(?P<name>.+?)\s*[(（](?P<holder>[^()（）]+(?:[(（][^()（）]*[)）][^()（）]*)?)[)）]$")
DATE = re.compile(r"^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})?)?$")
MOST = 2**31 - 1
MOST_PROJECTS = 20  # a long evening; a cell with more is a list of something else
AT_ONCE = 2_000  # names in one query
EXCEL_ZERO = date(1899, 12, 30)


@cache
def words():
    return json.loads((Path(settings.BASE_DIR) / "scouting" / "data" / "past.json").read_text(encoding="utf-8"))


@dataclass
class Told:
    """One project as a row names it; `company` where exactly one is known by that name, else the name is a team's."""

    name: str
    company: object = None
    team: str = ""


@dataclass
class PastRow:
    """`errors` are (column, sentence), `notes` sentences; `values` hold what was understood."""

    line: int
    cells: dict
    values: dict = field(default_factory=dict)
    projects: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def wrong(self, column, text):
        self.errors.append((self.cells.get("#", {}).get(column, column), text))

    @property
    def slug(self):
        return f"{self.values['date']:%Y-%m}{months.SUFFIX[self.values['series']]}"


def columns_of(header):
    """{position: column} by any of the known headings, and the headings nobody knows."""
    known = {heading: code for code, headings in words()["columns"].items() for heading in headings}
    found, strange = {}, []
    for position, heading in enumerate(header):
        code = known.get(" ".join(heading.casefold().split()))
        if code and code not in found.values():
            found[position] = code
        elif heading:
            strange.append(heading)
    return found, strange


def cells_of(rows):
    """[{line, cells}] as kept with the import: text by column, "#" holds the headings as they stand in the file."""
    header = rows[0] if rows else []
    found, _strange = columns_of(header)
    headings = {code: header[position] for position, code in found.items()}
    return [
        {"line": n, "cells": {code: row[p] for p, code in found.items() if p < len(row)} | {"#": headings}}
        for n, row in enumerate(rows[1:], 2)
        if any(row)
    ]


def understood(line, cells, today, known=None):
    """`known` is what companies_named() says of the names in the file."""
    row = PastRow(line, cells)
    for column in words()["columns"]:
        ruin = spreadsheet_ruin(cells.get(column, ""))
        if ruin and column != "date":
            row.wrong(column, str(RUINS[ruin]))
    _date(row, today)
    _series(row)
    for column in NUMBERS:
        row.values[column] = _number(row, column)
    _funds(row)
    peak, total = row.values["viewers_peak"], row.values["viewers_total"]
    if peak is not None and total is not None and peak > total:
        row.wrong("viewers_peak", _("At one moment there cannot be more viewers than views in all."))
    row.values["theme"] = cells.get("theme", "")[:120]
    _projects(row, known or {})
    _outcome(row)
    return row


def _date(row, today):
    text = row.cells.get("date", "").translate(str.maketrans(words()["date_marks"]))
    found, row.values["date"] = DATE.match(text), None
    if found and not found[3]:  # only the month is known, and no day is made up for it
        row.wrong("date", _("Which day of the month was it? Write it as 2018-10-31."))
        return
    try:
        if found:
            row.values["date"] = date(int(found[1]), int(found[2]), int(found[3]))
        elif text.isascii() and text.isdecimal() and 30_000 < int(text) < 80_000:
            row.values["date"] = EXCEL_ZERO + timedelta(days=int(text))
    except ValueError:
        pass
    day = row.values["date"]
    if day is None:
        row.wrong("date", _("Write the day as 2018-10-31."))
    elif day >= today:
        row.wrong("date", _("That day is not over yet: plan the event instead of importing it."))
    elif day.year < 2000:
        row.wrong("date", _("Write the day as 2018-10-31."))


def _series(row):
    text = row.cells.get("series", "").casefold()
    row.values["series"] = words()["series"].get(text or "roadshow", "")
    if not row.values["series"]:
        row.wrong("series", _("Roadshow, salon or seminar."))


def _number(row, column):
    text = row.cells.get(column, "").replace(",", "").replace("\uff0c", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text) > MOST:
        row.wrong(column, _("A whole number is expected here."))
        return None
    return int(text)


def _funds(row):
    """A number, or names: then as many as there are names."""
    text = row.cells.get("funds", "")
    names = [part.strip() for part in SPLIT.split(text) if part.strip()]
    row.values["funds_told"] = _number(row, "funds") if text.isdecimal() else (len(names) or None)


def named(cells):
    """[(project, company or team)] as the cell has them, each spelling once."""
    seen, found = set(), []
    for part in SPLIT.split(cells.get("projects", "")):
        text = part.strip()
        if not text or text.casefold() in seen:
            continue
        seen.add(text.casefold())
        split = HELD_BY.match(text)
        name, holder = (split["name"], split["holder"]) if split else (text, text)
        found.append((name[:160], holder.strip()[:120]))
    return found


def _projects(row, known):
    pairs = named(row.cells)
    if len(pairs) > MOST_PROJECTS:
        text = _("%(n)d projects in one event: enter at most %(most)d.")
        row.wrong("projects", text % {"n": len(pairs), "most": MOST_PROJECTS})
        return
    for name, holder in pairs:
        told = _told(row, name, holder, known.get(holder, ()))
        if told not in row.projects:  # written once with brackets of each width
            row.projects.append(told)


def _told(row, name, holder, found):
    said = {"name": holder}
    if len(found) > 1:
        row.wrong("projects", _("%(name)s: more than one company has that name; write its full one.") % said)
    if len(found) == 1:
        return Told(name, company=found[0])
    text = _("%(name)s is no company we know: entered as a team, which can be joined to a company later.")
    row.notes.append(text % said)
    return Told(name, team=holder)


def companies_named(names):
    """{name: companies} with exactly this name, short name, English name or alias. None is ever made here.

    A few queries for all names of a file.
    """
    names, found = sorted(set(names)), defaultdict(dict)
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        for name, company in _holding(part):
            found[name][company.pk] = company
    return {name: list(there.values()) for name, there in found.items()}


def _holding(names):
    rows, low = Company.objects.current(), defaultdict(list)
    for name in names:
        low[name.lower()].append(name)
    yield from ((c.name, c) for c in rows.filter(name__in=names))
    yield from ((c.short_name, c) for c in rows.filter(short_name__in=names))
    same = rows.annotate(low=Lower("name_en")).filter(Q(low__in=list(low)) | Q(name_en__in=names))
    yield from ((name, c) for c in same for name in low.get(c.name_en.lower(), ()))
    aliases = Alias.objects.filter(name__in=names, company__merged_into__isnull=True)
    yield from ((alias.name, alias.company) for alias in aliases.select_related("company"))


def _outcome(row):
    text, raised = row.cells.get("outcome", ""), row.cells.get("raised", "")
    row.values |= {"outcome": text[:300], "raised": None, "landed": False, "outcome_project": None}
    landed = row.cells.get("landed", "").casefold()
    if landed not in words()["yes"] + words()["no"]:
        row.wrong("landed", _("Yes or no."))
    row.values["landed"] = landed in words()["yes"]
    if raised:
        try:
            row.values["raised"] = money.parse(raised)
        except FormatError as error:
            row.wrong("raised", str(error))
    if not (text or raised or row.values["landed"]):
        return
    named = row.cells.get("outcome_project", "")
    chosen = next((t for t in row.projects if t.name == named), None) if named else next(iter(row.projects), None)
    if chosen is None:
        row.wrong("outcome_project", _("Name one of the projects of this row."))
    row.values["outcome_project"] = chosen and chosen.name


def twice():
    return _("That month has an event of this series in a row above.")


def not_held():
    return _("That month has an event of this series that is not recorded as held.")


def number_taken():
    return _("Another event of this series has that number.")
