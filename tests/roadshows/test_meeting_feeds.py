"""Meetings in the feeds of both sides: the entry of the calendar file, with no person in it; WeChat opens a browser."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from roadshows import letters, meeting_feeds, personal_feed
from roadshows.actions import editions, meeting_publishing, meetings
from roadshows.models import Edition, Meeting
from scouting.accounts.actions import renew_feed, renew_link
from scouting.accounts.roles import Role
from tests.factories import UserFactory
from tests.roadshows.meeting_show import Show

pytestmark = pytest.mark.django_db
WECHAT = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"}


@pytest.fixture
def show(now, today):
    made = Show(now, funds=2, projects=2, all_meet=True)
    for n in range(2):
        meetings.add(made.plan, made.regs[n], made.funds[n], starts=made.time(0), table=n + 1, by=made.by, now=now)
    meeting_publishing.publish(made.plan, by=made.by, now=now)
    return made


def both(show, enter, now):
    """{side: the address of their feed}, of the first fund and the first founder."""
    sides = {"fund": show.funds[0].person.subject, "project": show.regs[0].presenter.subject}
    made = {
        s: renew_link(subject, personal_feed.PURPOSE, now=now, life=personal_feed.LIFE) for s, subject in sides.items()
    }
    return {side: f"/feed/{link.token}.ics" for side, link in made.items()}


def entries(window, url):
    found = Calendar.from_ical(window.get(url).content).walk("VEVENT")
    return [e for e in found if str(e["UID"]).startswith("meeting-")]


def test_both_sides_have_their_own_meeting_alone_under_the_name_of_the_file(show, enter, now):
    own = Meeting.objects.get(registration=show.regs[0])
    for side, url in both(show, enter, now).items():
        [entry] = entries(enter(), url)
        assert str(entry["UID"]) == meeting_feeds.uid(own) and entry["DTSTART"].dt == own.told_starts
        assert ("0号基金" if side == "project" else "项目0") in entry["SUMMARY"]
        text = enter().get(url).content.decode().replace("\r\n ", "")
        assert not [word for word in ("合伙人", "创始人", "许总", "1号基金", "项目1", "138") if word in text]


def test_it_moves_goes_and_is_cancelled_with_the_event_under_one_name(show, enter, now):
    own, url = Meeting.objects.get(registration=show.regs[0]), both(show, enter, now)["fund"]
    seen = []

    def moved(meeting):
        meetings.put(meeting, starts=show.time(3), table=1, by=show.by, now=now)
        meeting_publishing.publish(show.reload(), by=show.by, now=now)

    for change in (
        lambda: None,
        lambda: moved(own),
        lambda: editions.cancel(Edition.objects.get(pk=show.edition.pk), by=show.by, now=now, reason="场地"),
    ):
        change()
        [entry] = entries(enter(), url)
        seen.append((str(entry["UID"]), str(entry["STATUS"]), int(entry["SEQUENCE"])))
    assert len({uid for uid, _s, _n in seen}) == 1
    assert [status for _u, status, _n in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert seen[0][2] < seen[1][2] < seen[2][2]


def test_with_an_account_it_stands_in_the_feed_of_that_account(show, enter, now):
    user = UserFactory(roles=[Role.FUND])
    person = show.funds[0].person
    type(person).objects.filter(pk=person.pk).update(subject=user.subject)
    assert len(entries(enter(), f"/feed/{renew_feed(user)}.ics")) == 1
    assert entries(enter(), f"/feed/{renew_feed(show.by)}.ics") == []


def test_last_years_meetings_have_left_the_feed(show, enter, today, now):
    url = both(show, enter, now)["fund"]
    today.move_to(now + timedelta(days=400))
    assert entries(enter(), url) == []


@pytest.mark.parametrize("side", ["fund", "project"])
def test_inside_wechat_the_file_asks_for_a_browser(show, enter, now, side):
    link = letters.link_of_fund(show.funds[0], now=now) if side == "fund" else letters.link_of(show.regs[0], now=now)
    person = show.funds[0].person if side == "fund" else show.regs[0].presenter
    window = enter()
    window.post(link.path, {"answer": person.mobile[-4:]})
    text = window.get(f"{link.path}?calendar=meetings", headers=WECHAT).content.decode()
    assert "Open in browser" in text and f"{link.path}?calendar=meetings" in text
    assert window.get(f"{link.path}?calendar=meetings")["Content-Type"].startswith("text/calendar")
