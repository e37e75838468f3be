"""The value of a partial date and what can be said with it: bounds, words, and whether it falls into a span."""

from dataclasses import dataclass
from datetime import date, timedelta

from companies.formats import vocab
from companies.formats.errors import FormatError

PRECISIONS = ("day", "month", "quarter", "half", "year", "approx")
RELATIONS = ("on", "before", "after", "forecast")
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "approx": 12}
FIRST_YEAR, LAST_YEAR = 1800, 2199
ONE_DAY = timedelta(days=1)


class PartialDateError(FormatError):
    """Reasons: blank, length, ruined, year, day, reference, form."""


@dataclass(frozen=True)
class PartialDate:
    """`value` is the first day of the named period (set so on creation): sort by it, print it only by `show`.

    `approx` means about that year, one either way. `before` and `after` leave one side open; `before` excludes
    the named period, `after` ("since") includes it.
    """

    value: date
    precision: str = "day"
    relation: str = "on"

    def __post_init__(self):
        if self.precision not in PRECISIONS or self.relation not in RELATIONS:
            raise ValueError(f"no such precision or relation: {self.precision}, {self.relation}")
        object.__setattr__(self, "value", _first_day(self.value, self.precision))

    def period(self) -> tuple[date, date]:
        """First and last day of the named period itself, whatever the relation says."""
        if self.precision == "day":
            return self.value, self.value
        last = _add_months(self.value, _MONTHS[self.precision]) - ONE_DAY
        if self.precision == "approx":
            return _add_months(self.value, -12), _add_months(last + ONE_DAY, 12) - ONE_DAY
        return self.value, last

    def earliest(self) -> date | None:
        """The earliest day it can have been; None where only an end is known."""
        return None if self.relation == "before" else self.period()[0]

    def latest(self) -> date | None:
        """The latest day it can have been; None where only a beginning is known."""
        first, last = self.period()
        if self.relation == "before":
            return first - ONE_DAY
        return None if self.relation == "after" else last

    def show(self, language: str | None = None) -> str:
        """Only what is known, in the words of the language: 2021, Apr 2022, expected H2 2024."""
        words = vocab.load("dates")["show"][vocab.language(language)]
        month = self.value.month
        text = words[self.precision].format(
            year=self.value.year,
            month=words["months"][month - 1],
            day=self.value.day,
            ordinal=words["quarters"][(month - 1) // 3],
            half=words["halves"][(month - 1) // 6],
        )
        return text if self.relation == "on" else words[self.relation].format(date=text)


def show(when: PartialDate | None, language: str | None = None) -> str:
    """As PartialDate.show; "" for a date nobody knows."""
    return when.show(language) if when else ""


def matches(when: PartialDate, start: date | None, end: date | None) -> str:
    """Whether it lies between two days (both included, None = open): "yes", "no", or "uncertain".

    A forecast is a claim: inside the span it is "uncertain", never "yes".
    """
    earliest, latest = when.earliest(), when.latest()
    if (end and earliest and earliest > end) or (start and latest and latest < start):
        return "no"
    inside = (start is None or (earliest and earliest >= start)) and (end is None or (latest and latest <= end))
    return "yes" if inside and when.relation != "forecast" else "uncertain"


def _first_day(day, precision):
    if precision == "day":
        return day
    months = 1 if precision == "month" else _MONTHS[precision]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _add_months(day, months):
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
