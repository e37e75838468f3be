"""One row of the companies' file as add_companies takes it, its oddities reported."""

from datetime import date

from companies.loaders.crunchbase import dates
from companies.loaders.crunchbase.reading import UTF8
from scouting.base.cells import neutralise

FILE = "companies"
KEY = "crunchbase:"
SOURCE = {"source": "Crunchbase (CC BY)", "source_date": "2013-10"}
WANTED = (
    "permalink", "name", "category_code", "funding_total_usd", "status", "country_code", "state_code", "region",
    "city", "funding_rounds", "founded_at", "founded_month", "founded_quarter", "founded_year", "first_funding_at",
    "last_funding_at", "last_milestone_at",
)  # fmt: skip
ERROR_VALUES = ("#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!")


def as_company(row, report):
    """What add_companies takes. Raises ValueError for a date that is none."""
    given = row.fields
    named = names(row, report)
    origin = dict(SOURCE)
    return named | origin | {
        "key": KEY + given["permalink"],
        "track": "other",
        "country": given["country_code"] or "USA",
        "founded": founded(row, report),
        "summary": summary(given),
        "sites": sites(given),
    }  # fmt: skip


def names(row, report):
    """The name as given, and beside it what it may have been."""
    given, aliases = row.fields, []
    name, permalink = given["name"], given["permalink"]
    if row.encoding != UTF8:
        report.odd("not_utf8", FILE, row.number, permalink, "", f"{row.encoding}: {name}, {given['city']}")
    for column, before in row.garbled.items():
        report.odd("garbled", FILE, row.number, permalink, before, given[column])
        aliases += [before] if column == "name" else []
    if row.encoding != UTF8 and not row.garbled and lost(name):
        report.odd("still_garbled", FILE, row.number, permalink, name, name)
        aliases.append(from_permalink(permalink))
    if name in ERROR_VALUES or neutralise(name) != name:
        report.odd("formula_name", FILE, row.number, permalink, name, name)
    if name in ERROR_VALUES:
        aliases.append(from_permalink(permalink))
    return {"name": name, "aliases": [alias for alias in dict.fromkeys(aliases) if alias != name]}


def lost(name):
    """Whether a letter that began as two bytes lost its second: no way back to it."""
    return "\u00c3_" in name


def from_permalink(permalink):
    return permalink.rpartition("/")[2].replace("-", " ")


def founded(row, report):
    given = row.fields
    text = given["founded_at"]
    parts = [given[f"founded_{part}"] for part in ("month", "quarter", "year")]
    if dates.contradicted(text, *parts):
        report.odd("founded_parts", FILE, row.number, given["permalink"], " ".join([text, *parts]), text)
    value = dates.read(text)
    if value is None:
        report.odd("founded_missing", FILE, row.number, given["permalink"])
    elif value.precision == "year":
        report.odd("founded_year", FILE, row.number, given["permalink"], text, str(value.value.year))
    elif value.value.day == 1:
        report.odd("founded_month", FILE, row.number, given["permalink"], text, text)
    if given["last_milestone_at"]:
        report.odd("milestone_date", FILE, row.number, given["permalink"], given["last_milestone_at"])
    return value


def summary(given):
    said = {"Category": given["category_code"], "status": given["status"], "region": given["region"]}
    return "; ".join(f"{name}: {value}" for name, value in said.items() if value)


def sites(given):
    place = ", ".join(part for part in (given["city"], given["state_code"]) if part)
    return [{"city": place}] if place else []


def claims(row, report):
    """What the row says of its rounds, to be compared with them: (row, total or None, number, first, last)."""
    given = row.fields
    total, permalink = given["funding_total_usd"], given["permalink"]
    if not total:
        report.odd("missing_total", FILE, row.number, permalink)
    elif not total.isdigit():
        report.odd("ruined_total", FILE, row.number, permalink, total)
    return (row.number, int(total) if total.isdigit() else None, number(given["funding_rounds"]),
            ordinal(given["first_funding_at"]), ordinal(given["last_funding_at"]))  # fmt: skip


def number(text):
    return int(text) if text.isdigit() else None


def ordinal(text):
    return date.fromisoformat(text).toordinal() if text else None
