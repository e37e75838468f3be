"""The board and its moves: what each role may press, stale boards, beyond the places, reasons, the empty board."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from companies.fields import amount_columns
from companies.formats import money
from roadshows.actions import decisions
from roadshows.models import Edition, Registration
from scouting.accounts.models import Team
from scouting.accounts.roles import Role
from scouting.accounts.states import changes_of
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)

ASK = amount_columns("ask", money.parse("数千万元"))


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11", number=98)


@pytest.fixture
def chief(db):
    return organiser()


@pytest.fixture
def page(edition):
    return reverse("roadshows:board", args=[edition.slug])


def card(text, reg):
    """The card of one registration, as HTML."""
    return re.search(rf'<article[^>]*id="card-{reg.pk}".*?</article>', text, re.S)[0]


def move(reg, code, shown=None):
    return f"{reverse('roadshows:move', args=[reg.pk, code])}?from={shown or reg.state}"


def buttons(text):
    """{target state: label} of the moves a card offers: of several the first, which is what dropping it presses."""
    found = re.findall(r'data-move="(\w+)"[^>]*>([^<]+)', text)
    return {state: label.removesuffix(" …") for state, label in reversed(found)}


def test_head_and_cards_say_what_matters(enter, chief, page, edition, now):
    for _ in range(2):
        decisions.confirm(decisions.select(RegistrationFactory(edition=edition), by=chief, now=now), by=chief, now=now)
    decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    reserve = RegistrationFactory(edition=edition, **ASK, owner=promoter(name="王敏"))
    decisions.select(reserve, by=chief, now=now)
    text = enter(chief).get(page).content.decode()
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "Win in Nanjing no. 98: 细胞与基因治疗" in plain
    assert "Selected 3 / 3" in plain and "To confirm 1" in plain and "Reserve 1" in plain
    shown = card(text, reserve)
    assert "Reserve no. 1" in shown and "CNY 20-100M" in shown and "王敏" in shown and 'value="1" max="5"' in shown


def test_beyond_the_places_the_button_already_reads_reserve(enter, chief, page, edition, now):
    regs = [RegistrationFactory(edition=edition) for _ in range(5)]
    window = enter(chief)
    assert buttons(card(window.get(page).content.decode(), regs[3]))["selected"] == "Select"
    for reg in regs[:3]:
        window.post(move(reg, "select"))
    assert buttons(card(window.get(page).content.decode(), regs[3]))["reserve"] == "Reserve no. 1"
    for number, reg in enumerate(regs[3:], 1):
        answer = window.post(move(reg, "select"), follow=True)
        assert f"reserve no. {number} now" in answer.content.decode()
    edition.refresh_from_db()
    assert edition.taken == 3 and list(edition.registrations.reserve()) == regs[3:]


def test_a_board_that_stood_open_changes_nothing_and_says_what_is_now(enter, chief, page, edition, now):
    reg = RegistrationFactory(edition=edition)
    url = move(reg, "decline")  # the page shows "submitted"
    decisions.select(Registration.objects.get(pk=reg.pk), by=chief, now=now)
    answer = enter(chief).post(url, {"reason": "不合适"}, follow=True)
    assert "Nothing was changed" in answer.content.decode() and "Selected" in answer.content.decode()
    reg.refresh_from_db()
    assert reg.state == "selected"
    # the control: without the state that was shown, the same press would have taken the place away
    enter(chief).post(reverse("roadshows:move", args=[reg.pk, "decline"]), {"reason": "不合适"})
    reg.refresh_from_db()
    assert reg.state == "declined"


def test_pressed_twice_is_moved_once(enter, chief, edition):
    reg = RegistrationFactory(edition=edition)
    for _ in range(2):
        enter(chief).post(move(reg, "select"))
    edition.refresh_from_db()
    assert edition.taken == 1 and changes_of(reg).count() == 1


def test_a_reason_is_asked_for_on_a_page_of_its_own(enter, chief, edition):
    reg = RegistrationFactory(edition=edition)
    window = enter(chief)
    asked = window.get(move(reg, "decline"))
    assert asked.status_code == 200 and "<textarea" in asked.content.decode()
    missing = window.post(move(reg, "decline"), {"reason": "  "})
    assert missing.status_code == 422 and "Give the reason" in missing.content.decode()
    assert window.post(move(reg, "decline"), {"reason": "阶段太早"}).status_code == 302
    reg.refresh_from_db()
    assert (reg.state, changes_of(reg).first().reason) == ("declined", "阶段太早")


def test_a_promoter_reads_and_records_confirmations_of_the_team_only(enter, chief, page, edition, now):
    team = Team.objects.create(name="生物医药组")
    me, colleague, stranger = promoter(team=team), promoter(team=team), promoter()
    mine, ours, theirs = (RegistrationFactory(edition=edition, owner=who) for who in (me, colleague, stranger))
    new = RegistrationFactory(edition=edition, owner=me)
    for reg in (mine, ours, theirs):
        decisions.select(reg, by=chief, now=now)
    window = enter(me)
    text = window.get(page).content.decode()
    assert set(buttons(card(text, mine))) == {"confirmed", "withdrawn"} == set(buttons(card(text, ours)))
    assert not buttons(card(text, theirs)) and set(buttons(card(text, new))) == {"withdrawn"}
    assert window.post(move(theirs, "confirm")).status_code == 403
    assert window.post(move(new, "select")).status_code == 403
    window.post(move(ours, "confirm"))
    ours.refresh_from_db()
    assert ours.state == "confirmed" and changes_of(ours).first().via == "phone"
    window.post(move(mine, "confirm"), {"via": "wechat"})
    assert changes_of(mine).first().via == "wechat"


def test_a_director_reads_only(enter, page, edition):
    reg = RegistrationFactory(edition=edition)
    window = enter(UserFactory(roles=[Role.DIRECTOR]))
    assert not buttons(window.get(page).content.decode())
    assert window.post(move(reg, "select")).status_code == 403


def test_once_the_event_is_over_the_board_asks_for_its_record_and_offers_no_place(
    enter, chief, page, edition, now, today
):
    decisions.put_on_reserve(RegistrationFactory(edition=edition), by=chief, now=now)
    RegistrationFactory(edition=edition)
    Edition.objects.update(starts=now, ends=now + timedelta(hours=1))
    today.move_to(now + timedelta(hours=1))
    context = enter(chief).get(page).context
    assert (context["step"]["label"], context["waiting"]) == ("Record that it took place", None)


def test_the_primary_action_is_the_next_stages(enter, chief, page, edition, now):
    window = enter(chief)

    def step():
        return window.get(page).context["step"]["label"]

    assert step() == "Register a project"
    regs = [RegistrationFactory(edition=edition) for _ in range(4)]
    assert step() == "Start review of 4 projects"
    window.post(reverse("roadshows:review_all", args=[edition.slug]))
    assert {reg.state for reg in edition.registrations.all()} == {"in_review"}
    for reg in regs:
        window.post(move(reg, "select", "in_review"))
    first = Registration.objects.get(edition=edition, slot=1)
    decisions.withdraw(first, now=now, by=chief, reason="病了")
    assert step() == f"Offer the place to {regs[3].project}"
    window.post(reverse("roadshows:promote", args=[edition.slug]))
    regs[3].refresh_from_db()
    assert regs[3].state == "selected"
    answer = window.post(reverse("roadshows:promote", args=[edition.slug]), follow=True)
    assert "Nothing was changed" in answer.content.decode()


def test_an_empty_board_shows_the_calls_code_and_address(enter, chief, page, edition, settings):
    settings.SITE_URL = "https://scouting.example"
    text = enter(chief).get(page).content.decode()
    assert "https://scouting.example/call/2026-11/" in text and "data:image/svg+xml" in text


def test_an_unchanged_board_is_not_sent_again(enter, chief, page, edition):
    reg = RegistrationFactory(edition=edition)
    window = enter(chief)
    seen = window.get(page).context["board"].fingerprint
    again = window.get(page, {"seen": seen}, headers={"HX-Request": "true"})
    assert again.status_code == 204
    window.post(move(reg, "select"))
    fresh = window.get(page, {"seen": seen}, headers={"HX-Request": "true"})
    assert (
        fresh.status_code == 200 and b"<html" not in fresh.content and b'data-drop-column="selected"' in fresh.content
    )


def test_closed_ones_are_folded_and_drafts_counted_only(enter, chief, page, edition):
    RegistrationFactory(edition=edition, state="declined")
    Registration.objects.create(edition=edition, owner=chief, draft={"project_name": "秘密"})
    answer = enter(chief).get(page)
    assert [c.state for c in answer.context["board"].folded] == ["declined"]
    assert answer.context["board"].drafts == 1 and "秘密" not in answer.content.decode()


def test_a_change_that_was_asked_for_stands_on_the_card_until_it_is_settled(enter, chief, page, edition, now):
    reg = decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    decisions.ask_change(reg, now=now, text="想换到最后一个讲", subject=reg.presenter.subject)
    window = enter(chief)
    assert "想换到最后一个讲" in card(window.get(page).content.decode(), reg)
    window.post(reverse("roadshows:move", args=[reg.pk, "settle_change"]))
    assert "想换到最后一个讲" not in card(window.get(page).content.decode(), reg)


@pytest.mark.parametrize("role", [Role.FUND, Role.EXPERT, Role.FOUNDER])
def test_outsiders_see_no_board(enter, page, role):
    assert enter(UserFactory(roles=[role])).get(page).status_code == 403


def test_the_board_costs_the_same_whatever_is_on_it(enter, chief, page, edition, django_assert_num_queries):
    window = enter(chief)
    window.get(page)

    def more():
        company = CompanyFactory()
        for state in ("submitted", "declined"):
            RegistrationFactory(edition=edition, state=state, owner=promoter(), project=ProjectFactory(company=company))

    more()
    with django_assert_num_queries(9):
        window.get(page)
    more()
    more()
    with django_assert_num_queries(9):
        window.get(page)


@pytest.mark.parametrize(
    ("code", "none", "moves"),
    [
        ("en", "No projects here", ("Defer, event still open", "Enter for a later event")),
        ("zh-hans", "暂无项目", ("顺延（期次待定）", "转报后续活动")),
    ],
)
def test_an_empty_column_says_so_and_two_moves_are_told_apart(client, chief, edition, code, none, moves):
    RegistrationFactory(edition=edition)
    client.force_login(chief)
    client.cookies["django_language"] = code
    body = client.get(reverse("roadshows:board", args=[edition.slug])).content.decode()
    columns = re.findall(r'<section class="board-col.*?</section>', body, re.S)
    assert len(columns) > 2 and all((none in column) != ("board-card" in column) for column in columns)
    assert all(move in body for move in moves)
