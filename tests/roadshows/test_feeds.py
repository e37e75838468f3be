"""Calendar files, read back with a parser."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from roadshows.actions import deadlines, editions
from scouting.accounts.models import User
from scouting.accounts.roles import Role
from scouting.base import clock
from tests.factories import EditionFactory, ProjectFactory, RegistrationFactory, UserFactory, organiser, promoter

ICS = "/roadshows/2026-11.ics"


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11", number=98, owner=organiser(name="李组织", mobile="13900005555"))


@pytest.fixture
def chief(db):
    return organiser()


def read(answer):
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def event(answer):
    return read(answer).events[0]


def test_a_published_edition_is_everybodys_and_parses(enter, edition):
    calendar = read(enter().get(ICS))
    found = calendar.events[0]
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert found["DTSTART"].dt == edition.starts and found["DTEND"].dt == edition.ends
    assert found["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert (found["STATUS"], found["SEQUENCE"], found["LOCATION"]) == ("CONFIRMED", 0, "树屋十六栋")
    assert found["DTSTAMP"].dt.utcoffset() == timedelta(0) and "98" in found["SUMMARY"]


def test_the_zone_is_one_block_of_eight_hours(enter, edition):
    zone = read(enter().get(ICS)).walk("VTIMEZONE")[0]
    assert zone["TZID"] == "Asia/Shanghai"
    [block] = zone.subcomponents
    assert block.name == "STANDARD"
    assert block["TZOFFSETFROM"].td == block["TZOFFSETTO"].td == timedelta(hours=8)


def test_lines_end_and_fold_as_the_standard_wants(enter, edition):
    raw = enter().get(ICS).content
    assert raw.replace(b"\r\n", b"").count(b"\n") == 0
    assert max(map(len, raw.split(b"\r\n"))) <= 75


def test_moving_keeps_the_uid_and_counts_up(enter, edition, chief, now):
    before = event(enter().get(ICS))
    later = {"starts": edition.starts + timedelta(days=1), "ends": edition.ends + timedelta(days=1)}
    editions.reschedule(edition, by=chief, now=now + timedelta(minutes=5), **later)
    after = event(enter().get(ICS))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == edition.starts and after["DTSTAMP"].dt > before["DTSTAMP"].dt - timedelta(days=1)


def test_cancelling_is_said_to_those_who_have_it(enter, edition, chief, now):
    editions.close_call(edition, by=chief, now=now)
    editions.reopen_call(edition, by=chief, now=now)
    editions.cancel(edition, by=chief, now=now, reason="场地停电")
    answer = enter().get(ICS)
    assert read(answer)["METHOD"] == "CANCEL"
    assert (event(answer)["STATUS"], event(answer)["SEQUENCE"]) == ("CANCELLED", 1)
    assert "场地停电" not in answer.content.decode()


def test_the_stamp_stands_still_while_nothing_changes(enter, edition, chief, now, today):
    editions.close_call(edition, by=chief, now=now)
    first = enter().get(ICS).content
    today.shift(timedelta(hours=3))
    assert enter().get(ICS).content == first


def test_what_is_not_announced_is_the_teams(enter, edition, chief, now):
    type(edition).objects.filter(pk=edition.pk).update(state="planned")
    assert enter().get(ICS).status_code == 404
    assert enter(UserFactory(roles=[Role.FUND])).get(ICS).status_code == 404
    assert event(enter(chief).get(ICS))["STATUS"] == "TENTATIVE"
    edition.refresh_from_db()
    editions.cancel(edition, by=chief, now=now, reason="改期")  # nobody outside had heard of it
    assert enter().get(ICS).status_code == 404


def test_no_person_and_no_project_stands_in_any_calendar(enter, edition, chief):
    project = ProjectFactory(name="秘密项目甲")
    RegistrationFactory(edition=edition, project=project, state="confirmed", slot=1)
    feed = enter(chief).post("/roadshows/feed/", follow=True).context["address"]
    for raw in (enter().get(ICS).content, enter().get(path_of(feed)).content):
        text = raw.replace(b"\r\n ", b"").decode()
        for secret in ("秘密项目甲", "李组织", "13900005555", project.presenter.name, project.company.name):
            assert secret not in text


# --- the private feed -----------------------------------------------------------------------------
def path_of(address):
    return "/feed/" + address.rsplit("/", 1)[1]


def make(window, **data):
    return window.post("/roadshows/feed/", data, follow=True).context["address"]


def test_the_address_is_shown_once_and_only_its_hash_is_kept(enter, edition):
    user = promoter()
    window = enter(user)
    address = make(window)
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert token not in window.get("/roadshows/feed/").content.decode()
    assert token not in User.objects.get(pk=user.pk).feed_key and len(User.objects.get(pk=user.pk).feed_key) == 64
    summaries = [e["SUMMARY"] for e in read(enter().get(path_of(address))).events]
    assert len(summaries) == 2 and any("Call closes" in s or "98" in s for s in summaries)


def test_a_new_address_closes_the_former_and_revoking_closes_all(enter, edition):
    window = enter(promoter())
    first, second = make(window), make(window)
    assert enter().get(path_of(first)).status_code == 404
    assert enter().get(path_of(second)).status_code == 200
    window.post("/roadshows/feed/", {"revoke": "1"})
    assert enter().get(path_of(second)).status_code == 404


def test_the_feed_of_somebody_who_left_opens_nothing(enter, edition):
    user = promoter()
    address = make(enter(user))
    user.grants.update(ends=clock.now())
    assert enter().get(path_of(address)).status_code == 404


def test_outsiders_feeds_hold_what_is_announced_without_deadlines(enter, edition, chief, now):
    planned = EditionFactory(slug="2026-12", state="planned", starts=edition.starts + timedelta(days=28),
                             ends=edition.ends + timedelta(days=28))  # fmt: skip
    fund = make(enter(UserFactory(roles=[Role.FUND])))
    team = make(enter(chief))

    def uids(address):
        return {str(e["UID"]).split("@")[0] for e in read(enter().get(path_of(address))).events}

    assert uids(fund) == {f"edition-{edition.pk}"}
    assert uids(team) == {f"edition-{edition.pk}", f"edition-{edition.pk}-deadline", f"edition-{planned.pk}"}


def test_a_cancelled_event_stays_in_the_feeds_of_those_who_had_heard_of_it(enter, edition, chief, now):
    """The list of events no longer holds it for outsiders; in a calendar it says that it does not take place."""
    secret = EditionFactory(slug="2026-12", state="planned", starts=edition.starts, ends=edition.ends)
    feeds = [make(enter(user)) for user in (UserFactory(roles=[Role.FUND]), UserFactory(roles=[Role.FOUNDER]))]
    team = make(enter(chief))
    editions.close_call(edition, by=chief, now=now)
    editions.reopen_call(edition, by=chief, now=now)
    for one in (edition, secret):
        editions.cancel(one, by=chief, now=now, reason="场地停电")

    def said(address):
        return {str(e["UID"]).split("@")[0]: e["STATUS"] for e in read(enter().get(path_of(address))).events}

    assert [said(address) for address in feeds] == [{f"edition-{edition.pk}": "CANCELLED"}] * 2
    assert set(said(team)) == {f"edition-{edition.pk}", f"edition-{secret.pk}"}


def test_the_deadline_in_the_feed_follows_an_extension(enter, edition, chief, now):
    until = clock.end_of_day(date(2026, 11, 25))
    deadlines.extend(edition, by=chief, now=now, until=until, reason="展会撞期")
    calendar = read(enter().get(path_of(make(enter(chief)))))
    [deadline] = [e for e in calendar.events if str(e["UID"]).split("@")[0].endswith("-deadline")]
    assert deadline["DTEND"].dt == until


def test_each_change_of_the_deadline_counts_it_up(enter, edition, chief, now):
    address, counted = path_of(make(enter(chief))), []

    def look():
        events = read(enter().get(address)).events
        counted.extend(int(e["SEQUENCE"]) for e in events if "-deadline" in str(e["UID"]))

    look()
    deadlines.extend(edition, by=chief, now=now, until=edition.deadline + timedelta(days=1), reason="展会撞期")
    look()
    editions.edit_edition(edition, by=chief, now=now, changes={"deadline": edition.deadline + timedelta(days=2)})
    look()
    assert len(counted) == 3 and counted == sorted(set(counted))


def test_a_feed_costs_the_same_whatever_is_in_it(enter, edition, chief, django_assert_num_queries):
    address = path_of(make(enter(chief)))
    with django_assert_num_queries(5):
        enter().get(address)
    EditionFactory()
    EditionFactory()
    with django_assert_num_queries(5):
        enter().get(address)


@pytest.mark.parametrize("token", ["x", "../etc", "é", "a" * 500])
def test_tokens_that_are_none_open_nothing(enter, edition, token):
    assert enter().get(f"/feed/{token}.ics").status_code == 404


def test_everybody_signed_in_may_have_a_feed(enter, edition):
    assert enter().get(reverse("roadshows:feed_page")).status_code == 302
    assert enter(UserFactory(roles=[Role.FOUNDER])).get(reverse("roadshows:feed_page")).status_code == 200
