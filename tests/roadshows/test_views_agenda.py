"""The agenda's pages: who may do what, what is said when it is refused, undo, preview of letters."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from roadshows.actions import agenda, agenda_versions, decisions, occupancy
from roadshows.models import AgendaItem, Invitation
from scouting.accounts.roles import Role
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InvestorFactory,
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
    return organiser(name="张蕾")


def at(edition, name="agenda", *more):
    return reverse(f"roadshows:{name}", args=[edition.slug, *more])


def confirmed(edition, by, now, *names):
    for name in names:
        reg = RegistrationFactory(edition=edition, project=ProjectFactory(name=name))
        decisions.confirm(decisions.select(reg, by=by, now=now), now=now)


def text_of(answer):
    return answer.content.decode()


def test_an_empty_agenda_offers_the_standard_layout_which_starts_with_the_event(enter, chief, edition):
    window = enter(chief)
    assert "Lay out the standard agenda" in text_of(window.get(at(edition)))
    text = text_of(window.post(at(edition, "agenda_lay_out"), follow=True))
    assert ">14:00<" in text and "110 minutes in all, over at 15:50." in re.sub(r"\s+", " ", text)
    assert "70 minutes are left until the end of the event (17:00)." in text


def test_too_long_is_said_plainly(enter, chief, edition, now):
    agenda.add_item(edition, by=chief, now=now, kind="talks", minutes=195)
    assert "15 minutes past the end of the event (17:00)" in text_of(enter(chief).get(at(edition)))


def test_items_are_added_edited_moved_removed_and_put_back(enter, chief, edition, now):
    window = enter(chief)
    window.post(at(edition, "agenda_lay_out"))
    data = {"kind": "break", "minutes": "10", "host": "王主任", "owner": chief.pk, "title": "", "room": ""}
    text = text_of(window.post(at(edition, "agenda_add"), data, follow=True))
    assert "Tea break" in text and "王主任" in text and "张蕾" in text
    item = edition.agenda.get(kind="break")
    answer = window.post(at(edition, "agenda_move", item.pk), {"way": "up"})
    assert answer.url.endswith(f"/agenda/#up-{item.pk}")  # the button to press on with
    item.refresh_from_db()
    assert item.position == 7
    assert f'id="up-{item.pk}"' in text_of(window.get(at(edition)))
    first = edition.agenda.get(position=2)
    answer = window.post(at(edition, "agenda_move", first.pk), {"way": "up"})
    assert answer.url.endswith(f"#down-{first.pk}")  # at the top there is no further up
    window.post(at(edition, "agenda_move", first.pk), {"way": "down"})
    changes = {"kind": "break", "minutes": "20", "title": "茶歇与看展", "host": "", "room": "", "owner": ""}
    window.post(at(edition, "agenda_item", item.pk), changes)
    item.refresh_from_db()
    assert (item.title, item.minutes, item.host, item.owner) == ("茶歇与看展", 20, "", None)
    text = text_of(window.post(at(edition, "agenda_remove", item.pk), follow=True))
    token = re.search(r'name="removed" value="([^"]+)"', text)[1]
    assert not edition.agenda.filter(kind="break").exists()
    window.post(at(edition, "agenda_restore"), {"removed": token})
    assert edition.agenda.get(kind="break").position == 7
    text = text_of(window.post(at(edition, "agenda_restore"), {"removed": "forged"}, follow=True))
    assert "can no longer be undone" in text


def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(enter, chief, edition):
    data = {"kind": "break", "minutes": "0", "title": "茶歇<b>", "host": "", "room": "", "owner": ""}
    answer = enter(chief).post(at(edition, "agenda_add"), data)
    assert answer.status_code == 422 and "茶歇&lt;b&gt;" in text_of(answer) and not edition.agenda.exists()


def test_a_clash_is_refused_with_what_is_booked_and_free_times(enter, chief, edition, now):
    window = enter(chief)
    window.post(at(edition, "agenda_lay_out"))
    other = EditionFactory(slug="2026-11-salon", series="salon", theme="抗体沙龙")
    times = {"starts": edition.starts, "ends": edition.starts + timedelta(hours=2)}
    occupancy.book("room", "二楼洽谈室", other, **times)
    photo = edition.agenda.get(kind="photo")
    data = {"kind": "photo", "minutes": "5", "title": "", "host": "", "owner": "", "room": "二楼洽谈室"}
    answer = window.post(at(edition, "agenda_item", photo.pk), data)
    text = text_of(answer)
    assert answer.status_code == 409 and "二楼洽谈室 is booked" in text and "14:00–16:00" in text and "抗体沙龙" in text
    assert "08:00–14:00, 16:00–21:00" in text
    assert AgendaItem.objects.get(pk=photo.pk).room == ""


def test_the_draw_says_its_number_and_takes_one(enter, chief, edition, now):
    confirmed(edition, chief, now, "甲项目", "乙项目", "丙项目")
    text = text_of(enter(chief).post(at(edition, "agenda_draw"), {"seed": "7"}, follow=True))
    assert "Drawn with number 7: " in text
    assert "Order of pitches drawn" in text_of(enter(chief).get(edition.get_absolute_url()))


def test_publishing_previews_the_letters_and_does_just_that(enter, chief, edition, now):
    confirmed(edition, chief, now, "甲项目")
    Invitation.objects.create(
        edition=edition, state="coming", investor=InvestorFactory(name="紫金测试"), person=PersonFactory(name="周岚")
    )
    window = enter(chief)
    window.post(at(edition, "agenda_lay_out"))
    text = text_of(window.get(at(edition, "agenda_publish")))
    assert "Publish and send 2 letters" in text and "甲项目" in text and "周岚" in text and "added" in text
    mark = re.search(r'name="mark" value="(\w+)"', text)[1]
    agenda.remove_item(edition.agenda.get(kind="photo"), by=chief, now=now)
    text = text_of(window.post(at(edition, "agenda_publish"), {"mark": mark}, follow=True))
    assert "was changed meanwhile" in text and not edition.agenda_versions.exists()
    mark = re.search(r'name="mark" value="(\w+)"', text)[1]
    window.post(at(edition, "agenda_publish"), {"mark": mark})
    window.post(at(edition, "agenda_publish"), {"mark": mark})
    assert edition.agenda_versions.count() == 1
    assert Message.objects.filter(kind__startswith="roadshows/agenda").count() == 2
    assert "Nothing to publish" in text_of(window.get(at(edition, "agenda_publish")))


def test_the_team_reads_and_only_organisers_change(enter, chief, edition, now):
    agenda.lay_out(edition, by=chief, now=now)
    text = text_of(enter(promoter()).get(at(edition)))
    assert "Sign-in" in text and "Move up" not in text and "Add an item" not in text
    item = edition.agenda.first()
    for name, more in (("agenda_add", ()), ("agenda_move", (item.pk,)), ("agenda_publish", ())):
        assert enter(promoter()).post(at(edition, name, *more)).status_code == 403
    assert enter(UserFactory(roles=[Role.FUND])).get(at(edition)).status_code == 403


def test_an_item_of_another_edition_is_not_here(enter, chief, edition, now):
    item = agenda.add_item(EditionFactory(slug="2026-12"), by=chief, now=now, kind="break")
    assert enter(chief).post(at(edition, "agenda_remove", item.pk)).status_code == 404


def test_a_frozen_agenda_says_how_to_open_it_again(enter, chief, edition, now):
    agenda.lay_out(edition, by=chief, now=now)
    type(edition).objects.filter(pk=edition.pk).update(state="frozen")
    text = text_of(enter(chief).get(at(edition)))
    assert "/do/unfreeze/" in text and "Move up" not in text
    answer = enter(chief).post(at(edition, "agenda_move", edition.agenda.first().pk), {"way": "down"})
    assert answer.status_code == 409 and "can no longer be changed" in text_of(answer)


def test_the_page_costs_the_same_whatever_is_on_it(enter, chief, edition, now, django_assert_max_num_queries):
    window = enter(chief)
    confirmed(edition, chief, now, "甲项目")
    agenda.lay_out(edition, by=chief, now=now)
    window.get(at(edition))
    with django_assert_max_num_queries(40) as one:
        window.get(at(edition))
    type(edition).objects.filter(pk=edition.pk).update(slots=9)
    confirmed(edition, chief, now, "乙项目", "丙项目", "丁项目")
    with django_assert_max_num_queries(len(one)):
        window.get(at(edition))


def test_outside_the_team_the_edition_page_shows_the_published_one(enter, chief, edition, now):
    agenda.lay_out(edition, by=chief, now=now)
    fund = enter(UserFactory(roles=[Role.FUND]))
    assert "Not published yet." in text_of(fund.get(edition.get_absolute_url()))
    agenda_versions.publish(edition, by=chief, now=now)
    agenda.add_item(edition, by=chief, now=now, kind="break", title="加场茶歇")
    text = text_of(fund.get(edition.get_absolute_url()))
    assert "Sign-in" in text and "加场茶歇" not in text


def test_where_nobody_is_concerned_publishing_says_so(enter, chief, edition):
    window = enter(chief)
    window.post(at(edition, "agenda_lay_out"))
    text = text_of(window.get(at(edition, "agenda_publish")))
    assert "Nobody: no presenter, host or fund is concerned." in text
    mark = re.search(r'name="mark" value="(\w+)"', text)[1]
    text = text_of(window.post(at(edition, "agenda_publish"), {"mark": mark}, follow=True))
    assert "Published; nobody had to be told." in text and edition.agenda_versions.exists()
    assert not Message.objects.exists()
