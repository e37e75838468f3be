"""Drafts that nobody wants, and what the register page says before and after."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from roadshows.models import Registration
from tests.factories import CompanyFactory, EditionFactory, ProjectFactory, RegistrationFactory, promoter
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


def test_looking_for_a_company_leaves_no_empty_draft_behind(enter, user, page, edition):
    window, uid = enter(user), str(uuid.uuid4())
    blank = {"uid": uid, "edition": edition.slug, "company": "", "presenter": "new", "project_name": "", "q": "tl"}
    answer = window.post(reverse("roadshows:autosave"), blank)
    assert answer.json() == {"message": "Nothing saved yet"}
    window.post(page, {**blank, "search": "1"})
    window.post(page, {**blank, "save": "1"})
    assert not Registration.objects.exists()


def test_a_company_that_is_registered_already_is_said_to_be_before_one_types(enter, user, page, edition):
    company = CompanyFactory(slug="zeguang")
    standing = RegistrationFactory(edition=edition, project=ProjectFactory(company=company), owner=user)
    text = enter(user).get(f"{page}?company=zeguang").content.decode()
    assert "registered for this event already" in text and standing.get_absolute_url() in text
    elsewhere = reverse("roadshows:register", args=[EditionFactory(slug="2026-12").slug])
    assert "registered for this event already" not in enter(user).get(f"{elsewhere}?company=zeguang").content.decode()


def test_the_second_tabs_copy_does_not_stay_behind_as_a_draft(enter, user, page):
    company = CompanyFactory()
    for _tab in range(2):
        enter(user).post(page, filled(company=company.slug, company_name=""))
    assert Registration.objects.get().state == "submitted"


def test_after_the_deadline_the_refusal_is_said_once(enter, user, page, edition, today):
    today.move_to(edition.deadline + timedelta(seconds=1))
    answer = enter(user).post(page, filled())
    assert answer.status_code == 422 and answer.content.decode().count("2026-11-23 23:59:59") == 1
