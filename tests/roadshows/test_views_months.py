"""The list, the month as a calendar, and creating the next month."""

from datetime import date

import pytest

from roadshows.actions.calendars import load_shipped
from roadshows.models import Edition
from scouting.accounts.roles import Role
from scouting.base import clock
from tests.factories import EditionFactory, RegistrationFactory, UserFactory, organiser, promoter

CREATE = "/roadshows/create-month/"


@pytest.fixture(autouse=True)
def holidays(db):
    load_shipped()


@pytest.fixture
def chief(db):
    return organiser()


def squares(answer):
    return {square.day: square for square in answer.context["days"]}


def test_next_month_is_created_once_however_often_one_presses(enter, chief):
    window = enter(chief)
    assert "Create December 2026" in window.get("/roadshows/").content.decode()
    first = window.post(CREATE, {"month": "2026-12"}, follow=True)
    assert first.redirect_chain[0][0] == "/roadshows/calendar/2026-12/"
    assert "Created for December 2026" in first.content.decode()
    assert {e.slug for e in Edition.objects.all()} == {"2026-12", "2026-12-salon", "2026-12-seminar"}
    assert set(Edition.objects.values_list("state", flat=True)) == {"planned"}
    again = window.post(CREATE, {"month": "2026-12"}, follow=True)
    assert "was there already" in again.content.decode() and Edition.objects.count() == 3
    page = window.get("/roadshows/").content.decode()
    assert "Create" not in page and "December 2026 is planned" in page  # nor the month after


def test_a_year_without_a_holiday_table_says_so(enter, chief):
    answer = enter(chief).post(CREATE, {"month": "2027-01"}, follow=True)
    text = answer.content.decode()
    assert "holidays of 2027 are not known yet" in text and "only weekends are known" in text
    assert not Edition.objects.get(slug="2027-01").calendar_known
    assert "check the day" in enter(chief).get("/roadshows/2027-01/").content.decode()


@pytest.mark.parametrize("month", ["", "2026-13", "0001-01", "2026-12-01", "x"])
def test_a_month_that_is_none_is_no_page(enter, chief, month):
    assert enter(chief).post(CREATE, {"month": month}).status_code == 404
    assert not Edition.objects.exists()


def test_only_organisers_create(enter):
    assert enter(promoter()).post(CREATE, {"month": "2026-12"}).status_code == 403
    assert "Create " not in enter(promoter()).get("/roadshows/").content.decode()


def test_the_calendar_shows_events_deadlines_holidays_and_make_up_days(enter, chief):
    EditionFactory(slug="2026-09", starts=clock.at(date(2026, 9, 24), 14), ends=clock.at(date(2026, 9, 24), 17),
                   deadline=clock.end_of_day(date(2026, 9, 17)))  # fmt: skip
    answer = enter(chief).get("/roadshows/calendar/2026-09/")
    days, text = squares(answer), answer.content.decode()
    assert [e.slug for e in days[date(2026, 9, 24)].editions] == ["2026-09"]
    assert [e.slug for e in days[date(2026, 9, 17)].deadlines] == ["2026-09"]
    assert days[date(2026, 9, 20)].special.working and not days[date(2026, 9, 25)].special.working
    assert "working day" in text and "/roadshows/calendar/2026-08/" in text and "/roadshows/calendar/2026-10/" in text


def test_an_event_late_in_the_evening_stands_on_its_day_in_nanjing(enter, chief):
    EditionFactory(starts=clock.at(date(2026, 9, 1), 0, 30), ends=clock.at(date(2026, 9, 1), 2), deadline=None)
    september = squares(enter(chief).get("/roadshows/calendar/2026-09/"))
    assert september[date(2026, 9, 1)].editions and not september[date(2026, 8, 31)].editions


def test_addresses_that_are_no_month_are_no_page(enter, chief):
    window = enter(chief)
    assert window.get("/roadshows/calendar/2026-13/").status_code == 404
    assert window.get("/roadshows/calendar/").status_code == 200
    assert "No event in this month yet" in window.get("/roadshows/calendar/2019-02/").content.decode()


def test_outsiders_see_what_is_published_only(enter, chief):
    EditionFactory(slug="2026-11")
    EditionFactory(slug="2026-12", state="planned")
    fund = enter(UserFactory(roles=[Role.FUND]))
    text = fund.get("/roadshows/").content.decode()
    assert "2026-11" in text and "2026-12" not in text
    assert fund.get("/roadshows/2026-12/").status_code == 404
    assert enter(chief).get("/roadshows/2026-12/").status_code == 200


@pytest.mark.parametrize(
    "query", ["?series=salon", "?state=held", "?year=2019", "?q=missing", "?page=999", "?sort=nonsense"]
)
def test_filters_and_odd_queries_answer(enter, chief, query):
    EditionFactory()
    assert enter(chief).get(f"/roadshows/{query}").status_code == 200


@pytest.mark.parametrize(("address", "count"), [("/roadshows/", 6), ("/roadshows/calendar/2026-11/", 5)])
def test_lists_cost_the_same_whatever_is_on_them(enter, chief, django_assert_num_queries, address, count):
    window = enter(chief)

    def more():
        edition = EditionFactory(owner=organiser())
        for _ in range(2):
            RegistrationFactory(edition=edition)

    more()
    window.get(address)
    with django_assert_num_queries(count):
        window.get(address)
    more()
    more()
    with django_assert_num_queries(count):
        window.get(address)
