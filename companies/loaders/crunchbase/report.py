"""What a run made of the files: counts by kind, and every odd row in a file that a spreadsheet opens."""

import csv
from collections import Counter, defaultdict

from scouting.base.cells import neutralise

FEW = 25  # rows of one kind the screen shows; the file holds all
# The order of the report, and each kind's words.
KINDS = {
    "malformed": "rows without the header's columns, left out",
    "refused": "rows refused, left out",
    "different": "rows that are there already and say something else, left as they are",
    "duplicate_round": "exact duplicate rounds, not created twice",
    "same_announcement": "rounds that differ from another in no date, name or amount, not created twice",
    "not_utf8": "rows with bytes that are not UTF-8",
    "garbled": "rows with text garbled before, set right",
    "still_garbled": "rows with text garbled before, kept as read",
    "formula_name": "names that look like formulas, kept as text",
    "ruined_total": "totals ruined by a spreadsheet, not used",
    "missing_total": "totals missing",
    "missing_amount": "amounts missing, kept as undisclosed",
    "founded_year": "founding dates on 1 January, kept as the year",
    "founded_month": "other founding dates on the first of a month, kept as given; perhaps only the month was known",
    "founded_missing": "founding dates missing",
    "founded_parts": "founding dates that their month, quarter or year contradict",
    "funded_year": "round dates on 1 January, a holiday, kept as the year",
    "funded_parts": "round dates that their month, quarter or year contradict",
    "later_series": "series-c+ read as C with half confidence: it means C or later",
    "name_differs": "companies whose name differs between the files",
    "total_differs": "totals of the file that are not the sum of its rounds, not stored",
    "rounds_differ": "companies whose number of rounds differs from the rounds in the file",
    "span_differs": "companies whose first or last round date differs from the rounds in the file",
    "milestone_date": "dates of a last milestone, without what was reached, not stored",
}
COLUMNS = ("file", "row", "key", "kind", "given", "made of it")


class Report:
    """Collects while rows stream by; `file` (text, optional) takes every odd row at once, so that memory stays flat."""

    def __init__(self, file=None):
        self.counts, self.first = Counter(), defaultdict(list)
        self.read, self.verdicts = Counter(), defaultdict(Counter)
        self.writer = csv.writer(file, lineterminator="\r\n") if file else None
        if file:
            file.write("\ufeff")
            self.writer.writerow(COLUMNS)

    def odd(self, kind, source, number, key="", given="", made=""):
        """One oddity of one row. `number` is its row in the file, the header being row 1."""
        self.counts[kind] += 1
        line = (source, number, key, kind, given, made)
        if len(self.first[kind]) < FEW:
            self.first[kind].append(line)
        if self.writer:
            self.writer.writerow([neutralise(str(cell)) for cell in line])

    def lines(self, where=""):
        """The report in words, a line each."""
        for source in self.read:
            verdicts = ", ".join(f"{n} {verdict}" for verdict, n in sorted(self.verdicts[source].items()))
            yield f"{source}: {self.read[source]} rows read: {verdicts}"
        for kind, words in KINDS.items():
            if self.counts[kind]:
                yield f"{self.counts[kind]:>6} {words}"
                yield from self.some(kind)
        if where:
            yield f"every one of them, by row: {where}"

    def some(self, kind):
        if self.counts[kind] > FEW:
            rows = ", ".join(f"{number}" for _source, number, *_rest in self.first[kind][:5])
            yield f"         rows {rows} … of {self.first[kind][0][0]}"
            return
        for source, number, key, _kind, given, made in self.first[kind]:
            yield f"         {source} {number} {key}: {short(given)}{' → ' + short(made) if made else ''}"


def short(text):
    return text if len(text) <= 60 else f"{text[:40]}… ({len(text)} characters)"
