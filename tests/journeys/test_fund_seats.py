"""Five seats, from the first proposal to the last answer: by button, by link on a phone, by telephone, by the clock."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from companies.actions import investors, people
from roadshows import letters
from roadshows.actions import decisions
from roadshows.models import Invitation
from roadshows.tasks import tick
from scouting.outbox.actions import fill_links
from scouting.outbox.models import Message
from tests.factories import EditionFactory, ProjectFactory, RegistrationFactory, organiser, promoter

pytestmark = pytest.mark.django_db


def browser(user=None):
    client = Client()
    client.cookies["django_language"] = "en"
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def travel(now):
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


def states(edition):
    return dict(edition.invitations.values_list("investor__short_name", "state"))


def test_from_the_first_proposal_to_the_last_answer(travel, now):
    chief, seller = organiser(name="陈静", mobile="13900002222"), promoter(name="王敏")
    edition = EditionFactory(seats=2, owner=chief, number=98)
    reg = RegistrationFactory(edition=edition, project=ProjectFactory(track="cgt", city="南京"))
    decisions.confirm(decisions.select(reg, by=chief, now=now), now=now)
    for n, region in enumerate(["nanjing", "delta", "bay", "north"]):
        fund = investors.add_investor(
            by=chief, now=now, name=f"{n}号基金", short_name=f"{n}号", tracks=["cgt"], regions=[region], demo=True
        )
        people.add_person(by=chief, now=now, name=f"林{n}", mobile=f"1381234000{n}", email=f"lin{n}@example.com",
                          title="VP", investor=fund, demo=True)  # fmt: skip
    page, window = reverse("roadshows:invitations", args=[edition.slug]), browser(chief)

    window.post(reverse("roadshows:propose", args=[edition.slug]))
    window.post(reverse("roadshows:invite_wave", args=[edition.slug]))
    assert states(edition) == {"0号": "invited", "1号": "invited"}
    letter = Message.objects.filter(kind="roadshows/invitation").order_by("pk").first()
    assert "/p/" in fill_links(letter.wechat) and 3 <= len(letter.wechat.splitlines()) <= 6

    first = Invitation.objects.get(investor__short_name="0号")
    phone, path = browser(), letters.link_of_fund(first, now=now).path
    assert "0号" not in phone.get(path).content.decode()
    phone.post(path, {"answer": "0000"})
    phone.post(path, {"do": "delegate", "name": "陈一", "mobile": "13900001111"})
    assert states(edition)["0号"] == "delegated"
    assert Message.objects.filter(kind="roadshows/invitation_delegate").count() == 1

    travel.shift(timedelta(days=4))
    tick()
    assert states(edition) == {"0号": "delegated", "1号": "lapsed", "2号": "proposed"}
    desk = window.get("/").content.decode()
    assert "next wave proposed: 2号" in desk and "Invite the wave" in desk
    window.post(reverse("roadshows:invite_wave", args=[edition.slug]))

    second = Invitation.objects.get(investor__short_name="2号")
    browser(seller).post(second.get_absolute_url(), {"reply": "online", "via": "phone"})
    assert states(edition) == {"0号": "delegated", "1号": "lapsed", "2号": "online", "3号": "proposed"}

    late = Invitation.objects.get(investor__short_name="1号")
    phone, path = browser(), letters.link_of_fund(late, now=now).path
    phone.post(path, {"answer": "0001"})
    assert "a seat is kept for you" in phone.post(path, {"do": "coming"}, follow=True).content.decode()
    edition.refresh_from_db()
    assert (edition.seats_taken, edition.online_taken) == (2, 1)
    text = window.get(page).content.decode()
    assert "2 <small>/ 2</small>" in text and "Every seat is spoken for" in text and "Invite the next wave" not in text
