"""Reads the period itself from its spelled form (2024Y5M, 2024 H2, @4 2022): first day and precision."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from companies.formats.partial_date.value import PartialDateError

_YEAR = r"(?P<year>\d{4}Y?|\d{2}Y)"
_MONTH = r"(?P<month>\d{1,2})"
_DAY = r"(?P<day>\d{1,2})"
_NTH = r"(?:st|nd|rd|th)?"
_FORMS = (
    _YEAR,
    r"(?P<year>\d{4})(?P<month>\d\d)",
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    rf"(?P<year>\d{{4}})[-/. ]{_MONTH}",
    rf"(?P<year>\d{{4}})([-/. ]){_MONTH}\2{_DAY}(?:[t ][\d:.]+z?)?",
    rf"(?:{_YEAR} ?)?{_MONTH}M",
    rf"(?:{_YEAR} ?)?{_MONTH}M ?{_DAY}D?",
    rf"(?:{_YEAR}[- ]?)?[Qq](?P<quarter>[1-4])",
    rf"(?:{_YEAR} ?)?(?P<quarter>[1-4])Q",
    rf"[Qq](?P<quarter>[1-4])[- /]?{_YEAR}",
    rf"(?P<quarter>[1-4])[Qq][- /]?{_YEAR}",
    rf"(?:{_YEAR}[- ]?)?[Hh](?P<half>[12])",
    rf"[Hh](?P<half>[12])[- /]?{_YEAR}",
    rf"(?P<half>[12])[Hh][- /]?{_YEAR}",
    rf"(?:{_YEAR} ?)?@{_MONTH}",
    rf"@{_MONTH}[- ]*{_YEAR}",
    rf"{_DAY}{_NTH}[- ]*@{_MONTH}(?:[- ]*{_YEAR})?",
    rf"@{_MONTH} ?{_DAY}{_NTH}(?: {_YEAR})?",
    rf"{_YEAR} ?@{_MONTH} ?{_DAY}{_NTH}",
)
_COMPILED = tuple(re.compile(form, re.ASCII) for form in _FORMS)
_RELATIVE = re.compile(r"(THIS|LAST|NEXT)_(YEAR|MONTH)|TWO_YEARS_(AGO|ON)|TODAY|YESTERDAY")
_LOOSE_STOP = re.compile(r"(?<!\d)\.|\.(?!\d)")
_STEP = {"THIS": 0, "LAST": -1, "NEXT": 1}


def read(text: str, reference: date | None) -> tuple[date | None, str]:
    """(first day, precision), or (None, "") if it is no period. PartialDateError for a day that does not exist."""
    text = " ".join(_LOOSE_STOP.sub(" ", _RELATIVE.sub(lambda word: _resolved(word, reference), text)).split())
    for form in _COMPILED:
        if found := form.fullmatch(text):
            return _day(found.groupdict(), reference)
    return None, ""


def _resolved(word, reference):
    reference = _needed(reference)
    if word[2] == "YEAR":
        return f"{reference.year + _STEP[word[1]]}Y"
    if word[2] == "MONTH":
        months = reference.year * 12 + reference.month - 1 + _STEP[word[1]]
        return f"{months // 12}Y{months % 12 + 1}M"
    if word[3]:
        return f"{reference.year + (2 if word[3] == 'ON' else -2)}Y"
    return (reference - timedelta(days=word[0] == "YESTERDAY")).isoformat()


def _needed(reference):
    if reference is None:
        message = _("This date is told from another (“last year”, a month without a year); enter the year.")
        raise PartialDateError("reference", message)
    return reference


def _day(parts, reference):
    number = {name: int(value.rstrip("Y")) for name, value in parts.items() if value}
    year = number.get("year")
    if year is None:
        year = _needed(reference).year
    elif len(parts["year"].rstrip("Y")) == 2:
        year += 2000 if year < 70 else 1900
    month, precision = _month(number)
    try:
        return date(year, month, number.get("day", 1)), precision
    except ValueError:
        raise PartialDateError("day", _("There is no such day in the calendar.")) from None


def _month(number):
    if "quarter" in number:
        return number["quarter"] * 3 - 2, "quarter"
    if "half" in number:
        return number["half"] * 6 - 5, "half"
    if "month" in number:
        return number["month"], "day" if "day" in number else "month"
    return 1, "year"
