"""The selection meeting in the browser: prepare, order, look at the letters, publish, read what happened."""

import re

import pytest
from django.urls import reverse

from roadshows.actions import decisions, pending
from roadshows.models import PendingDecision, Registration
from scouting.accounts.roles import Role
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11", number=98)


@pytest.fixture
def chief(db):
    return organiser(name="陈静")


@pytest.fixture
def board(edition):
    return reverse("roadshows:board", args=[edition.slug])


@pytest.fixture
def page(edition):
    return reverse("roadshows:decisions", args=[edition.slug])


def prepare(reg, code, shown=None):
    return f"{reverse('roadshows:prepare', args=[reg.pk, code])}?from={shown or reg.state}"


def column(text, state):
    return re.search(rf'<section[^>]*data-drop-column="{state}".*?</section>', text, re.S)[0]


def card(text, reg):
    return re.search(rf'<article[^>]*id="card-{reg.pk}".*?</article>', text, re.S)[0]


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def seen(text):
    return re.findall(r'name="seen" value="(\d+)"', text)


def test_the_board_shows_the_places_as_they_will_be(enter, chief, board, edition):
    regs = [RegistrationFactory(edition=edition) for _ in range(4)]
    window = enter(chief)
    for reg in regs[:3]:
        window.post(prepare(reg, "select"))
    text = window.get(board).content.decode()
    assert "3 decisions are prepared, nobody has been told: places 3/3" in plain(text)
    assert "Prepare: reserve no. 1" in card(text, regs[3])
    assert "Selected 0 / 3" in plain(text) and "With what is prepared 3 / 3" in plain(text)
    answer = window.post(prepare(regs[3], "select"), follow=True)
    assert "Reserve is prepared" in answer.content.decode()
    text = window.get(board).content.decode()
    assert f'id="card-{regs[3].pk}"' in column(text, "reserve") and "Prepared: Reserve no. 1" in card(text, regs[3])
    assert f'id="card-{regs[0].pk}"' in column(text, "selected") and "pending" in card(text, regs[0])
    assert not Message.objects.exists()
    assert window.get(board).context["step"]["label"] == "Publish 4 decisions"


def test_which_button_comes_first_follows_the_mode(enter, chief, board, edition):
    reg = RegistrationFactory(edition=edition)
    window = enter(chief)
    first = re.compile(r'formaction="([^"]+)"')
    assert "/move/" in first.search(card(window.get(board).content.decode(), reg))[1]
    assert "/prepare/" in first.search(card(window.get(board, {"mode": "prepare"}).content.decode(), reg))[1]
    answer = window.post(prepare(RegistrationFactory(edition=edition), "select"), follow=True)
    assert "/prepare/" in first.search(card(answer.content.decode(), reg))[1]  # the mode lasts while preparing


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.DIRECTOR])
def test_a_promoter_sees_no_mark_and_a_director_only_looks(enter, chief, board, edition, now, role):
    reg = RegistrationFactory(edition=edition, owner=promoter())
    pending.prepare(reg, "declined", by=chief, now=now, reason="内部原因")
    window = enter(UserFactory(roles=[role]))
    text = window.get(board).content.decode()
    assert ("Prepared: Not selected" in text) == (role == Role.DIRECTOR)
    assert "内部原因" not in text and "/prepare/" not in text and "Publish 1" not in text
    assert window.get(reverse("roadshows:decisions", args=[edition.slug])).status_code == 403
    assert window.post(prepare(reg, "select")).status_code == 403
    assert "Prepared" not in enter(reg.owner).get(reg.get_absolute_url()).content.decode()


def test_a_reason_is_asked_for_and_a_stale_board_prepares_nothing(enter, chief, edition, now):
    reg = RegistrationFactory(edition=edition)
    window = enter(chief)
    assert "<textarea" in window.get(prepare(reg, "decline")).content.decode()
    missing = window.post(prepare(reg, "decline"), {"reason": " "})
    assert missing.status_code == 422 and "Give the reason" in missing.content.decode()
    decisions.select(Registration.objects.get(pk=reg.pk), by=chief, now=now)
    answer = window.post(prepare(reg, "decline", "submitted"), {"reason": "太早"}, follow=True)
    assert "Nothing was changed" in answer.content.decode() and not PendingDecision.objects.exists()
    assert window.get(reverse("roadshows:prepare", args=[reg.pk, "confirm"])).status_code == 404


def test_taking_back_is_the_first_button_of_a_prepared_card(enter, chief, board, edition, now):
    reg = RegistrationFactory(edition=edition)
    pending.prepare(reg, "selected", by=chief, now=now)
    window = enter(chief)
    text = card(window.get(board).content.decode(), reg)
    assert re.search(r'formaction="([^"]+)"', text)[1] == reverse("roadshows:unprepare", args=[reg.pk])
    window.post(reverse("roadshows:unprepare", args=[reg.pk]))
    assert not PendingDecision.objects.live().exists()


def test_the_reserve_is_ordered_by_buttons_and_by_dropping(enter, chief, board, edition, now):
    regs = [decisions.put_on_reserve(RegistrationFactory(edition=edition), by=chief, now=now) for _ in range(3)]
    window = enter(chief)
    text = window.get(board).content.decode()
    assert 'value="up"' in card(text, regs[0]) and "disabled" in card(text, regs[0])
    window.post(reverse("roadshows:rank", args=[regs[0].pk]), {"place": "1", "way": "down"})
    assert list(edition.registrations.reserve()) == [regs[1], regs[0], regs[2]]
    window.post(reverse("roadshows:rank", args=[regs[2].pk]), {"place": "3", "to": "1"})
    assert list(edition.registrations.reserve()) == [regs[2], regs[1], regs[0]]
    window.post(reverse("roadshows:rank", args=[regs[2].pk]), {"place": "x", "to": "²"})
    assert list(edition.registrations.reserve()) == [regs[2], regs[1], regs[0]]


def test_the_preview_names_every_recipient_and_what_is_not_sent(enter, chief, page, edition, now):
    chosen = RegistrationFactory(edition=edition, presenter=PersonFactory(address="许总", email="xu@example.com"))
    quiet = RegistrationFactory(edition=edition, presenter=PersonFactory(address="王博士", email=""))
    unnamed = RegistrationFactory(edition=edition, presenter=None, project=ProjectFactory(name="无人", presenter=None))
    waits = RegistrationFactory(edition=edition, project=ProjectFactory(name="还没决定"))
    held = decisions.select(RegistrationFactory(edition=edition), by=chief, now=now)
    for reg in (chosen, quiet, unnamed):
        pending.prepare(reg, "reserve", by=chief, now=now)
    pending.prepare(held, "declined", by=chief, now=now, reason="换下")
    before = Message.objects.count()
    text = enter(chief).get(page).content.decode()
    part = {code: re.search(rf'id="{code}".*?</section>', text, re.S)[0] for code in ("letters", "by-hand", "not-sent")}
    assert "许总" in part["letters"] and "xu@example.com" in part["letters"] and "王博士" not in part["letters"]
    assert "王博士" in part["by-hand"] and "无人" in part["by-hand"]
    assert "还没决定" in part["not-sent"] and "入选通知" in part["not-sent"]
    assert "[the recipient&#x27;s own link]" in part["letters"] and "{link:" not in text
    assert Message.objects.count() == before and waits.state == "submitted"


def test_one_press_publishes_and_says_row_by_row_what_happened(enter, chief, page, edition, now):
    regs = [RegistrationFactory(edition=edition) for _ in range(3)]
    for reg in regs:
        pending.prepare(reg, "selected", by=chief, now=now)
    window = enter(chief)
    keys = seen(window.get(page).content.decode())
    decisions.withdraw(regs[0], now=now, subject=regs[0].presenter.subject)
    answer = window.post(page, {"seen": keys}, follow=True)
    text = plain(answer.content.decode())
    assert text.count("Done.") == 2 and "Moved meanwhile and left as it is: Withdrawn." in text
    assert [r.state for r in Registration.objects.order_by("pk")] == ["withdrawn", "selected", "selected"]
    assert "What happened" not in window.get(page).content.decode()  # said once
    again = window.post(page, {"seen": keys}, follow=True)
    assert plain(again.content.decode()).count("nothing left twice") == 2
    assert Message.objects.filter(kind="roadshows/selected").count() == 2


def test_only_what_the_preview_showed_is_published(enter, chief, page, edition, now):
    one, two = (RegistrationFactory(edition=edition) for _ in range(2))
    pending.prepare(one, "selected", by=chief, now=now)
    window = enter(chief)
    keys = seen(window.get(page).content.decode())
    pending.prepare(two, "selected", by=organiser(), now=now)  # a colleague, meanwhile
    window.post(page, {"seen": keys})
    assert PendingDecision.objects.live().get().registration == two


def test_an_empty_page_says_what_to_do(enter, chief, page):
    text = enter(chief).get(page).content.decode()
    assert "Nothing is prepared" in text and "To the board" in text


def test_the_preview_costs_the_same_whatever_waits_beside_it(
    enter, chief, page, edition, now, django_assert_max_num_queries
):
    pending.prepare(RegistrationFactory(edition=edition), "selected", by=chief, now=now)
    window = enter(chief)
    window.get(page)
    RegistrationFactory(edition=edition)
    with django_assert_max_num_queries(55) as first:
        window.get(page)
    for _ in range(3):
        RegistrationFactory(edition=edition)
    with django_assert_max_num_queries(len(first)):
        window.get(page)


def test_a_key_that_no_row_can_have_is_nobodys(enter, chief, page):
    for key in ("9" * 5000, "9" * 30, "x", "²"):
        assert enter(chief).post(page, {"seen": key}).status_code == 302


@pytest.mark.parametrize(
    ("mails", "sentence"),
    [
        (["a@example.com"], "1 letter leaves at once."),
        ([""], "1 to be told in person, no letter leaves."),
        (["a@example.com", ""], "1 letter leaves at once, 1 to be told in person."),
        ([None], "No letter leaves."),
    ],
)
def test_only_those_who_are_told_are_counted(enter, chief, page, edition, now, mails, sentence):
    for mail in mails:
        presenter = None if mail is None else PersonFactory(email=mail)
        project = ProjectFactory(presenter=presenter)
        reg = RegistrationFactory(edition=edition, presenter=presenter, project=project)
        pending.prepare(reg, "selected", by=chief, now=now)
    text = plain(enter(chief).get(page).content.decode())
    assert sentence in text and "0 to be told" not in text and "0 letter" not in text
    assert "no e-mail 0" not in text
