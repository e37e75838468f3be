"""Dates of which only a part is known: a year is never printed as the first of January.

when = parse("second half of 2024"); when.show("en") == "H2 2024"; when.earliest(), when.latest()
parse("last year april", reference=date(2023, 4, 23)) == PartialDate(date(2022, 4, 1), "month")
matches(when, start, end) in ("yes", "no", "uncertain")
"""

from companies.formats.partial_date.parse import parse, span
from companies.formats.partial_date.value import PRECISIONS, RELATIONS, PartialDate, PartialDateError, matches, show

__all__ = ["PRECISIONS", "RELATIONS", "PartialDate", "PartialDateError", "matches", "parse", "show", "span"]
