"""Asking for what is missing: by one press or all at once after a look, not twice within a day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from companies.formats import money
from roadshows.actions import deadlines, registrations
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import EditionFactory, PersonFactory, ProjectFactory, RegistrationFactory, organiser, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    return promoter(name="王敏", mobile="13900001111")


@pytest.fixture
def chief(db):
    return organiser(name="陈静")


@pytest.fixture
def edition(today, db):
    return EditionFactory(slug="2026-11", number=98)


@pytest.fixture
def reg(edition, by):
    presenter = PersonFactory(name="许知远", address="许总", mobile="138 0000 4321")
    return RegistrationFactory(
        edition=edition, owner=by, project=ProjectFactory(name="通用型CAR-T", presenter=presenter)
    )


def test_a_letter_and_its_wechat_text_name_what_is_missing_and_the_page(reg, by, now):
    registrations.note_materials(reg, by=by, now=now, received={"licence": True})
    letter = registrations.chase_materials(reg, by=by, now=now)
    for said in (letter.text, letter.wechat):
        assert "路演PPT" in said and "营业执照" not in said and "{link:" in said
    assert 3 <= len(letter.wechat.splitlines()) <= 6


def test_not_twice_within_a_day_even_over_midnight(reg, by, now):
    late = now.replace(hour=23, minute=50)
    first = registrations.chase_materials(reg, by=by, now=late)
    assert registrations.chase_materials(reg, by=by, now=late + timedelta(minutes=30)) == first
    assert registrations.chase_materials(reg, by=by, now=late + timedelta(hours=25)) != first


def test_what_was_missing_again_after_all_is_asked_for_again(reg, by, now):
    everything = dict.fromkeys(registrations.completeness(reg)[2], True)
    registrations.edit_registration(reg, by=by, now=now, changes={"ask": money.parse("数千万元")})
    registrations.chase_materials(reg, by=by, now=now)
    registrations.note_materials(reg, by=by, now=now, received=everything)
    registrations.note_materials(reg, by=by, now=now, received={"deck": False})
    letter = registrations.chase_materials(reg, by=by, now=now)
    assert letter.state == "queued" and Message.objects.filter(state="superseded").count() == 1


@pytest.mark.parametrize("change", ["withdrawn", "declined", "cancelled", "held", "begun"])
def test_who_has_nothing_to_hand_in_any_more_is_not_asked(enter, by, reg, edition, today, now, change):
    assert registrations.chase_materials(reg, by=by, now=now)
    Message.objects.all().delete()
    if change == "begun":
        today.move_to(edition.starts)
    else:
        rows = type(reg).objects if change in ("withdrawn", "declined") else type(edition).objects
        rows.update(state=change)
    window = enter(by)
    assert "Ask for what is missing" not in window.get(reg.get_absolute_url()).content.decode()
    window.post(reverse("roadshows:chase", args=[reg.pk]))
    assert window.get(reverse("roadshows:chase_all", args=[edition.slug])).context["rows"] == []
    window.post(reverse("roadshows:chase_all", args=[edition.slug]), {"reg": reg.pk})
    assert not Message.objects.filter(kind="roadshows/materials").exists()


def test_the_page_says_when_it_was_last_asked_for(enter, by, reg, today, now):
    window = enter(by)
    assert "Ask for what is missing" in window.get(reg.get_absolute_url()).content.decode()
    window.post(reverse("roadshows:chase", args=[reg.pk]))
    text = window.get(reg.get_absolute_url()).content.decode()
    assert "Last asked for" in text and "Ask for what is missing" not in text
    today.move_to(now + timedelta(minutes=5))
    again = window.post(reverse("roadshows:chase", args=[reg.pk]), follow=True).content.decode()
    assert "Asked already on 11-16 10:00" in again and Message.objects.count() == 1


@pytest.fixture
def several(edition, by, reg):
    """Three that owe something, one complete, one of somebody else, one withdrawn."""
    more = [RegistrationFactory(edition=edition, owner=by) for _ in range(2)]
    done = dict.fromkeys(("licence", "deck", "contact_consent", "conflict_statement"), True)
    RegistrationFactory(edition=edition, owner=by, materials=done, ask_text="数千万元")
    RegistrationFactory(edition=edition, owner=promoter())
    RegistrationFactory(edition=edition, owner=by, state="withdrawn")
    return [reg, *more]


def test_all_at_once_after_a_look_at_who_gets_what(enter, by, edition, several):
    window, address = enter(by), reverse("roadshows:chase_all", args=[edition.slug])
    text = window.get(address).content.decode()
    assert "Ask 3 presenters" in text and text.count('name="reg"') == 3 and not Message.objects.exists()
    window.post(address, {"reg": [several[0].pk, several[1].pk, 999]})
    assert set(Message.objects.values_list("about_id", flat=True)) == {several[0].pk, several[1].pk}
    text = window.get(address).content.decode()
    assert "Ask 1 presenter" in text and text.count("not again within a day") == 2 and "/p/" in text
    window.post(address, {"reg": [r.pk for r in several]})
    assert Message.objects.count() == 3


def test_an_organiser_asks_everybody_and_the_board_says_how_many(enter, chief, edition, several):
    board = reverse("roadshows:board", args=[edition.slug])
    assert "Chase all 4 with missing materials" in enter(chief).get(board).content.decode()
    assert "Ask 4 presenters" in enter(chief).get(reverse("roadshows:chase_all", args=[edition.slug])).content.decode()


def test_the_preview_costs_the_same_for_one_and_for_three(enter, by, edition, reg, now, django_assert_num_queries):
    window, address = enter(by), reverse("roadshows:chase_all", args=[edition.slug])
    registrations.chase_materials(reg, by=by, now=now)
    window.get(address)
    with django_assert_num_queries(7):
        window.get(address)
    for _ in range(2):
        one = RegistrationFactory(edition=edition, owner=by)
        registrations.chase_materials(one, by=by, now=now)
    with django_assert_num_queries(7):
        window.get(address)


@pytest.fixture
def strict(edition, today):
    """The call is over since yesterday, and nothing is taken late."""
    type(edition).objects.filter(pk=edition.pk).update(late_materials=False)
    edition.refresh_from_db()
    today.move_to(edition.deadline + timedelta(days=1))
    return edition


def test_where_nothing_is_taken_late_nobody_is_asked_for_it_after_the_deadline(enter, by, reg, several, strict):
    """The letter would lead to a page that takes nothing; the preview and the project's page say why."""
    window, preview = enter(by), reverse("roadshows:chase_all", args=[strict.slug])
    why = "Materials were due on 11-23 23:59, and this event takes none later."
    text = window.get(preview).content.decode()
    assert text.count(why) == text.count("disabled") == 3 and "Nobody can be asked now" in text
    answer = window.post(preview, {"reg": [r.pk for r in several]}, follow=True).content.decode()
    assert "Nobody was asked." in answer and "0 presenters" not in answer
    page = window.get(reg.get_absolute_url()).content.decode()
    assert why in page and "Ask for what is missing" not in page
    assert why in window.post(reverse("roadshows:chase", args=[reg.pk]), follow=True).content.decode()
    desk = window.get("/").content.decode()
    assert why in desk and reverse("roadshows:chase", args=[reg.pk]) not in desk
    board = window.get(reverse("roadshows:board", args=[strict.slug]))
    assert board.context["to_chase"] == 0 and not Message.objects.exists()


def test_who_has_more_time_is_asked_all_the_same(enter, by, chief, several, strict):
    late, more, promised = several
    until = strict.deadline + timedelta(days=3)
    deadlines.extend(strict, by=chief, now=clock.now(), until=until, reason="展会撞期", registration=more)
    type(more).objects.filter(pk=promised.pk).update(company_adds_later=True)
    window, preview = enter(by), reverse("roadshows:chase_all", args=[strict.slug])
    assert "Ask 2 presenters" in window.get(preview).content.decode()
    window.post(preview, {"reg": [late.pk, more.pk, promised.pk]})
    asked = Message.objects.filter(kind="roadshows/materials")
    assert set(asked.values_list("about_id", flat=True)) == {more.pk, promised.pk}
