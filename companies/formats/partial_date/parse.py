"""Reads a date as far as somebody knew it. Marks (before, about, expected) are taken off first, then the period."""

import re
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from companies.formats import plain
from companies.formats.partial_date import period
from companies.formats.partial_date.value import FIRST_YEAR, LAST_YEAR, ONE_DAY, PartialDate, PartialDateError
from companies.formats.partial_date.words import ends, spell, take
from companies.formats.text_in import spreadsheet_ruin

LONGEST = 60
EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTH_ALONE = re.compile(r"\s*(@|\d{1,2}M)")
_WHOLE = re.compile(r"^(\d{4,5})\.0+$")  # a spreadsheet's number cell read as text


def parse(text: object, *, reference: date | None = None) -> PartialDate:
    """The date in a text, a cell (date, datetime, Excel serial) or a phrase. Raises PartialDateError.

    `reference`: the day of the source, which words like "last year" and a month without a year need.
    """
    if isinstance(text, datetime):
        text = text.date()
    if isinstance(text, date):
        return PartialDate(_known(text))
    folded = _WHOLE.sub(r"\1", plain.dashes(plain.fold(text)).lower())
    if not folded:
        raise PartialDateError("blank", _("Enter a date as far as it is known: 2021, 2022-04, 2024-Q3, 2026-11-30."))
    if len(folded) > LONGEST:
        raise _not_understood(folded)
    if spreadsheet_ruin(folded):
        message = _("“%(part)s” is a date or number a spreadsheet ruined; enter it as year-month-day.")
        raise PartialDateError("ruined", message, part=folded[:20])
    if found := _SERIAL.fullmatch(folded):
        return PartialDate(_known(EXCEL_EPOCH + timedelta(days=int(found[1]))))
    return _from_words(folded, reference)


def span(text: str, *, reference: date) -> tuple[date | None, date | None]:
    """First and last day of a period or of two dates with what lies between; None where it is open.

    span("before 2021-06") == (None, date(2021, 5, 31)); span("2021 to 2023") ends with 2023. Raises PartialDateError.
    """
    try:
        when = parse(text, reference=reference)
    except PartialDateError as error:
        for first, last in ends(plain.dashes(plain.fold(text)).lower()) if error.code == "form" else ():
            if found := _between(first, last, reference):
                return found
        raise
    return when.earliest(), when.latest()


def _between(first, last, reference):
    """A month without a year at the end is in the year of the beginning."""
    try:
        begins = parse(first, reference=reference) if first else None
        of_beginning = begins and _MONTH_ALONE.match(spell(last))
        ends_with = parse(last, reference=begins.value if of_beginning else reference)
    except PartialDateError:
        return None
    start, end = begins and begins.earliest(), ends_with.latest()
    return (start, end) if end and (start is None or start <= end) else None


def _from_words(folded, reference):
    rest, marks = take(spell(folded))
    value, precision = period.read(rest, reference)
    if value is None:
        raise _not_understood(folded)
    _known(value)
    if "approx" in marks:
        precision = "approx"
    if marks & {"before", "by"} and "after" in marks:
        raise _not_understood(folded)
    return _related(PartialDate(value, precision), marks)


def _related(when, marks):
    """One relation is kept. That it is only a forecast weighs more than that it has an end."""
    first, last = when.value, when.period()[1]
    if "forecast" in marks:
        if "before" in marks:
            return PartialDate(_known(first - ONE_DAY), "year", "forecast")
        return PartialDate(first, when.precision, "forecast")
    if "before" in marks:
        return PartialDate(first, when.precision, "before")
    if "by" in marks:  # "by May" includes May: before June
        return PartialDate(_known(last + ONE_DAY), when.precision, "before")
    return PartialDate(first, when.precision, "after" if "after" in marks else "on")


def _known(day):
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    message = _("The year %(year)s lies outside %(first)s to %(last)s.")
    raise PartialDateError("year", message, year=str(day.year), first=str(FIRST_YEAR), last=str(LAST_YEAR))


def _not_understood(text):
    message = _(
        "This date is not understood: “%(part)s”. Expected for example 2021, 2022-04, 2024-Q3, 2024 H2, 2026-11-30, "
        "April 2022, about 2020, before May 2024, expected H2 2024."
    )
    return PartialDateError("form", message, part=text[:40])
