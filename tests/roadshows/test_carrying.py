"""A project that goes on to a later event has its presentation and words there too, and makes its statements anew."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from roadshows import storing
from roadshows.actions import editions, materials, rolling, uploads
from roadshows.actions.errors import ReasonMissing
from roadshows.models import Registration, Upload
from tests import papers
from tests.factories import RegistrationFactory
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
