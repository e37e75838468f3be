"""Agenda, report, review, the board's prepared decisions, the pool and the import in Chromium, each as its role."""

import pytest
from django.urls import reverse

from roadshows.actions import agenda, decisions, editions, pending, reviews
from roadshows.models import Edition, PendingDecision
from scouting.accounts.roles import Role
from scouting.base import clock
from tests.factories import (
    EditionFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    ReviewerFactory,
    UserFactory,
    organiser,
)


@pytest.fixture
def show(transactional_db):
    now, chief = clock.now(), organiser(name="陈静")
    starts = now + clock.timedelta(days=20)
    edition = EditionFactory(owner=chief, number=98, starts=starts, ends=starts + clock.timedelta(hours=3))
    agenda.lay_out(edition, by=chief, now=now)
    regs = [RegistrationFactory(edition=edition, project=ProjectFactory(name=f"项目{n}号")) for n in range(4)]
    decisions.confirm(decisions.select(regs[0], by=chief, now=now), by=chief, now=now)
    decisions.put_on_reserve(regs[1], by=chief, now=now)
    pending.prepare(regs[2], "selected", by=chief, now=now)
    ReviewerFactory(review=reviews.prepare(edition, by=chief, now=now), person=PersonFactory(name="周教授"))
    ago = now - clock.timedelta(days=40)
    past = EditionFactory(slug="2026-01", number=88, starts=ago, ends=ago + clock.timedelta(hours=3))
    editions.mark_held(past, by=chief, now=past.ends)
    return edition, past, chief


def page(name, edition):
    return reverse(f"roadshows:{name}", args=[edition.slug])


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_clean_and_fit(visit, show, size, language):
    edition, past, chief = show
    visitor = visit(size=size).speak(language).log_in(chief)
    pages = [page(name, edition) for name in ("agenda", "review", "review_rubric", "decisions")]
    pages += [page("board", edition) + "?mode=prepare", page("report", past), "/roadshows/pool/", "/roadshows/past/"]
    pages += [reverse("roadshows:roll", args=[edition.registrations.first().pk])]
    for address in pages:
        visitor.open(address)
        assert visitor.axe() == [], address
        assert visitor.overflow() <= 0, address


def test_an_agenda_item_is_added_with_a_name_from_the_list(visit, show):
    edition, _past, chief = show
    visitor = visit().speak("en").log_in(chief)
    visitor.open(page("agenda", edition))
    visitor.page.click("details.fold summary")
    field = visitor.page.locator("input[name=host]")
    listed = visitor.page.locator(f"datalist#{field.get_attribute('list')} option")
    assert "陈静" in [listed.nth(n).get_attribute("value") for n in range(listed.count())]
    field.fill("陈静")
    visitor.page.fill("input[name=title]", "Words of welcome")
    visitor.page.click("details.fold button.btn-outline-primary")
    visitor.page.wait_for_selector("ol.agenda >> text=Words of welcome")
    assert edition.agenda.get(title="Words of welcome").host == "陈静"


def test_attendance_is_entered_on_the_report(visit, show):
    _edition, past, chief = show
    visitor = visit().speak("en").log_in(chief)
    visitor.open(page("report", past))
    for name, value in (("visitors", "80"), ("peak", "900"), ("total", "2000")):
        visitor.page.fill(f"input[name={name}]", value)
    visitor.page.locator("form:has(input[name=visitors]) button").first.click()
    visitor.page.wait_for_selector("text=Saved.")
    assert Edition.objects.get(pk=past.pk).viewers_peak == 900


def test_a_director_reads_the_report_and_may_not_change_it(visit, show):
    _edition, past, _chief = show
    visitor = visit().speak("en").log_in(UserFactory(roles=[Role.DIRECTOR]))
    visitor.open(page("report", past))
    assert visitor.page.locator("h1").count() == 1 and visitor.page.locator("input[name=visitors]").count() == 0


def test_review_settings_are_kept(visit, show):
    edition, _past, chief = show
    visitor = visit().speak("en").log_in(chief)
    visitor.open(page("review_settings", edition))
    visitor.page.check("input[name=blind]")
    visitor.page.locator("form:has(input[name=blind]) button.btn-primary").click()
    visitor.page.wait_for_url(f"**{page('review', edition)}*")
    edition.review.refresh_from_db()
    assert edition.review.blind


def test_decisions_are_prepared_and_published(visit, show):
    edition, _past, chief = show
    visitor = visit().speak("en").log_in(chief)
    visitor.open(page("board", edition) + "?mode=prepare")
    last = edition.registrations.order_by("pk").last()
    visitor.page.click(f"#card-{last.pk} form.moves > button >> nth=0")
    visitor.page.wait_for_selector(f"#card-{last.pk}.pending")
    visitor.page.click(".head .btn-primary")
    visitor.page.wait_for_selector("#letters details")
    assert visitor.axe() == []
    visitor.page.click("#letters details summary >> nth=0")
    visitor.page.click("form button.btn-primary")
    visitor.page.wait_for_selector("#came")
    assert not PendingDecision.objects.live().exists()
    edition.refresh_from_db()
    assert edition.taken == 3
