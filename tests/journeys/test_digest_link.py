"""From a new round to the follower's letter and its unsubscribe link, which needs no login (scenario 13)."""

from datetime import date, timedelta

import pytest

from companies import digests
from companies.actions import following, funding
from companies.formats import money
from scouting.accounts.models import Consent
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.outbox.actions import fill_links
from scouting.outbox.models import Message
from tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db
MONDAY = clock.at(date(2026, 11, 23), 8, 30)


@pytest.fixture
def letter(now, time_machine):
    time_machine.move_to(MONDAY)
    fund = UserFactory(roles=[Role.FUND], name="冯若谷")
    company = CompanyFactory(short_name="驯鹿生物")
    following.follow(fund, now=now, company=company)
    funding.add_round(
        company, by=None, now=now + timedelta(hours=1), label="A轮", type="a", amount=money.parse("1.2亿元"), demo=True
    )
    digests.send_due(now=MONDAY)
    return Message.objects.get()


def unsubscribe_path(letter, settings):
    return fill_links(f"{{link:{letter.unsubscribe}}}").removeprefix(settings.SITE_URL)


def test_looking_changes_nothing_and_pressing_stops_at_once(letter, client, settings):
    path = unsubscribe_path(letter, settings)
    assert path in fill_links(letter.text)
    for _ in range(2):
        assert client.get(path).status_code == 200
    assert not Consent.objects.exists()
    assert client.post(path, {"wish": "stop"}, follow=True).status_code == 200
    company = CompanyFactory()
    following.follow(letter.subject.user, now=MONDAY, company=company)
    funding.add_round(
        company, by=None, now=MONDAY + timedelta(hours=1), label="B轮", type="b", amount=money.parse("2亿元"), demo=True
    )
    assert digests.send_due(now=MONDAY + timedelta(weeks=1)) == 0
    client.post(path, {"wish": "start"})
    assert digests.send_due(now=MONDAY + timedelta(weeks=2)) == 0  # what was refused then is not sent later


def test_one_click_of_a_mail_program_stops_it_too(letter, settings):
    from django.test import Client

    mailer = Client(enforce_csrf_checks=True)
    answer = mailer.post(unsubscribe_path(letter, settings), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code in (200, 302)
    assert Consent.objects.filter(kind="digest", given=False).count() == 1


def test_a_forged_form_is_refused_where_it_is_no_one_click(letter, settings):
    from django.test import Client

    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(unsubscribe_path(letter, settings), {"wish": "start"}).status_code == 403
    assert not Consent.objects.exists()
