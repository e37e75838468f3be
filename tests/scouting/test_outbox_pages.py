"""The outbox page: what it shows to whom, the decisions on it, and the letter in its frame."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scouting.accounts import actions as accounts
from scouting.accounts.models import PersonalLink
from scouting.accounts.registry import LinkPurpose, registry
from scouting.accounts.roles import Role
from scouting.base import paging
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState as S
from scouting.outbox.views import letters
from tests.factories import MessageFactory, PersonFactory, UserFactory, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client):
    user = promoter(language="en")
    client.force_login(user)
    client.user = user
    return client


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("role", [Role.FUND, Role.FOUNDER, Role.EXPERT])
def test_the_outbox_is_for_the_team(client, role):
    letter = MessageFactory()
    client.force_login(UserFactory(roles=[role]))
    for path in ("/outbox/", f"/outbox/{letter.pk}/", f"/outbox/{letter.pk}/html/"):
        page(client, path, 403)


def test_a_director_reads_and_decides_nothing(client):
    letter = MessageFactory(state=S.FAILED)
    client.force_login(UserFactory(roles=[Role.DIRECTOR], language="en"))
    assert "Send again" not in page(client, f"/outbox/{letter.pk}/")
    for verb in ("told", "hold", "release", "resend", "dismiss", "arrived"):
        assert client.post(f"/outbox/{letter.pk}/{verb}/").status_code == 403
    assert Message.objects.get().state == S.FAILED


def test_the_list_counts_by_state_and_keeps_the_search_in_its_tabs(team):
    MessageFactory.create_batch(2, to_name="许总")
    MessageFactory(to_name="陈主任", state=S.FAILED, error="550 no such user")
    shown = page(team, "/outbox/?q=许")
    assert shown.count('class="cell-main"') == 2 and "陈主任" not in shown
    tabs = shown[shown.index('class="tabs"') :]
    assert 'Queued<span class="n">2</span>' in tabs and 'Failed<span class="n">0</span>' in tabs
    assert "?q=%E8%AE%B8&amp;state=failed" in tabs
    assert "550 no such user" in page(team, "/outbox/?state=failed")


def test_only_those_who_see_addresses_find_by_address(team, client):
    MessageFactory(to_address="hidden@example.com")
    assert page(team, "/outbox/?q=hidden@").count('class="cell-main"') == 1
    client.force_login(UserFactory(roles=[Role.PROMOTER]))
    assert page(client, "/outbox/?q=hidden@").count('class="cell-main"') == 0
    letter = Message.objects.get()
    assert "hidden@" not in page(client, f"/outbox/{letter.pk}/")


def test_nothing_found_offers_the_way_out(team):
    assert 'href="/outbox/"' in page(team, "/outbox/?q=nobody")
    assert "No letter yet" in page(team, "/outbox/")


@pytest.mark.parametrize(
    "query",
    ["state=nonsense", "cursor=abc", "about=x:y", "about=accounts.user:99999999999999999999", "kind=x", "q=%00"],
)
def test_a_spoilt_address_still_answers(team, query):
    MessageFactory()
    page(team, f"/outbox/?{query}")


def test_pages_follow_each_other_without_gap_or_repetition(team, monkeypatch):
    monkeypatch.setattr(letters, "keyset", partial(paging.keyset, size=2))
    MessageFactory.create_batch(5)
    seen, path = [], "/outbox/"
    while path:
        shown = page(team, path)
        seen += [line.split("/")[2] for line in shown.split('class="cell-main" href="')[1:]]
        following = shown.partition('rel="next" href="')[2].partition('"')[0]
        path = f"/outbox/{following}" if following else ""
    assert seen == [str(m.pk) for m in Message.objects.order_by("-pk")]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_queries_however_long(team, rows, django_assert_num_queries):
    for _ in range(rows):
        MessageFactory(state=S.TOLD, told_by=promoter(), told_via="phone")
    team.get("/outbox/")
    with django_assert_num_queries(7):  # user, roles, letters of three states and of the others, counts
        team.get("/outbox/")


def titles(shown):
    return [line.split(">")[1].partition("<")[0] for line in shown.split('class="cell-main" href="')[1:]]


def test_what_needs_a_person_stands_first_and_the_rest_by_when_it_was_due(team, now):
    for n, (state, days) in enumerate(
        [(S.SENT, -3), (S.HELD, -9), (S.QUEUED, 2), (S.FAILED, -1), (S.TOLD, -2), (S.UNKNOWN, -5), (S.HELD, -20)]
    ):
        MessageFactory(state=state, due_at=now + timedelta(days=days), title=f"{state.value} {n}")
    shown = page(team, "/outbox/")
    assert titles(shown) == ["failed 3", "unknown 5", "held 6", "held 1", "queued 2", "told 4", "sent 0"]
    assert shown.index("Needs a person") < shown.index("failed 3") < shown.index("All others") < shown.index("queued 2")
    tabs = shown[shown.index('class="tabs"') :]
    assert tabs.index("Failed<") < tabs.index("Held<") < tabs.index("Queued<") < tabs.index("Sent<")
    assert titles(page(team, "/outbox/?state=held")) == ["held 6", "held 1"]
    assert titles(page(team, "/outbox/?q=held")) == ["held 6", "held 1"]


def test_many_that_need_a_person_leave_room_for_the_others(team, now):
    for n in range(letters.FIRST + 5):
        MessageFactory(state=S.HELD, due_at=now - timedelta(days=n), title=f"held {n:02d}")
    MessageFactory(state=S.FAILED, due_at=now, title="failed")
    MessageFactory(state=S.SENT, due_at=now, title="sent")
    shown = page(team, "/outbox/")
    assert titles(shown) == ["failed", *(f"held {n:02d}" for n in range(14, 5, -1)), "sent"]
    assert '<a href="?state=held">Held 15</a>' in shown and '<a href="?state=failed">Failed 1</a>' in shown
    assert len(titles(page(team, "/outbox/?state=held"))) == letters.FIRST + 5


def test_what_would_come_too_late_needs_nobody_any_more(team, now):
    MessageFactory(state=S.HELD, due_at=now, not_after=now, title="too late")
    MessageFactory(state=S.SENT, due_at=now - timedelta(days=1), title="sent")
    shown = page(team, "/outbox/")
    assert "Needs a person" not in shown and titles(shown) == ["too late", "sent"]


def test_where_all_need_a_person_nothing_says_that_there_is_no_letter(team):
    MessageFactory(state=S.FAILED)
    shown = page(team, "/outbox/")
    assert "No letter" not in shown and "All others" not in shown


def test_letters_about_one_thing(team):
    MessageFactory(about_kind="accounts.user", about_id=team.user.pk, title="关于许总")
    MessageFactory(title="别的")
    shown = page(team, f"/outbox/?about=accounts.user:{team.user.pk}")
    assert "关于许总" in shown and "别的" not in shown and f"user {team.user}" in shown


@pytest.fixture
def letter(now):
    person = PersonFactory(mobile="13800001234")
    link = accounts.link_for(person.subject, "roadshows.registration", now=now, object_id=3)
    text = f"请确认：{{link:{link.pk}}}"
    letter = MessageFactory(
        subject=person.subject,
        text=text,
        wechat=text,
        html=f'<html><head></head><body><a href="{{link:{link.pk}}}">确认</a><script>1</script></body></html>',
    )
    letter.link = link
    return letter


def test_a_letter_shows_its_text_with_the_real_link_and_the_wechat_text_to_copy(team, letter):
    shown = page(team, f"/outbox/{letter.pk}/")
    assert letter.link.path in shown and 'data-copy="#wechat-text"' in shown and "{link:" not in shown


def test_the_html_stands_at_an_address_of_its_own_where_nothing_runs(team, letter):
    answer = team.get(f"/outbox/{letter.pk}/html/")
    policy = answer["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy and "default-src 'none'" in policy and "allow-scripts" not in policy
    assert letter.link.path in answer.content.decode() and '<base target="_blank">' in answer.content.decode()


def test_told_by_is_noted_with_the_person_and_leads_back(team, letter):
    answer = team.post(f"/outbox/{letter.pk}/told/", {"via": "wechat", "next": "/?x=1"})
    assert answer.status_code == 302 and answer.url == "/?x=1"
    told = Message.objects.get(pk=letter.pk)
    assert (told.state, told.told_by, told.told_via) == (S.TOLD, team.user, "wechat")
    assert str(team.user) in page(team, f"/outbox/{letter.pk}/")
    again = team.post(f"/outbox/{letter.pk}/told/", {"via": "phone", "next": "//evil.example"}, follow=True)
    assert again.redirect_chain == [(f"/outbox/{letter.pk}/", 302)] and "Nothing was changed" in again.content.decode()


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [(S.QUEUED, "hold", S.HELD), (S.HELD, "release", S.QUEUED), (S.FAILED, "resend", S.QUEUED),
     (S.UNKNOWN, "resend", S.QUEUED), (S.UNKNOWN, "arrived", S.SENT), (S.FAILED, "dismiss", S.CANCELLED)],
)  # fmt: skip
def test_the_buttons_decide(team, before, verb, after):
    letter = MessageFactory(state=before)
    assert f"/outbox/{letter.pk}/{verb}/" in page(team, f"/outbox/{letter.pk}/")
    assert team.get(f"/outbox/{letter.pk}/{verb}/").status_code == 405
    team.post(f"/outbox/{letter.pk}/{verb}/")
    assert Message.objects.get().state == after


def test_what_cannot_be_done_is_said_and_changes_nothing(team):
    letter = MessageFactory(state=S.HELD, to_address="", subject=None)
    shown = team.post(f"/outbox/{letter.pk}/release/", follow=True).content.decode()
    assert "No e-mail address is known" in shown and Message.objects.get().state == S.HELD


def test_the_demo_opens_the_page_as_the_recipient_sees_it(team, letter, settings, monkeypatch):
    from django.http import HttpResponse

    page_of = lambda request, link: HttpResponse("recipient's page")  # noqa: E731
    monkeypatch.setattr(registry, "purposes", {"roadshows.registration": LinkPurpose(page_of)})
    settings.DEMO = True
    PersonalLink.objects.update(expires_at="2100-01-01T00:00Z")
    answer = team.post(f"/outbox/{letter.pk}/open/", follow=True)
    assert answer.content == b"recipient's page"
    settings.DEMO = False
    assert team.post(f"/outbox/{letter.pk}/open/").status_code == 404
    assert "/open/" not in page(team, f"/outbox/{letter.pk}/")


def test_notices_are_ones_own_and_the_bell_counts_the_unread(team, django_capture_on_commit_callbacks):
    MessageFactory(subject=team.user.subject, channel="notice", state=S.SENT, title="许总已确认")
    MessageFactory(channel="notice", state=S.SENT, title="别人的")
    shown = page(team, "/notices/")
    assert "许总已确认" in shown and "别人的" not in shown and '<span class="count">1</span>' in shown
    with django_capture_on_commit_callbacks(execute=True):
        team.post("/notices/")
    assert '<span class="count">' not in page(team, "/notices/")


def test_a_letter_nobody_may_see_is_not_found(team):
    page(team, "/outbox/12345/", 404)


def test_notices_on_colleagues_pages_are_no_letters(client):
    MessageFactory(title="给同事的提醒", channel="notice", state="sent")
    MessageFactory(title="给客人的信", state="sent")
    client.force_login(promoter())
    assert titles_in(client.get("/outbox/")) == ["给客人的信"]
    assert titles_in(client.get("/outbox/?channel=notice")) == ["给同事的提醒"]


def titles_in(page):
    return [row.title for row in page.context["table"].data.data]


def test_notices_can_be_read_one_by_one_and_the_unread_shown_alone(team):
    one = MessageFactory(subject=team.user.subject, channel="notice", state=S.SENT, title="许总已确认")
    MessageFactory(subject=team.user.subject, channel="notice", state=S.SENT, title="方博士退出")
    foreign = MessageFactory(channel="notice", state=S.SENT, title="别人的")
    team.post("/notices/", {"notice": one.pk})
    team.post("/notices/", {"notice": foreign.pk})
    assert Message.objects.filter(read_at__isnull=False).get() == one
    shown = page(team, "/notices/?show=unread")
    assert "方博士退出" in shown and "许总已确认" not in shown
    assert "许总已确认" in page(team, "/notices/")
    team.post("/notices/", {"next": "/notices/?show=unread"})
    assert "empty-state" in page(team, "/notices/?show=unread")


def test_the_list_of_notices_asks_as_much_for_three_as_for_one(team):
    counts = []
    for _ in range(2):
        MessageFactory(subject=team.user.subject, channel="notice", state=S.SENT)
        team.get("/notices/")
        with CaptureQueriesContext(connection) as asked:
            team.get("/notices/")
        counts.append(len(asked))
        MessageFactory(subject=team.user.subject, channel="notice", state=S.SENT)
    assert counts[0] == counts[1]
