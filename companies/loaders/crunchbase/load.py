"""Streams both files through add_companies and add_rounds, then compares what the one says of the other."""

from array import array
from dataclasses import dataclass
from datetime import date

from companies import actions
from companies.actions import bulk
from companies.loaders.crunchbase import companies, reading, rounds


@dataclass
class Seen:
    """What the rounds of one company come to."""

    total: int = 0
    number: int = 0
    first: int = 0
    last: int = 0

    def add(self, amount, day):
        self.total += amount
        self.number += 1
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last, day)


def load(companies_file, rounds_file, report, *, by, now):
    """Load two binary files; the report has been told of everything when this returns. Raises ValueError."""
    claimed, named = {}, {}
    feed(companies_file, companies, company_rows, actions.add_companies, report, (claimed, named), by=by, now=now)
    seen = {}
    feed(rounds_file, rounds, round_rows, actions.add_rounds, report, (seen, named, {}), by=by, now=now)
    compare(claimed, seen, report)


def feed(file, kind, rows, verb, report, memory, *, by, now):
    """Stream one file through its set verb; its verdicts come back as rows of the file."""
    numbers = array("L")
    outcome = verb(rows(readable(file, kind, report), numbers, report, *memory), by=by, now=now)
    report.verdicts[kind.FILE].update(outcome.counts)
    for place, verdict, message in outcome.odd:
        if verdict in (bulk.REFUSED, bulk.DIFFERENT):
            report.odd(verdict, kind.FILE, numbers[place], "", "", message)


def readable(file, kind, report):
    """The rows that have the header's columns."""
    for row in reading.rows(file, kind.WANTED):
        report.read[kind.FILE] += 1
        if isinstance(row, reading.Malformed):
            report.odd("malformed", kind.FILE, row.number, "", row.text)
            report.verdicts[kind.FILE]["malformed"] += 1
            continue
        yield row


def company_rows(found, numbers, report, claimed, named):
    for row in found:
        try:
            given, claim = companies.as_company(row, report), companies.claims(row, report)
        except ValueError as error:
            refuse(companies.FILE, row, row.fields["permalink"], error, report)
            continue
        claimed[row.fields["permalink"]] = claim
        named[row.fields["permalink"]] = row.fields["name"]
        numbers.append(row.number)
        yield given


def round_rows(found, numbers, report, seen, named, digests):
    announcements = {}
    for row in found:
        key = row.fields["company_permalink"]
        try:
            given = rounds.as_round(row, report)
        except ValueError as error:
            refuse(rounds.FILE, row, key, error, report)
            continue
        if named.get(key, row.fields["company_name"]) != row.fields["company_name"]:
            report.odd("name_differs", rounds.FILE, row.number, key, row.fields["company_name"], named[key])
        repeated(row, key, given, digests, announcements, report)
        numbers.append(row.number)
        day = date.fromisoformat(row.fields["funded_at"]).toordinal() if row.fields["funded_at"] else 0
        seen.setdefault(key, Seen()).add(int(given["amount"].minimum or 0), day)
        yield given


def repeated(row, key, given, digests, announcements, report):
    """Tell a line that stands twice, byte by byte, from one that only says the same."""
    said = hash((key, given["label"], row.fields["funded_at"], given["amount"]))
    if row.digest in digests:
        report.odd("duplicate_round", rounds.FILE, row.number, key, f"as row {digests[row.digest]}")
    elif said in announcements:
        report.odd("same_announcement", rounds.FILE, row.number, key, f"as row {announcements[said]}")
    digests.setdefault(row.digest, row.number)
    announcements.setdefault(said, row.number)


def refuse(file, row, key, error, report):
    report.odd("refused", file, row.number, key, "", str(error))
    report.verdicts[file]["refused"] += 1


def compare(claimed, seen, report):
    """The totals, counts and spans of the companies' file against the rounds, which are the facts."""
    nothing = Seen()
    for key, (number, total, count, first, last) in claimed.items():
        found = seen.get(key, nothing)
        if total is not None and total != found.total:
            report.odd("total_differs", companies.FILE, number, key, f"{total:,}", f"{found.total:,}")
        if count is not None and count != found.number:
            report.odd("rounds_differ", companies.FILE, number, key, str(count), str(found.number))
        if (first or 0, last or 0) != (found.first, found.last):
            report.odd("span_differs", companies.FILE, number, key, span(first, last), span(found.first, found.last))


def span(first, last):
    return " to ".join(date.fromordinal(day).isoformat() if day else "–" for day in (first, last))
