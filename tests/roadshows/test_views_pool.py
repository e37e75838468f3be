"""The pool: what waits first, filters, one press to a later event, the same queries at one row and at three."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from roadshows.actions import decisions
from roadshows.models import Registration
from scouting.accounts.roles import Role
from tests.factories import (
    EditionFactory,
    ProjectFactory,
    RegistrationFactory,
    ResultFactory,
    ReviewFactory,
    UploadFactory,
    UserFactory,
    organiser,
    promoter,
)

PAGE = "/roadshows/pool/"
NAMES = ["等待项目", "已排项目", "新项目"]


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11")


@pytest.fixture
def later(edition):
    month = timedelta(days=30)
    return EditionFactory(
        slug="2026-12", starts=edition.starts + month, ends=edition.ends + month, deadline=edition.deadline + month
    )


@pytest.fixture
def chief(db):
    return organiser()


def section(text):
    return re.search(r'id="waiting".*?</section>', text, re.S)[0]


def test_what_was_deferred_and_is_not_placed_stands_first(enter, chief, edition, later, now):
    waits, rolled, other = (RegistrationFactory(edition=edition, project__name=n) for n in NAMES)
    for reg in (waits, rolled):
        decisions.defer(reg, by=chief, now=now, reason="下期")
    RegistrationFactory(edition=later, project=rolled.project, rolled_from=rolled)
    text = enter(chief).get(PAGE).content.decode()
    assert "等待项目" in section(text) and "已排项目" not in section(text) and "新项目" not in section(text)
    below = text.split('id="waiting"')[1].split("</section>", 1)[1]
    assert all(name in below for name in NAMES)
    only = enter(chief).get(PAGE, {"placed": "waiting"}).content.decode()
    assert "等待项目" in only and "新项目" not in only
    assert other.state == "submitted"


def test_filters_by_track_stage_last_state_and_since(enter, chief, edition):
    RegistrationFactory(edition=edition, project__name="甲", project__track="cgt", project__stage="ph1")
    RegistrationFactory(edition=edition, project__name="乙", project__track="ivd", state="declined")
    window = enter(chief)

    def found(**query):
        return {n for n in "甲乙" if f"<b>{n}</b>" in window.get(PAGE, query).content.decode()}

    assert found() == {"甲", "乙"}
    assert found(track="cgt") == {"甲"} == found(stage="ph1") == found(q="甲")
    assert found(state="declined") == {"乙"}
    assert found(since="2026-11-17") == set() and found(since="2026-11-16") == {"甲", "乙"}


def test_one_press_sends_it_on(enter, chief, edition, later, now):
    reg = decisions.defer(RegistrationFactory(edition=edition), by=chief, now=now, reason="下期")
    window = enter(chief)
    text = section(window.get(PAGE).content.decode())
    url, pk = re.search(r'action="([^"]+)"', text)[1], re.search(r'name="edition" value="(\d+)"', text)[1]
    answer = window.post(url, {"edition": pk, "next": PAGE}, follow=True)
    assert "is registered for 2026-12" in answer.content.decode()
    new = Registration.objects.get(rolled_from=reg)
    again = window.post(url, {"edition": pk}, follow=True)
    assert "was registered for 2026-12 already" in again.content.decode()
    assert new.number in window.get(reg.get_absolute_url()).content.decode()
    assert reg.number in window.get(new.get_absolute_url()).content.decode()


def test_the_page_asks_for_a_reason_once_the_call_is_closed(enter, chief, edition, later, today):
    reg = RegistrationFactory(edition=edition)
    today.move_to(later.deadline + timedelta(hours=1))
    window, url = enter(chief), reverse("roadshows:roll", args=[reg.pk])
    assert "the call is closed" in window.get(url).content.decode()
    answer = window.post(url, {"edition": later.pk})
    assert answer.status_code == 422 and "Give the reason" in answer.content.decode()
    assert window.post(url, {"edition": "x", "reason": "补位"}).status_code == 422
    assert window.post(url, {"edition": later.pk, "reason": "补位"}).status_code == 302


def test_a_promoter_sends_on_only_what_is_theirs_and_outsiders_see_no_pool(enter, edition, later):
    me = promoter()
    mine, other = RegistrationFactory(edition=edition, owner=me), RegistrationFactory(edition=edition)
    window = enter(me)
    for reg, status in ((mine, 302), (other, 403)):
        answer = window.post(reverse("roadshows:roll", args=[reg.pk]), {"edition": later.pk})
        assert answer.status_code == status
    for role in (Role.FUND, Role.FOUNDER, Role.EXPERT):
        assert enter(UserFactory(roles=[role])).get(PAGE).status_code == 403


def test_best_scores_are_shown_to_those_who_may_see_them(enter, chief, edition):
    reg = RegistrationFactory(edition=edition)
    ResultFactory(review=ReviewFactory(edition=edition), registration=reg, n=5, mean="78.40")
    assert "78.40" in enter(chief).get(PAGE).content.decode()
    assert "78.40" not in enter(promoter()).get(PAGE).content.decode()


def test_the_list_costs_the_same_whatever_it_holds(enter, chief, edition, later, now, django_assert_num_queries):
    window, review = enter(chief), ReviewFactory(edition=edition)
    window.get(PAGE)

    def more():
        reg = RegistrationFactory(edition=edition, project=ProjectFactory(), owner=promoter())
        decisions.defer(reg, by=chief, now=now, reason="下期")
        shown = RegistrationFactory(edition=edition)
        for one in (reg, shown):
            ResultFactory(review=review, registration=one, n=2, mean=70)
            UploadFactory(registration=one), UploadFactory(registration=one, code="licence")

    more()
    with django_assert_num_queries(13):
        window.get(PAGE)
    more()
    more()
    with django_assert_num_queries(13):
        window.get(PAGE)


def test_the_latest_presentation_is_one_press_away(enter, chief, edition, later):
    project = ProjectFactory()
    old = UploadFactory(registration=RegistrationFactory(edition=edition, project=project, state="deferred"))
    UploadFactory(registration=old.registration, code="licence")
    assert reverse("roadshows:upload", args=[old.pk]) in enter(chief).get(PAGE).content.decode()
    again = RegistrationFactory(edition=later, project=project, materials={"deck": True})
    new = UploadFactory(registration=again, at=old.at + timedelta(days=1))
    text = enter(chief).get(PAGE).content.decode()
    assert reverse("roadshows:upload", args=[new.pk]) in text and f"uploads/{old.pk}/" not in text
    new.delete(), old.delete()
    assert "in hand" in enter(chief).get(PAGE).content.decode()  # it came by WeChat


def test_the_file_holds_what_the_list_shows(enter, chief, edition):
    RegistrationFactory(edition=edition, project__name="=甲")
    text = b"".join(enter(chief).get(PAGE, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert "'=甲" in text and "Submitted" in text
