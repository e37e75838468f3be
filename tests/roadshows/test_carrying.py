"""A project that goes on to a later event has its presentation and words there too, and makes its statements anew."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from roadshows import storing
from roadshows.actions import carrying, editions, materials, rolling, uploads
from roadshows.actions.errors import ReasonMissing
from roadshows.models import Registration, Upload
from tests import papers
from tests.factories import RegistrationFactory, promoter
from tests.roadshows.test_actions_rolling import chief, edition, later  # noqa: F401

pytestmark = pytest.mark.django_db
ASKED = [{"code": "deck"}, {"code": "patents", "kind": "text"}, {"code": "contact_consent", "kind": "tick"}]


@pytest.fixture
def old(edition, chief, settings, tmp_path, now):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    type(edition).objects.update(materials=ASKED)
    edition.refresh_from_db()
    reg = RegistrationFactory(edition=edition)
    file = ContentFile(papers.pdf(3), name="路演PPT.pdf")
    uploads.take_in(reg, code="deck", file=file, now=now, subject=reg.presenter.subject)
    materials.save_words(reg, subject=reg.presenter.subject, now=now, changes={"texts": {"patents": "两项发明专利"}})
    materials.declare(reg, codes=["contact_consent"], subject=reg.presenter.subject, now=now)
    return Registration.objects.get(pk=reg.pk)


@pytest.fixture
def ahead(later):  # noqa: F811
    type(later).objects.filter(pk=later.pk).update(materials=ASKED)
    later.refresh_from_db()
    return later


def test_files_and_words_come_along_and_statements_are_made_anew(old, ahead, chief, now):  # noqa: F811
    later_on = now + timedelta(hours=1)
    new, _created = rolling.roll(old, ahead, by=chief, now=later_on)
    new = Registration.objects.get(pk=new.pk)
    former, copy = Upload.objects.order_by("pk")
    for name in ("code", "name", "format", "pages", "size", "sha256", "at", "subject", "via"):
        assert getattr(copy, name) == getattr(former, name), name
    assert (copy.registration, former.registration) == (new, old) and copy.stored != former.stored
    assert storing.path_of(copy.stored).read_bytes() == storing.path_of(former.stored).read_bytes()
    assert [(a.code, a.text) for a in new.answers.all()] == [("patents", "两项发明专利")]
    assert new.materials == {"deck": True, "patents": True, "contact_consent": False}
    assert (new.materials_done, new.materials_needed) == (2, 3)


def test_each_loses_its_own_file_in_its_own_time(old, ahead, chief, now):  # noqa: F811
    new, _created = rolling.roll(old, ahead, by=chief, now=now)
    uploads.withdraw(old.uploads.get(), now=now, by=chief)
    assert uploads.sweep(now=now + timedelta(days=31)) == 1
    assert storing.path_of(new.uploads.get().stored).exists() and new.uploads.get().gone_at is None


def test_a_file_that_was_deleted_is_missing_again(old, ahead, chief, now):  # noqa: F811
    storing.drop(old.uploads.get().stored)
    new, _created = rolling.roll(old, ahead, by=chief, now=now)
    assert not new.uploads.exists() and Registration.objects.get(pk=new.pk).materials["deck"] is False


def test_nothing_is_copied_where_it_is_refused(old, ahead, chief, now):  # noqa: F811
    editions.close_call(ahead, by=chief, now=now)
    with pytest.raises(ReasonMissing):
        rolling.roll(old, ahead, by=chief, now=now)
    assert Upload.objects.count() == 1 == len(list(storing.folder().iterdir()))


# --- registering the company again by hand --------------------------------------------------------
@pytest.fixture
def form(old, ahead, enter):
    """Opens the form for that company, posts it as shown but for the changes; gives page and new registration."""

    def fill_in(**changes):
        window, address = enter(promoter()), reverse("roadshows:register", args=[ahead.slug])
        company = old.project.company
        page = window.get(address, {"company": company.slug})
        fields = {name: page.context["form"][name].value() for name in page.context["form"].fields}
        words = {"uid": page.context["uid"], "project_name": "新项目", "one_liner": "一句话", "submit": "1"}
        words |= {"track": "cgt", "company_adds_later": "on", "presenter": old.presenter_id}
        old.presenter.positions.get_or_create(company=company)
        posted = {name: value for name, value in (fields | words | changes).items() if value not in (None, "", False)}
        answer = window.post(address, posted)
        assert answer.status_code == 302, answer.context["form"].errors
        return page, Registration.objects.exclude(pk=old.pk).get()

    return fill_in


def test_the_presentation_is_offered_ticked_and_comes_along(form, old):
    page, new = form()
    assert "Presentation of 2026-11, 3 pages" in page.content.decode()
    assert f"from registration {old.number}" in page.content.decode()
    copy, former = new.uploads.get(), old.uploads.get()
    assert (copy.sha256, copy.at, copy.pages) == (former.sha256, former.at, 3) and copy.stored != former.stored
    assert new.materials["deck"] is True and new.materials_done == 1 and not new.answers.exists()


def test_without_the_tick_it_stays_where_it_was(form):
    _page, new = form(bring=[])
    assert not new.uploads.exists() and new.materials["deck"] is False


def test_one_older_than_half_a_year_is_offered_without_a_tick(form, old, now):
    Upload.objects.update(at=now - timedelta(days=200))
    page, new = form()
    assert page.context["form"]["bring"].value() == [] and "better ask for a new one" in page.content.decode()
    assert not new.uploads.exists()


def test_a_draft_remembers_that_the_tick_was_taken_off(old, ahead, enter):
    window, address = enter(promoter()), reverse("roadshows:register", args=[ahead.slug])
    uid = str(uuid.uuid4())
    shown = window.post(address, {"uid": uid, "company": old.project.company.slug, "save": "1"}, follow=True)
    assert shown.context["form"]["bring"].value() == []
    shown = window.post(address, {"uid": uid, "choose": old.project.company.slug}, follow=True)
    assert shown.context["form"]["bring"].value() == ["deck"]


def test_nothing_is_offered_where_nothing_is_left_or_asked_for(old, ahead, chief, enter):  # noqa: F811
    window, address = enter(promoter()), reverse("roadshows:register", args=[ahead.slug])
    asked = {"company": old.project.company.slug}
    assert "Handed in before" in window.get(address, asked).content.decode()
    type(ahead).objects.filter(pk=ahead.pk).update(materials=ASKED[1:])
    assert "Handed in before" not in window.get(address, asked).content.decode()
    type(ahead).objects.filter(pk=ahead.pk).update(materials=ASKED)
    uploads.withdraw(old.uploads.get(), now=old.submitted_at or ahead.starts, by=chief)
    assert "Handed in before" not in window.get(address, asked).content.decode()


def test_a_presentation_of_another_company_is_not_taken(old, ahead, now):
    other = RegistrationFactory(edition=ahead)
    carrying.take_along(old.uploads.get(), other)
    assert not other.uploads.exists()
