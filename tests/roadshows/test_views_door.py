"""Behind the poster: digits, on a tie the name, one button. It tells nobody who is expected; a GET changes nothing."""

import re
from datetime import timedelta

import pytest

from roadshows.actions import doors
from roadshows.models import Attendance, FailedCheckIn
from roadshows.views import door as page
from scouting.accounts.models import StateChange
from tests.factories import EditionFactory, InvitationFactory, PersonFactory, organiser


@pytest.fixture
def edition(today, db):
    row = EditionFactory(slug="2026-12", state="frozen")
    today.move_to(row.starts - timedelta(minutes=30))
    return row


@pytest.fixture
def guest(edition):
    return InvitationFactory(
        edition=edition, state="coming", person=PersonFactory(name="欧阳明", mobile="13812345678")
    ).person


@pytest.fixture
def door(edition, now):
    return f"/check-in/{doors.make(edition, by=organiser(), now=now).token}/"


@pytest.fixture
def phone(enter):
    return enter()


def told(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def button(text):
    return dict(re.findall(r'name="(found|uid)" value="([^"]+)"', text))


def test_a_guest_types_four_digits_and_presses_one_button(edition, guest, door, phone, today):
    assert "欧" not in told(phone.get(door))
    found = told(phone.post(door, {"digits": "5678"}))
    assert "欧**" in found and "欧阳" not in found and "13812345678" not in found and "I am here" in found
    assert not Attendance.objects.exists()
    answer = phone.post(door, button(found))
    assert answer.status_code == 302
    said = told(phone.get(answer.url if answer.url.startswith("/") else door + answer.url))
    assert "Welcome, 欧**" in said and "13:30" in said
    row = Attendance.objects.get()
    assert (row.person, row.channel, row.by) == (guest, "qr", None)
    assert StateChange.objects.get(kind="roadshows.attendance").subject == guest.subject
    today.shift(600)
    again = told(phone.post(door, {"digits": "5678"}))
    assert "since 13:30" in again and "I am here" not in again
    phone.post(door, button(found))
    assert Attendance.objects.count() == 1


def test_where_two_have_the_same_digits_the_name_is_typed_not_chosen(edition, guest, door, phone):
    other = PersonFactory(name="林一", name_en="Lin Yi", mobile="13900005678")
    InvitationFactory(edition=edition, state="coming", person=other)
    asked = told(phone.post(door, {"digits": "5678"}))
    assert "type your name" in asked and "林" not in asked and "欧" not in asked
    wrong = told(phone.post(door, {"digits": "5678", "name": "王五"}), 404)
    assert "see the desk" in wrong
    assert FailedCheckIn.objects.values_list("reason", "last_four").get() == ("name", "5678")
    assert "L**" in told(phone.post(door, {"digits": "5678", "name": " lin  yi "}))
    assert "required" in told(phone.post(door, {"digits": "5678", "name": ""}), 422)


def test_nobody_has_these_digits_and_the_attempt_is_kept(edition, guest, door, phone):
    InvitationFactory(edition=edition, state="declined", person=PersonFactory(mobile="13800001111"))
    for digits in ("9999", "1111"):
        assert "see the desk" in told(phone.post(door, {"digits": digits}), 404)
    kept = FailedCheckIn.objects.order_by("pk").values_list("reason", "last_four", "by")
    assert list(kept) == [("nobody", "9999", None), ("nobody", "1111", None)]


@pytest.mark.parametrize("digits", ["", "12", "12345", "abcd", "١٢٣٤"])
def test_what_are_no_four_digits_is_said_beside_the_field(edition, guest, door, phone, digits):
    assert "field-error" in told(phone.post(door, {"digits": digits}), 422)
    assert not FailedCheckIn.objects.exists()


def test_the_door_opens_on_the_day_alone(edition, guest, door, phone, today):
    for shift, words in ((-timedelta(hours=4), "opens on"), (timedelta(hours=3, minutes=1), "over")):
        today.move_to(edition.starts + shift)
        assert words in told(phone.get(door))
        phone.post(door, {"digits": "5678"})
    assert not Attendance.objects.exists() and not FailedCheckIn.objects.exists()
    type(edition).objects.update(state="cancelled")
    assert phone.get(door).status_code == 404


@pytest.mark.parametrize("key", ["x", "x:y:z", ""])
def test_a_button_made_up_presses_nothing(edition, guest, door, phone, key):
    assert "Last four digits" in told(phone.post(door, {"found": key}))
    assert "Last four digits" in told(phone.get(door, {"done": key}))
    assert not Attendance.objects.exists()


def test_a_button_of_another_event_or_of_before_presses_nothing(edition, guest, door, phone, now, today):
    other = EditionFactory(state="frozen", starts=edition.starts, ends=edition.ends)
    InvitationFactory(edition=other, state="coming", person=guest)
    elsewhere = f"/check-in/{doors.make(other, by=organiser(), now=now).token}/"
    found = button(told(phone.post(elsewhere, {"digits": "5678"})))
    phone.post(door, found)
    assert not Attendance.objects.exists()
    today.shift(60 * (page.MINUTES + 1))
    phone.post(elsewhere, found)
    assert not Attendance.objects.exists()


def test_who_guesses_is_turned_away_and_a_hall_of_guests_is_not(edition, guest, door, phone, monkeypatch):
    monkeypatch.setattr(page, "WRONG", 3)
    for _ in range(10):
        assert "欧**" in told(phone.post(door, {"digits": "5678"}))
    for n in range(4):
        assert phone.post(door, {"digits": f"000{n}"}).status_code == 404
    assert phone.post(door, {"digits": "5678"}).status_code == 429
    assert phone.get(door).status_code == 200


def test_the_page_of_a_stranger_is_not_there(edition, phone):
    assert phone.get("/check-in/unknown/").status_code == 404
