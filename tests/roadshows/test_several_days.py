"""An event over two days: each of them is the day, on personal pages and at the desk."""

from datetime import date, timedelta

import pytest

from roadshows import door, letters
from roadshows.models import Attendance, Edition, Invitation, Registration
from scouting.base import clock
from tests.factories import EditionFactory, InvitationFactory, PersonFactory, RegistrationFactory, organiser

pytestmark = pytest.mark.django_db
DESK = "/roadshows/2026-12/check-in/"
TAP = f"{DESK}tap/"
FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 2)


@pytest.fixture
def edition(today, db):
    return EditionFactory(slug="2026-12", state="frozen", starts=clock.at(FIRST, 14), ends=clock.at(SECOND, 17))


@pytest.fixture
def desk(edition, enter, today):
    who = organiser()
    today.move_to(clock.at(SECOND, 9, 30))
    return enter(who)


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        (clock.at(FIRST, 14), clock.at(FIRST, 17), [FIRST]),
        (clock.at(FIRST, 14), clock.at(SECOND, 0), [FIRST]),
        (clock.at(FIRST, 14), clock.at(SECOND, 17), [FIRST, SECOND]),
        (clock.at(FIRST, 14), clock.at(date(2026, 12, 4), 12), [date(2026, 12, n) for n in range(1, 5)]),
    ],
)
def test_the_days_of_an_event(starts, ends, days):
    assert door.days(Edition(starts=starts, ends=ends)) == days


@pytest.mark.parametrize(
    ("day", "hour", "open_"), [(FIRST, 9, True), (SECOND, 9, True), (date(2026, 11, 30), 9, False)]
)
def test_the_code_stands_open_on_each_day_of_it(edition, enter, today, now, day, hour, open_):
    mobile = {"mobile": "138 0000 4321"}
    reg = RegistrationFactory(edition=edition, presenter=PersonFactory(**mobile))
    Registration.objects.filter(pk=reg.pk).update(state="confirmed", slot=1)
    invitation = InvitationFactory(edition=edition, person=PersonFactory(**mobile))
    Invitation.objects.filter(pk=invitation.pk).update(state="coming")
    links = [letters.link_of(reg, now=now).path, letters.link_of_fund(invitation, now=now).path]
    phone = enter()
    today.move_to(clock.at(day, hour))
    for path in links:
        phone.post(path, {"answer": "4321"})
        text = phone.get(path).content.decode()
        assert "Your check-in code" in text and ('<details class="card fold" open>' in text) is open_


def test_what_is_entered_from_paper_on_the_second_day_was_on_the_second_day(edition, desk):
    row = InvitationFactory(edition=edition, state="coming")
    text = desk.get(DESK, {"paper": "09:05"}).content.decode()
    assert "came at Wed 2 Dec 2026, 09:05" in text and 'value="2026-12-02 09:05"' in text
    desk.post(TAP, {"who": f"p{row.person_id}", "paper": "2026-12-02 09:05"})
    assert Attendance.objects.get().at == clock.at(SECOND, 9, 5)


def test_a_paper_of_the_first_day_is_entered_on_the_second(edition, desk):
    row = InvitationFactory(edition=edition, state="coming")
    text = desk.get(DESK, {"paper": "14:05", "day": "2026-12-01"}).content.decode()
    assert 'value="2026-12-01 14:05"' in text and '<option value="2026-12-01" selected>' in text
    said = desk.post(TAP, {"who": f"p{row.person_id}", "paper": "2026-12-01 14:05"}, follow=True).content.decode()
    assert Attendance.objects.get().at == clock.at(FIRST, 14, 5) and "12-01 14:05" in said


def test_a_day_that_is_none_of_the_event_is_not_taken(edition, desk):
    row = InvitationFactory(edition=edition, state="coming")
    desk.post(TAP, {"who": f"p{row.person_id}", "paper": "2026-12-09 09:05"})
    assert Attendance.objects.get().at == clock.at(SECOND, 9, 5)


def test_the_time_of_a_paper_is_kept_where_the_form_beside_it_is_wrong(edition, desk):
    text = desk.post(f"{DESK}guest/", {"name": "", "paper": "2026-12-01 14:05"}).content.decode()
    assert 'value="2026-12-01 14:05"' in text


def test_an_event_of_one_day_asks_for_no_day(edition, desk):
    Edition.objects.update(starts=clock.at(SECOND, 9), ends=clock.at(SECOND, 17))
    text = desk.get(DESK, {"paper": "09:05"}).content.decode()
    assert 'id="day"' not in text and "came at 09:05" in text and 'value="09:05"' in text


def test_staff_check_in_on_the_second_day(edition, desk, today):
    row = InvitationFactory(edition=edition, state="coming")
    desk.post(TAP, {"who": f"p{row.person_id}"})
    assert Attendance.objects.get().at == clock.at(SECOND, 9, 30)
    assert door.is_open(edition, clock.at(SECOND, 16)) and not door.is_open(edition, edition.ends + timedelta(hours=1))
