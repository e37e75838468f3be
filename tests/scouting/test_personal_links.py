"""The page behind a personal link: what it tells before the check, how the check closes, what a GET changes."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection

from roadshows import letters
from roadshows.actions import decisions, editions, invitations
from scouting.accounts import actions
from scouting.accounts.models import PersonalLink
from scouting.accounts.models.links import token_hash
from scouting.base import clock
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db


def test_a_link_in_an_old_letter_opens_until_after_the_event_wherever_it_moves(now):
    reg, days = RegistrationFactory(), timedelta(days=60)
    link, by = letters.link_of(reg, now=now), organiser()
    fund = invitations.invite(reg.edition, InvestorFactory(), by=by, now=now, person=PersonFactory())
    other = letters.link_of_fund(fund, now=now)
    moved = editions.reschedule(
        reg.edition, by=by, now=now, starts=reg.edition.starts + days, ends=reg.edition.ends + days
    )
    for token in (link.token, other.token):
        assert actions.find_link(token, now=moved.ends + timedelta(days=30))
        assert not actions.find_link(token, now=moved.ends + timedelta(days=32))


@pytest.fixture
def reg():
    start = clock.now() + timedelta(days=20)
    edition = EditionFactory(starts=start, ends=start + timedelta(hours=3), deadline=start - timedelta(days=7))
    presenter = PersonFactory(name="许知远", address="许总", mobile="138 0000 4321", email="")
    project = ProjectFactory(name="秘密项目甲", presenter=presenter)
    owner = promoter(name="王敏", mobile="13900001111")
    return RegistrationFactory(edition=edition, project=project, owner=owner)


@pytest.fixture
def link(reg):
    return letters.link_of(reg, now=clock.now())


def pass_check(client, link, answer="4321"):
    return client.post(link.path, {"answer": answer})


def everything_stored():
    """A digest of every row of every table, sessions and django's own bookkeeping apart."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in ("django_session", "django_migrations"):
                cursor.execute(f'SELECT * FROM "{table}"')
                digest.update(repr(sorted(map(repr, cursor.fetchall()))).encode())
    return digest.hexdigest()


def test_the_database_keeps_a_hash_of_the_token_only(link):
    assert link.hash == token_hash(link.token)
    assert link.token not in str(PersonalLink.objects.values_list())


def test_before_the_check_only_the_event_and_whom_to_call(client, reg, link):
    decisions.select(reg, by=reg.owner, now=clock.now())
    page = client.get(link.path)
    text = page.content.decode()
    assert page.status_code == 200
    assert "细胞与基因治疗" in text and "王敏" in text
    for secret in ("秘密项目甲", "许知远", "许总", "4321", reg.number, str(reg.project.company)):
        assert secret not in text


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_changes_nothing(client, reg, link, method):
    decisions.select(reg, by=reg.owner, now=clock.now())
    before = everything_stored()
    for agent in ("Mozilla/5.0 MicroMessenger/8.0", "WhatsApp/2", "facebookexternalhit/1.1"):
        assert getattr(client, method)(link.path, headers={"user-agent": agent}).status_code == 200
    pass_check(client, link)
    after_check = everything_stored()
    getattr(client, method)(link.path)
    getattr(client, method)(link.path + "?do=come")
    assert everything_stored() == after_check
    assert after_check != before  # the check itself is remembered: opened_at


def test_nobody_indexes_caches_or_passes_on_the_address(client, link):
    headers = client.get(link.path).headers
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


def test_the_last_four_digits_open_the_page_for_the_session(client, reg, link):
    assert pass_check(client, link).status_code == 302
    text = client.get(link.path).content.decode()
    assert "秘密项目甲" in text and "许总" in text
    link.refresh_from_db()
    assert link.opened_at is not None


@pytest.mark.parametrize("answer", ["４３２１", " 4321 ", "4321"])
def test_digits_are_read_as_people_type_them(client, link, answer):
    assert pass_check(client, link, answer).status_code == 302


@pytest.mark.parametrize("answer", ["0000", "", "321", "13800004321", "abcd", "٤٣٢"])
def test_a_wrong_answer_opens_nothing(client, link, answer):
    page = pass_check(client, link, answer)
    assert page.status_code == 400
    assert "秘密项目甲" not in client.get(link.path).content.decode()


def test_a_button_pressed_before_the_check_changes_nothing(client, reg, link):
    decisions.select(reg, by=reg.owner, now=clock.now())
    page = client.post(link.path, {"do": "come"})
    reg.refresh_from_db()
    assert (page.status_code, reg.state) == (200, "selected")


def test_five_wrong_answers_close_the_check_even_for_the_right_one(client, link):
    answers = [pass_check(client, link, "0000").status_code for _ in range(5)]
    assert answers == [400] * 5
    assert pass_check(client, link).status_code == 429
    assert "秘密项目甲" not in client.get(link.path).content.decode()


def test_the_pause_doubles_and_then_lets_in_again(link, now):
    waited = []
    for _round in range(3):
        for _attempt in range(5):
            assert actions.record_check(link, False, now=now) is False
            link.refresh_from_db()
        pause = timedelta(0)
        while not actions.may_check(link, now=now + pause):
            pause += timedelta(minutes=1)
        waited.append(pause)
        now += pause
    assert waited == [timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=60)]
    assert actions.record_check(link, True, now=now) is True
    link.refresh_from_db()
    assert link.failures == 0


def test_many_guesses_at_once_count_as_one(link, now):
    same_view = [PersonalLink.objects.get(pk=link.pk) for _ in range(20)]
    results = [actions.record_check(one, False, now=now) for one in same_view]
    assert results == [False] + [None] * 19


def test_without_a_mobile_the_address_is_asked(client, reg, link):
    type(reg.presenter).objects.filter(pk=reg.presenter_id).update(mobile="", email="Xu@Example.com")
    assert 'type="email"' in client.get(link.path).content.decode()
    assert pass_check(client, link, "someone@example.com").status_code == 400
    assert pass_check(client, link, "xu@example.com ").status_code == 302


def test_without_either_a_colleague_must_help(client, reg, link):
    type(reg.presenter).objects.filter(pk=reg.presenter_id).update(mobile="", email="", wechat="xu-wx")
    text = client.get(link.path).content.decode()
    assert "王敏" in text and '<button class="btn btn-primary">' not in text
    assert pass_check(client, link, "").status_code == 400


@pytest.mark.parametrize("column", ["expires_at", "revoked_at"])
def test_a_link_that_was_one_says_whom_to_call_and_nothing_else(client, reg, link, column):
    PersonalLink.objects.filter(pk=link.pk).update(**{column: clock.now() - timedelta(minutes=1)})
    page = client.get(link.path)
    text = page.content.decode()
    assert page.status_code == 410
    assert "王敏" in text
    for secret in ("秘密项目甲", "许总", "细胞与基因治疗"):
        assert secret not in text


def test_a_session_that_passed_is_shut_out_when_the_link_is_revoked(client, link):
    pass_check(client, link)
    actions.revoke_links(link.purpose, link.object_id, now=clock.now())
    assert client.get(link.path).status_code == 410
    assert client.post(link.path, {"do": "come"}).status_code == 410


def test_an_unknown_link_is_not_found(client):
    assert client.get("/p/abcdefghijklmnopqrstuvwx/").status_code == 404
    assert client.post("/p/abcdefghijklmnopqrstuvwx/", {"answer": "1234"}).status_code == 404


def test_a_link_of_another_presenter_no_longer_opens(client, reg, link):
    pass_check(client, link)
    type(reg).objects.filter(pk=reg.pk).update(presenter=PersonFactory())
    assert client.get(link.path).status_code == 410


def test_who_is_signed_in_as_the_recipient_needs_no_check(client, reg, link):
    user = promoter(subject=reg.presenter.subject)
    client.force_login(user)
    assert "秘密项目甲" in client.get(link.path).content.decode()


def test_signed_in_as_somebody_else_the_check_stays(client, link):
    client.force_login(promoter())
    assert "秘密项目甲" not in client.get(link.path).content.decode()


def test_the_page_speaks_the_recipients_language(client, reg, link):
    assert '<html lang="zh' in client.get(link.path).content.decode()
    type(reg.presenter).objects.filter(pk=reg.presenter_id).update(language="en")
    assert '<html lang="en"' in client.get(link.path).content.decode()


def test_other_methods_are_refused(client, link):
    assert client.put(link.path).status_code == 405
    assert client.delete(link.path).status_code == 405


def test_the_form_is_guarded_against_forged_requests(link):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(link.path, {"answer": "4321"}).status_code == 403
