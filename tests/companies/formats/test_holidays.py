from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.formats import holidays
from companies.formats.holidays import Table, is_working_day

TABLE = holidays.shipped()
NOTHING = Table()


@pytest.mark.parametrize("day", ["2026-02-28", "2026-02-14", "2026-01-04", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_weekend_days_made_up_are_working_days(day):
    day = date.fromisoformat(day)
    assert day.weekday() >= 5
    assert is_working_day(day, TABLE)
    assert not is_working_day(day, NOTHING)
    assert not holidays.is_ordinary_weekday(day, TABLE)


@pytest.mark.parametrize(
    ("first", "last"), [("2026-02-15", "2026-02-23"), ("2026-09-25", "2026-09-27"), ("2026-10-01", "2026-10-07")]
)
def test_holidays_are_off(first, last):
    day, last = date.fromisoformat(first), date.fromisoformat(last)
    while day <= last:
        assert not is_working_day(day, TABLE)
        day += timedelta(days=1)


def test_the_last_working_day_of_february_2026_is_a_saturday():
    assert holidays.last_working_day(2026, 2, TABLE) == date(2026, 2, 28)
    assert holidays.last_working_day(2026, 2, NOTHING) == date(2026, 2, 27)


def test_an_unknown_year_is_known_to_be_unknown_and_keeps_weekends():
    assert holidays.is_known_year(2026, TABLE)
    assert not holidays.is_known_year(2027, TABLE)
    assert not is_working_day(date(2027, 1, 31), TABLE)
    assert holidays.last_working_day(2027, 1, TABLE) == date(2027, 1, 29)


@pytest.mark.parametrize(
    ("month", "salon", "seminar", "roadshow"),
    [(1, 7, 14, 30), (2, 4, 13, 27), (9, 3, 16, 30), (10, 8, 14, 30), (11, 4, 13, 27), (12, 3, 16, 31)],
)
def test_the_three_events_of_a_month(month, salon, seminar, roadshow):
    assert holidays.salon_day(2026, month, TABLE).day == salon
    assert holidays.seminar_day(2026, month, TABLE).day == seminar
    assert holidays.roadshow_day(2026, month, TABLE).day == roadshow


def test_a_digest_of_a_holiday_monday_waits_for_the_next_working_day():
    assert holidays.working_day_from(date(2026, 10, 5), TABLE) == date(2026, 10, 8)
    assert holidays.working_day_from(date(2026, 11, 16), TABLE) == date(2026, 11, 16)
    assert holidays.next_working_day(date(2026, 9, 30), TABLE) == date(2026, 10, 8)


def test_adding_working_days_counts_made_up_ones():
    assert holidays.add_working_days(date(2026, 2, 27), 1, TABLE) == date(2026, 2, 28)
    assert holidays.add_working_days(date(2026, 2, 13), 2, TABLE) == date(2026, 2, 24)
    assert holidays.add_working_days(date(2026, 2, 15), 0, TABLE) == date(2026, 2, 24)


def test_an_edited_table_decides():
    table = Table.of([(date(2027, 1, 29), "off"), (date(2027, 1, 31), "working")])
    assert holidays.is_known_year(2027, table)
    assert holidays.last_working_day(2027, 1, table) == date(2027, 1, 31)
    assert holidays.roadshow_day(2027, 1, table) == date(2027, 1, 28)


def test_a_month_that_is_wholly_off_still_gets_a_proposal_of_its_own():
    table = Table.of((date(2026, 7, day), "off") for day in range(1, 32))
    for propose in (holidays.salon_day, holidays.seminar_day, holidays.roadshow_day):
        assert propose(2026, 7, table).month == 7


def test_shipped_rows_name_their_holidays():
    assert all({"day", "kind", "zh", "en"} <= set(row) for row in holidays.shipped_rows())
    assert len({row["day"] for row in holidays.shipped_rows()}) == len(holidays.shipped_rows())


@given(st.integers(2018, 2100), st.integers(1, 12), st.dictionaries(st.dates(), st.sampled_from(["working", "off"])))
def test_proposals_are_ordinary_days_of_their_month_in_order(year, month, days):
    table = Table(TABLE.days | days)
    salon, seminar, roadshow = (
        propose(year, month, table) for propose in (holidays.salon_day, holidays.seminar_day, holidays.roadshow_day)
    )
    assert {day.month for day in (salon, seminar, roadshow)} == {month}
    assert salon <= seminar <= roadshow
    assert {day.weekday() for day in (salon, seminar, roadshow)} <= {2, 3, 4}
    assert is_working_day(holidays.next_working_day(salon, table), table)
