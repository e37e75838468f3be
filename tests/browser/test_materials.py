"""A founder completes the materials on a phone; the promoter's board follows. Pages of materials are clean and fit."""

import pytest
from django.urls import reverse

from roadshows import letters
from roadshows.models import Upload
from scouting.base import clock
from tests import papers
from tests.factories import EditionFactory, PersonFactory, ProjectFactory, RegistrationFactory, organiser, promoter


@pytest.fixture
def reg(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    now = clock.now()
    starts = now + clock.timedelta(days=20)
    edition = EditionFactory(
        number=98, starts=starts, ends=starts + clock.timedelta(hours=3), deadline=now + clock.timedelta(days=9)
    )
    project = ProjectFactory(name="通用型CAR-T", presenter=PersonFactory(mobile="13800004321"))
    owner = promoter(name="王敏", mobile="13900001111")
    return RegistrationFactory(edition=edition, project=project, owner=owner, ask_text="数千万元")


@pytest.fixture
def phone(visit, reg):
    visitor = visit(size="phone").speak("en")
    visitor.open(letters.link_of(reg, now=clock.now()).path)
    visitor.page.fill("[name=answer]", "4321")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("#materials")
    return visitor


def choose(page, code, name, content):
    page.set_input_files(f"#file-{code}", {"name": name, "mimeType": "application/pdf", "buffer": content})


def test_a_founder_completes_everything_on_a_phone_and_the_board_shows_it(visit, reg, phone):
    page = phone.page
    choose(page, "deck", "deck.pdf", papers.pdf()[:-90])
    page.wait_for_selector("#file-deck-error:has-text('damaged')")
    assert phone.axe() == [] and phone.overflow() <= 0
    choose(page, "deck", "通用型CAR-T 路演.pdf", papers.pdf(3))
    page.wait_for_selector(".file:has-text('3 pages') >> text=Checked")
    choose(page, "licence", "执照.jpg", papers.picture())
    page.wait_for_selector(".file:has-text('执照.jpg')")
    for box in page.query_selector_all("[name=declare]"):
        box.check()
    page.click("button:has-text('Declare')")
    page.wait_for_selector("h2:has-text('Materials 5/5: complete')")
    page.fill("[name=one_liner]", "现货型CAR-T")
    page.wait_for_selector("[data-autosave-status]:has-text('saved ')")
    assert phone.axe() == [] and phone.overflow() <= 0
    reg.project.refresh_from_db()
    assert reg.project.one_liner == "现货型CAR-T" and Upload.objects.count() == 2
    board = visit().log_in(reg.owner)
    board.open(reverse("roadshows:board", args=[reg.edition.slug]))
    assert "5/5" in board.page.inner_text(f"#card-{reg.pk}")


def test_too_big_a_file_is_told_at_once(phone):
    big = papers.pdf() + b"\0" * (26 * 2**20)
    choose(phone.page, "deck", "deck.pdf", big)
    phone.page.wait_for_selector("#file-deck-error:has-text('26.0 MB')")
    assert not Upload.objects.exists()


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_pages_of_the_team_are_clean_and_fit(visit, reg, size, language):
    visitor = visit(size=size, language=language).log_in(organiser())
    pages = [reverse(f"roadshows:{name}", args=[reg.edition.slug]) for name in ("checklist", "chase_all", "edition")]
    for page in [*pages, reg.get_absolute_url()]:
        visitor.open(page)
        for folded in visitor.page.query_selector_all("details.more"):
            folded.evaluate("folded => { folded.open = true }")
        assert visitor.axe() == [], page
        assert visitor.overflow() <= 0, page
