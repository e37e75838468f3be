"""All roadshows side by side: months without one are gaps, each figure leads to its report."""

import json
import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from companies.formats import money
from roadshows import compare
from roadshows.models import Outcome
from scouting.accounts.roles import Role
from scouting.base import clock
from tests.factories import EditionFactory, RegistrationFactory, UserFactory, organiser

pytestmark = pytest.mark.django_db
PAGE = "/roadshows/compare/"


def show(day, state="held", projects=1, **columns):
    at = clock.at(day, 14)
    columns = {"slug": f"{day:%Y-%m}", "slots": 5, "theme": "", "deadline": None, "call_opens": None} | columns
    edition = EditionFactory(starts=at, ends=at + timedelta(hours=3), state=state, **columns)
    for slot in range(1, projects + 1):
        RegistrationFactory(edition=edition, state="presented", slot=slot)
    return edition


def rows(now):
    return compare.rows_of(compare.held(organiser(), now), now)


def option(answer, code):
    found = re.search(rf'<script id="{code}" type="application/json">(.*?)</script>', answer.content.decode())
    return json.loads(found[1])


def test_gaps_run_from_the_first_roadshow_to_the_last_month_that_is_over(now):
    show(date(2018, 10, 26))
    show(date(2019, 1, 25))
    show(date(2026, 9, 25), state="cancelled")
    found = [(row.first, row.last, bool(row.report)) for row in rows(now)]
    assert found == [
        (date(2018, 10, 1), date(2018, 10, 1), True),
        (date(2018, 11, 1), date(2018, 12, 1), False),
        (date(2019, 1, 1), date(2019, 1, 1), True),
        (date(2019, 2, 1), date(2026, 10, 1), False),
    ]


def test_without_any_edition_all_of_it_is_one_gap(enter, now):
    answer = enter(organiser()).get(PAGE)
    assert answer.status_code == 200 and "none on record (97 months)" in answer.content.decode()
    assert [(row.first, row.last) for row in rows(now)] == [(date(2018, 10, 1), date(2026, 10, 1))]


def test_two_editions_of_a_month_are_two_rows_and_this_month_counts_once_held(now):
    show(date(2026, 11, 4), slug="a")
    show(date(2026, 11, 11), slug="b")
    assert [row.report.edition.slug for row in rows(now) if row.report] == ["a", "b"]


def test_the_drawing_and_the_table_say_the_same_and_lead_to_the_report(enter):
    edition = show(date(2026, 9, 25), projects=2)
    for reg, amount in zip(edition.registrations.all(), ("1.2亿元", "500万美元"), strict=True):
        line = Outcome(registration=reg, on=date(2026, 10, 9), text="x", stage="invested")
        line.raised = money.parse(amount)
        line.save()
    answer = enter(organiser()).get(PAGE)
    drawn = option(answer, "projects")
    assert drawn["series"][0]["data"][0]["value"] == ["2026-09", 2.0]
    assert drawn["series"][0]["data"][0]["url"] == "/roadshows/2026-09/report/#shown"
    assert [{"xAxis": "2018-10"}, {"xAxis": "2026-08"}] in drawn["series"][0]["markArea"]["data"]
    assert len(drawn["xAxis"]["data"]) == 97
    for currency, figure in (("CNY", 120.0), ("USD", 5.0)):
        assert option(answer, f"raised-{currency}")["series"][0]["data"][0]["value"] == ["2026-09", figure]
    text = answer.content.decode()
    assert '<a href="/roadshows/2026-09/report/#shown">2</a>' in text and "2/2 (100%)" in text
    assert "CNY 120,000,000; USD 5,000,000" in text


def test_the_file_holds_the_same_rows(enter):
    show(date(2026, 9, 25), projects=2)
    answer = enter(organiser()).get(f"{PAGE}?format=xlsx")
    found = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    assert [row[0] for row in found[1:]] == ["2018-10 – 2026-08", "2026-09", "2026-10"]
    assert found[2][2] == 2 and found[2][5] == "–"


def test_only_the_team_compares(enter):
    for role in (Role.FUND, Role.FOUNDER, Role.EXPERT):
        assert enter(UserFactory(roles=[role])).get(PAGE).status_code == 403
    assert enter(UserFactory(roles=[Role.DIRECTOR])).get(PAGE).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_editions(enter, count, django_assert_num_queries):
    for month in range(1, count + 1):
        show(date(2026, month, 25), projects=2)
    window = enter(organiser())
    window.get(PAGE)
    with django_assert_num_queries(12):
        window.get(PAGE)
