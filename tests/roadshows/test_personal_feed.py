"""The calendar of people without an account: only what they take part in, their own turn, an address that rotates."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from roadshows import letters, personal_feed
from roadshows.actions import agenda, agenda_versions, decisions, editions, invitations
from roadshows.models import Edition
from scouting.accounts.actions import link_for, renew_link
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    RegistrationFactory,
    ReviewerFactory,
    ReviewFactory,
    organiser,
)


@pytest.fixture
def edition(today, db):
    return EditionFactory(slug="2026-11", number=98, owner=organiser())


def feed_of(subject, now):
    return f"/feed/{renew_link(subject, personal_feed.PURPOSE, now=now, life=personal_feed.LIFE).token}.ics"


def read(answer):
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def events(window, url):
    return {str(e["UID"]).split("@")[0]: e for e in read(window.get(url)).events}


def presents(edition, now):
    agenda.lay_out(edition, by=edition.owner, now=now)
    reg = decisions.select(RegistrationFactory(edition=edition), by=edition.owner, now=now)
    reg = decisions.confirm(reg, now=now, subject=reg.presenter.subject)
    agenda_versions.publish(edition, by=edition.owner, now=now)
    return reg


def test_a_founder_has_the_event_and_their_own_turn(enter, edition, now):
    EditionFactory(slug="2026-12")
    reg, other = presents(edition, now), RegistrationFactory(edition=edition)
    found = events(enter(), feed_of(reg.presenter.subject, now))
    assert set(found) == {f"edition-{edition.pk}", f"turn-{reg.pk}"}
    turn = found[f"turn-{reg.pk}"]
    assert edition.starts < turn["DTSTART"].dt < edition.ends and turn["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert turn["DTEND"].dt - turn["DTSTART"].dt == timedelta(minutes=15)
    assert not events(enter(), feed_of(other.presenter.subject, now))  # only registered: nothing to be at yet


def test_a_fund_has_what_it_is_invited_to_until_it_declines(enter, edition, now):
    person = PersonFactory()
    invitation = invitations.invite(edition, InvestorFactory(), by=edition.owner, now=now, person=person)
    url = feed_of(person.subject, now)
    assert set(events(enter(), url)) == {f"edition-{edition.pk}"}
    invitations.answer(invitation, "declined", now=now, subject=person.subject)
    assert not events(enter(), url)


def test_an_expert_has_until_when_scores_count_and_no_project(enter, edition, now):
    review = ReviewFactory(edition=edition, state="open", closes_at=now + timedelta(days=3))
    reviewer = ReviewerFactory(review=review)
    [found] = events(enter(), feed_of(reviewer.person.subject, now)).values()
    assert found["DTEND"].dt == review.closes_at


def test_moving_and_cancelling_keep_the_uid_and_raise_the_sequence(enter, edition, now):
    reg = presents(edition, now)
    url = feed_of(reg.presenter.subject, now)
    before = events(enter(), url)
    day = timedelta(days=1)
    editions.reschedule(edition, by=edition.owner, now=now, starts=edition.starts + day, ends=edition.ends + day)
    moved = events(enter(), url)
    assert set(moved) == set(before)
    assert all(moved[uid]["SEQUENCE"] > before[uid]["SEQUENCE"] for uid in before)
    assert all(moved[uid]["DTSTART"].dt - before[uid]["DTSTART"].dt == day for uid in before)
    editions.cancel(Edition.objects.get(pk=edition.pk), by=edition.owner, now=now, reason="场地")
    gone = events(enter(), url)
    assert all(found["STATUS"] == "CANCELLED" for found in gone.values()) and f"edition-{edition.pk}" in gone
    assert all(gone[uid]["SEQUENCE"] > moved[uid]["SEQUENCE"] for uid in gone)
    assert read(enter().get(url)).walk("VTIMEZONE")[0]["TZID"] == "Asia/Shanghai"


def test_a_feed_names_nobody_and_no_project(enter, edition, now):
    reg = presents(edition, now)
    text = enter().get(feed_of(reg.presenter.subject, now)).content.decode().replace("\r\n ", "")
    for word in (reg.presenter.name, reg.presenter.mobile, reg.presenter.email, str(reg.project), reg.project.holder):
        assert word not in text


def test_a_new_address_stops_the_former_at_once(enter, edition, now):
    reg = presents(edition, now)
    window, path = enter(), letters.link_of(reg, now=now).path
    window.post(path, {"answer": reg.presenter.mobile[-4:]})
    address = re.compile(r"/feed/[\w-]+\.ics")
    assert not address.search(window.get(path).content.decode())
    window.post(path, {"do": "feed"})
    first = address.search(window.get(path).content.decode())[0]
    assert enter().get(first).status_code == 200
    window.post(path, {"do": "feed"})
    second = address.search(window.get(path).content.decode())[0]
    assert first != second
    assert (enter().get(first).status_code, enter().get(second).status_code) == (404, 200)


def test_opening_a_page_makes_no_address_and_other_links_are_no_feeds(enter, edition, now):
    reg = presents(edition, now)
    link = link_for(reg.presenter.subject, letters.PURPOSE, now=now, object_id=reg.pk)
    enter().get(link.path)
    assert personal_feed.address(reg.presenter.subject, now) == ""
    assert enter().get(f"/feed/{link.token}.ics").status_code == 404
    token = feed_of(reg.presenter.subject, now).removeprefix("/feed/").removesuffix(".ics")
    assert enter().get(f"/p/{token}/").status_code in (404, 410)  # and the feed's token opens no page
