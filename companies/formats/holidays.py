"""Working days in mainland China: weekends, public holidays, and the weekend days on which they are made up.

The table is data (day -> "working" or "off"), so that rows somebody edited feed it as well as the shipped file:

    table = shipped()                       # or Table.of([(date(2026, 2, 28), "working"), ...])
    is_working_day(day, table), next_working_day(day, table), last_working_day(2026, 2, table)
    roadshow_day(2026, 11, table), salon_day(2026, 11, table), seminar_day(2026, 11, table)

A year without any row is unknown: the weekend rule is used, and pages say so (`is_known_year`).
"""

import calendar
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

WORKING, OFF = "working", "off"
SHOW_WEEKDAYS = (2, 3, 4)  # Wednesday to Friday: funds travel on Mondays, and nobody comes on a make-up Saturday
SALON_FROM, SEMINAR_FROM = 3, 13
ONE_DAY = timedelta(days=1)
LONGEST_BREAK = 60  # days; a table that is off for longer is a mistake, then the weekend rule answers


@dataclass(frozen=True)
class Table:
    """Exceptions from the weekend rule, by day, and the years whose notice is known."""

    days: Mapping[date, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[date, str]]) -> "Table":
        return cls(dict(rows))

    @property
    def years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.days)


@cache
def shipped() -> Table:
    """The calendars that come with the program, one file a year."""
    return Table.of((row["day"], row["kind"]) for row in shipped_rows())


def shipped_rows() -> list[dict]:
    """day, kind, zh, en of every shipped exception, for filling an editable table."""
    folder = files("scouting") / "data" / "calendar"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    read = (json.loads((folder / name).read_text(encoding="utf-8")) for name in names)
    return [row | {"day": date.fromisoformat(row["day"])} for one in read for row in one["days"]]


def is_known_year(year: int, table: Table) -> bool:
    """Whether a notice for that year is in the table; if not, pages warn that only weekends are known."""
    return year in table.years


def is_working_day(day: date, table: Table) -> bool:
    kind = table.days.get(day)
    return kind == WORKING if kind in (WORKING, OFF) else day.weekday() < 5


def is_ordinary_weekday(day: date, table: Table) -> bool:
    """A working day that is no weekend day made up."""
    return day.weekday() < 5 and is_working_day(day, table)


def working_day_from(day: date, table: Table) -> date:
    """The day itself if people work, else the next one on which they do."""
    return _first(day, ONE_DAY, lambda candidate: is_working_day(candidate, table))


def next_working_day(day: date, table: Table) -> date:
    """The first working day after that day."""
    return working_day_from(day + ONE_DAY, table)


def add_working_days(day: date, count: int, table: Table) -> date:
    """The working day `count` working days after that day; 0 gives the day itself or the next on which people work."""
    day = working_day_from(day, table) if not count else day
    for _step in range(count):
        day = next_working_day(day, table)
    return day


def last_working_day(year: int, month: int, table: Table) -> date:
    """The last working day of a month, a make-up Saturday included."""
    return _first(_end(year, month), -ONE_DAY, lambda candidate: is_working_day(candidate, table))


def roadshow_day(year: int, month: int, table: Table) -> date:
    """The month's last ordinary Wednesday, Thursday or Friday."""
    return _show_day(_end(year, month), -ONE_DAY, table)


def salon_day(year: int, month: int, table: Table) -> date:
    """Early in the month: the first ordinary Wednesday, Thursday or Friday from the 3rd on."""
    return _show_day(date(year, month, SALON_FROM), ONE_DAY, table)


def seminar_day(year: int, month: int, table: Table) -> date:
    """In the middle: the first ordinary Wednesday, Thursday or Friday from the 13th on."""
    return _show_day(date(year, month, SEMINAR_FROM), ONE_DAY, table)


def _show_day(start, step, table):
    """A proposal never leaves its month: in a month without such a day holidays no longer count."""

    def suits(day):
        return day.weekday() in SHOW_WEEKDAYS and is_working_day(day, table)

    day = _first(start, step, suits)
    if (day.year, day.month) == (start.year, start.month):
        return day
    return _first(start, step, lambda candidate: candidate.weekday() in SHOW_WEEKDAYS)


def _first(day, step, suits):
    for distance in range(LONGEST_BREAK):
        if suits(day + distance * step):
            return day + distance * step
    return _first(day, step, lambda candidate: candidate.weekday() < 5)


def _end(year, month):
    return date(year, month, calendar.monthrange(year, month)[1])
