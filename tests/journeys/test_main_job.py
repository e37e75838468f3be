"""The main job as people press it: registered, selected, told by WeChat, confirmed by link, seen on the board."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from roadshows.models import Edition, Registration
from scouting.accounts.states import changes_of
from scouting.outbox.models import Message
from tests.factories import CompanyFactory, EditionFactory, organiser, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock_at(now):
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


def window(user=None):
    client = Client()
    client.cookies["django_language"] = "en"
    if user:
        client.force_login(user)
    return client


def typed(company, number, mobile):
    return {
        "uid": str(uuid.uuid4()),
        "company": company.slug,
        "project_name": f"项目{number}",
        "one_liner": "一句话说清楚",
        "track": "cgt",
        "stage": "ph1",
        "ask": "数千万元",
        "presenter": "new",
        "presenter_name": f"许知远{number}",
        "presenter_title": "总经理",
        "mobile": mobile,
    }


def column(page, state):
    """Projects in one column of the board."""
    board = re.search(rf'<section[^>]*data-drop-column="{state}".*?</section>', page, re.S)[0]
    return re.findall(r"<h3><a[^>]*>([^<]+)</a>", board)


def test_from_registration_to_a_confirmed_place_and_a_freed_one(clock_at, now):
    edition = EditionFactory(slug="2026-11", number=98, slots=1, promotion="automatic")
    desk, chief = window(promoter(name="王敏")), window(organiser())
    register, board = reverse("roadshows:register", args=["2026-11"]), reverse("roadshows:board", args=["2026-11"])

    # the promoter registers two projects; founders without e-mail are told by WeChat
    for number, mobile in ((1, "13800004321"), (2, "13900008765")):
        answer = desk.post(register, typed(CompanyFactory(), number, mobile), follow=True)
        assert f"2026-11-00{number}" in answer.content.decode()
    first, second = Registration.objects.order_by("number")
    assert column(chief.get(board).content.decode(), "submitted") == ["项目1", "项目2"]

    # the organiser selects both: the second press already reads "reserve no. 1"
    def press(reg, code):
        reg.refresh_from_db()
        return chief.post(f"{reverse('roadshows:move', args=[reg.pk, code])}?from={reg.state}", follow=True)

    press(first, "select")
    page = chief.get(board).content.decode()
    assert column(page, "selected") == ["项目1"] and "Reserve no. 1" in page
    press(second, "select")
    assert column(chief.get(board).content.decode(), "reserve") == ["项目2"]

    # the promoter pastes the WeChat text and says so; the founder opens it signed out, on a phone
    letter = Message.objects.get(kind="roadshows/selected", subject=first.presenter.subject)
    assert letter.to_address == ""
    shown = desk.get(reverse("roadshows:registration", args=[first.pk])).content.decode()
    link = re.search(r"/p/[\w-]+/", shown)[0]
    desk.post(reverse("outbox:told", args=[letter.pk]), {"via": "wechat"})
    phone = window()
    for _preview in range(3):
        before = phone.get(link).content.decode()
        assert "项目1" not in before
    first.refresh_from_db()
    assert first.state == "selected"  # looking changes nothing
    phone.post(link, {"answer": "0000"})
    assert "项目1" not in phone.get(link).content.decode()
    phone.post(link, {"answer": "4321"})
    assert "项目1" in phone.get(link).content.decode()
    for _press in range(2):
        phone.post(link, {"do": "come"})
    first.refresh_from_db()
    letter.refresh_from_db()
    assert first.state == "confirmed" and changes_of(first).first().via == "link"
    assert (letter.state, letter.told_via) == ("told", "wechat")
    assert column(chief.get(board).content.decode(), "confirmed") == ["项目1"]
    assert Message.objects.filter(kind="roadshows/confirmed").count() == 1

    # a week later the first withdraws by the same link: the reserve is offered the place at once
    clock_at.shift(timedelta(days=7))
    chief = window(organiser())
    phone = window()
    phone.post(link, {"answer": "4321"})
    phone.post(link, {"do": "cannot", "reason": "临时出差"})
    page = chief.get(board).content.decode()
    assert column(page, "selected") == ["项目2"] and column(page, "confirmed") == [] and column(page, "reserve") == []
    told = Message.objects.filter(created_at__gte=now + timedelta(days=7), channel="mail").values_list(
        "kind", "subject"
    )
    assert sorted(told) == sorted(
        [("roadshows/withdrawn", first.presenter.subject_id), ("roadshows/selected", second.presenter.subject_id)]
    )
    assert Edition.objects.get(pk=edition.pk).taken == 1
