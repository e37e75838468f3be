"""Scenarios 2 to 6, 12 and 19 as stories, through the pages, with the clock moved by hand."""

import re
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from roadshows import reminders, tasks, worklist
from roadshows.actions import decisions, editions, invitations, registrations
from roadshows.models import Registration
from scouting.accounts.models import StateChange
from scouting.base import clock
from scouting.outbox import actions as outbox
from scouting.outbox.actions import fill_links
from scouting.outbox.models import Message
from tests.factories import EditionFactory, InvestorFactory, PersonFactory, RegistrationFactory, organiser, promoter

pytestmark = pytest.mark.django_db
LAST_MINUTE = clock.at(date(2026, 11, 23), 23, 59)
MIDNIGHT = clock.at(date(2026, 11, 24))


@pytest.fixture
def travel(now):
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11", number=98, promotion="automatic")


def browser(user=None, **headers):
    client = Client(headers=headers)
    client.cookies["django_language"] = "en"
    if user:
        client.force_login(user)
    return client


def form(**changes):
    return {
        "uid": str(uuid.uuid4()),
        "company_name": "南京泽光生物科技有限公司",
        "project_name": "双特异性CAR-T",
        "one_liner": "治疗复发淋巴瘤的双靶点细胞药物",
        "track": "cgt",
        "stage": "ph1",
        "ask": "数千万元",
        "presenter": "new",
        "presenter_name": "许知远",
        "presenter_title": "总经理",
        "mobile": "138 0000 4321",
        "materials": ["licence", "deck"],
    } | changes


REGISTER = "/roadshows/2026-11/register/"


def press(client, reg, code, **data):
    """A button of the board, as it was shown."""
    return client.post(f"{reverse('roadshows:move', args=[reg.pk, code])}?from={reg.state}", data, follow=True)


def fresh(reg):
    return Registration.objects.select_related("edition", "presenter__subject").get(pk=reg.pk)


def states(*regs):
    return [fresh(r).state for r in regs]


def said(page):
    return page.content.decode()


# --- 2 ---
def test_submit_twice_reload_back_and_two_tabs_make_one_registration_and_one_letter(travel, edition):
    client = browser(promoter())
    typed = form()
    answers = [client.post(REGISTER, typed, follow=True) for _ in range(3)]
    gone_back = client.post(REGISTER, {**typed, "uid": str(uuid.uuid4())}, follow=True)
    other_tab = client.post(REGISTER, {**typed, "uid": str(uuid.uuid4()), "not_duplicate": "on"}, follow=True)
    assert Registration.objects.exclude(state="draft").count() == 1
    assert Message.objects.count() == 1
    number = Registration.objects.exclude(state="draft").get().number
    assert all(number in said(page) for page in (*answers, gone_back, other_tab))


# --- 3 ---
def test_the_deadline_is_shanghais_whatever_the_browser_says(travel, edition):
    user = promoter(time_zone="America/Los_Angeles")
    client = browser(user, accept_language="en-US")
    late = form(company_name="晚到生物科技有限公司", mobile="138 0000 9999")
    travel(LAST_MINUTE)
    assert "2026-11-001" in said(client.post(REGISTER, form(), follow=True))
    client.post("/roadshows/autosave/", {**late, "edition": "2026-11"})
    client.post(REGISTER, {**late, "save": "1"})
    travel(MIDNIGHT)
    refused = client.post(REGISTER, late)
    assert refused.status_code == 422
    assert "2026-11-23 23:59:59" in said(refused)
    draft = Registration.objects.get(uid=late["uid"])
    assert (draft.state, draft.draft["company_name"]) == ("draft", "晚到生物科技有限公司")

    chief = organiser(name="陈静")
    until = clock.end_of_day(date(2026, 11, 25))
    decisions_before = StateChange.objects.count()
    registrations.extend(edition, by=chief, now=MIDNIGHT, until=until, reason="系统维护", registration=draft)
    assert "2026-11-002" in said(client.post(REGISTER, late, follow=True))
    extension = edition.extensions.get()
    assert (extension.by, extension.reason, StateChange.objects.count() > decisions_before) == (chief, "系统维护", True)


# --- 4, 5 ---
@pytest.fixture
def five(edition):
    return [RegistrationFactory(edition=edition) for _ in range(5)]


def test_beyond_three_places_comes_the_reserve_and_the_page_says_so(travel, edition, five):
    client = browser(organiser())
    for reg in five[:3]:
        press(client, reg, "select")
    assert "reserve no. 1" in said(press(client, five[3], "select")).lower()
    assert "reserve no. 2" in said(press(client, five[4], "select")).lower()
    assert states(*five) == ["selected"] * 3 + ["reserve"] * 2
    edition.refresh_from_db()
    assert edition.taken == 3


def open_link(client, reg, last_four=""):
    """Open the registration's personal link as its letter gives it, and answer the question."""
    letter = Message.objects.about(reg).filter(subject=reg.presenter.subject).latest("pk")
    path = re.search(r"/p/[\w-]+/", fill_links(letter.wechat))[0]
    client.get(path)
    client.post(path, {"answer": last_four or reg.presenter.mobile[-4:]})
    return path


def test_a_withdrawal_by_link_offers_the_place_to_the_next_and_tells_only_those_two(travel, now, edition, five):
    chief = browser(organiser())
    for reg in five:
        press(chief, reg, "select")
    phone = browser()
    path = open_link(phone, five[1])
    Message.objects.all().delete()
    for _ in range(2):
        phone.post(path, {"do": "cannot", "reason": "出差"})
    assert states(*five) == ["selected", "withdrawn", "selected", "selected", "reserve"]
    assert fresh(five[4]).reserve_rank == 1
    assert fresh(five[3]).confirm_by == now + timedelta(hours=48)
    told = sorted(Message.objects.values_list("about_id", "kind"))
    assert told == [(five[1].pk, "roadshows/withdrawn"), (five[3].pk, "roadshows/selected")]
    assert sorted(edition.registrations.holding().values_list("slot", flat=True)) == [1, 2, 3]


def test_an_offer_that_lapses_is_passed_on_until_the_agenda_is_frozen(travel, now, edition, five):
    chief = organiser()
    for reg in five:
        press(browser(chief), reg, "select")
    for reg in five[:2]:
        decisions.confirm(fresh(reg), now=now)
    travel(now + timedelta(hours=48, minutes=1))
    tasks.tick()
    assert states(*five) == ["confirmed", "confirmed", "lapsed", "selected", "reserve"]
    edition.refresh_from_db()
    editions.freeze(edition, by=chief, now=clock.now())
    travel(now + timedelta(hours=97))
    tasks.tick()
    assert states(*five) == ["confirmed", "confirmed", "lapsed", "lapsed", "reserve"]

    rows = [r for r in worklist.rows_for(chief, clock.now()) if r.key == f"registration:{five[4].pk}:reserve"]
    assert rows[0].address == "许总" and rows[0].phone
    browser(chief).post(rows[0].actions[0][1])
    assert states(five[4]) == ["selected"]
    assert f"registration:{five[4].pk}:reserve" not in [r.key for r in worklist.rows_for(chief, clock.now())]


# --- 6 ---
def test_the_second_of_two_organisers_puts_on_the_reserve(travel, edition):
    type(edition).objects.filter(pk=edition.pk).update(slots=1)
    first, second = (RegistrationFactory(edition=edition) for _ in range(2))
    press(browser(organiser()), first, "select")
    press(browser(organiser()), second, "select")  # her page still showed a free place
    assert states(first, second) == ["selected", "reserve"]


# --- 12 ---
def test_reminders_come_once_though_the_worker_dies_in_the_middle(travel, now, edition, monkeypatch):
    chief = organiser()
    regs = [RegistrationFactory(edition=edition) for _ in range(3)]
    for reg in regs:
        decisions.confirm(decisions.select(reg, by=chief, now=now), now=now)
    for _ in range(5):
        fund = invitations.invite(edition, InvestorFactory(), by=chief, now=now, person=PersonFactory())
        invitations.answer(fund, "coming", now=now)
    written = []
    enqueue = reminders.letters.outbox.enqueue

    def dying(*args, **kwargs):
        message = enqueue(*args, **kwargs)
        written.append(message)
        if len(written) == 4:
            raise SystemExit("killed")
        return message

    at = edition.starts - timedelta(days=7)
    with monkeypatch.context() as patch:
        patch.setattr(reminders.letters.outbox, "enqueue", dying)
        with pytest.raises(SystemExit):
            reminders.send_due(now=at)
    assert Message.objects.filter(kind__startswith="roadshows/reminder").count() == 3
    for before in (timedelta(days=7), timedelta(days=1), timedelta(hours=2)):
        for _scheduler in range(2):
            reminders.send_due(now=edition.starts - before + timedelta(minutes=1))
    sent = Message.objects.filter(kind__startswith="roadshows/reminder")
    assert len({m.message_id for m in sent}) == sent.count() == 24
    assert not sent.exclude(state="queued").exists()


# --- 19 ---
def test_a_founder_without_mail_confirms_on_the_phone(travel, now, edition):
    owner, chief = promoter(name="王敏", mobile="13900001111"), organiser()
    presenter = PersonFactory(name="许知远", address="许总", mobile="138 0000 4321", email="", wechat="xu-zy")
    reg = RegistrationFactory(edition=edition, presenter=presenter, owner=owner)
    press(browser(chief), reg, "select")
    letter = Message.objects.about(reg).get(channel="mail")
    assert (letter.to_address, letter.state) == ("", "queued")

    outbox.told(letter, by=owner, via="wechat", now=now)
    path = re.search(r"/p/[\w-]+/", fill_links(letter.wechat))[0]
    preview = browser(user_agent="MicroMessenger link preview")
    assert "许总" not in said(preview.get(path)) and preview.head(path).status_code == 200
    assert states(reg) == ["selected"]

    phone = browser()
    assert phone.post(path, {"answer": "0000"}).status_code == 400
    page = phone.post(path, {"answer": "4321"}, follow=True)
    assert "许总" in said(page) and "I will come" in said(page)
    for _ in range(2):
        assert phone.post(path, {"do": "come"}, follow=True).status_code == 200
    assert states(reg) == ["confirmed"]
    board = said(browser(owner).get(reverse("roadshows:board", args=["2026-11"])))
    assert str(reg.project) in board
    log = said(browser(owner).get(reverse("roadshows:registration", args=[reg.pk])))
    assert "WeChat" in log and "personal link" in log
    confirmed = StateChange.objects.get(kind="roadshows.registration", object_id=reg.pk, after="confirmed")
    assert (confirmed.via, confirmed.subject, confirmed.by) == ("link", presenter.subject, None)
    letter.refresh_from_db()
    assert (letter.state, letter.told_via, letter.told_by) == ("told", "wechat", owner)
