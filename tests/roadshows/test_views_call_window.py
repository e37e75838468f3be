"""The register page before the call opens: from when, a draft meanwhile, and open at the second."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from roadshows.models import Registration
from scouting.base import clock
from tests.factories import EditionFactory, promoter
from tests.roadshows.test_views_register import filled


@pytest.fixture
def edition(db):
    return EditionFactory(slug="2026-11")


@pytest.fixture
def user(db):
    return promoter()


@pytest.fixture
def page(edition):
    return reverse("roadshows:register", args=[edition.slug])


def later_call(edition):
    """The call opens the day after tomorrow."""
    edition.call_opens = clock.at(date(2026, 11, 18), 9)
    edition.save()
    return edition.call_opens


def test_before_the_call_opens_the_page_says_from_when_and_keeps_a_draft(enter, user, page, edition, today):
    opens = later_call(edition)
    today.move_to(opens - timedelta(seconds=1))
    shown = enter(user).get(page).content.decode()
    assert "2026-11-18 09:00" in shown and "extension" not in shown
    data = filled()
    answer = enter(user).post(page, data)
    assert answer.status_code == 422 and "2026-11-18 09:00" in answer.content.decode()
    assert Registration.objects.get(uid=data["uid"]).state == "draft"
    today.move_to(opens)
    assert "2026-11-18 09:00" not in enter(user).get(page).content.decode()
    assert enter(user).post(page, data).status_code == 302
    assert Registration.objects.get(uid=data["uid"]).state == "submitted"


def test_without_an_open_call_the_next_one_is_named(enter, user, edition, today):
    later_call(edition)
    shown = enter(user).get(reverse("roadshows:register")).content.decode()
    assert "opens on" in shown and reverse("roadshows:register", args=[edition.slug]) in shown
    today.move_to(edition.starts)
    assert "opens on" not in enter(user).get(reverse("roadshows:register")).content.decode()
