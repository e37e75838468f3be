"""The pages of invited funds in Chromium: clean for axe and the content policy, inside a phone, in both languages."""

import pytest
from django.urls import reverse

from roadshows import letters
from roadshows.actions import invitations, waves
from roadshows.models import Invitation
from scouting.base import clock
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    organiser,
)


@pytest.fixture
def show(transactional_db):
    now, chief = clock.now(), organiser(name="陈静", mobile="13900002222")
    starts = now + clock.timedelta(days=20)
    edition = EditionFactory(seats=2, owner=chief, number=98, starts=starts, ends=starts + clock.timedelta(hours=3))
    for track in ("cgt", "ivd"):
        RegistrationFactory(edition=edition, project=ProjectFactory(track=track, city="南京"), round_type="a")
    for n in range(5):
        fund = InvestorFactory(name=f"{n}号基金", tracks=["cgt"], regions=["delta"], exclusions=["医美"])
        fund.positions.create(person=PersonFactory(mobile=f"1381234000{n}"), title="VP")
    waves.propose_next(edition, by=chief, now=now)
    [one, _] = invitations.invite_wave(edition, by=chief, now=now)
    invitations.answer(one, "declined", by=chief, via="phone", now=now, reason="当天在外地开投委会")
    return edition, chief


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_organisers_pages_are_clean_and_fit(visit, show, size, language):
    edition, chief = show
    visitor = visit(size=size, language=language).log_in(chief)
    one = Invitation.objects.filter(edition=edition).first()
    pages = [reverse(f"roadshows:{name}", args=[edition.slug]) for name in ("matching", "invitations", "edition")]
    for page in [*pages, one.get_absolute_url()]:
        visitor.open(page)
        assert visitor.axe() == [], page
        assert visitor.overflow() <= 0, page


def test_a_partner_sends_a_delegate_from_a_phone(visit, show):
    edition, _chief = show
    waiting = Invitation.objects.get(edition=edition, state="invited")
    link = letters.link_of_fund(waiting, now=clock.now())
    visitor = visit(size="phone", language="en-GB")
    visitor.open(link.path)
    visitor.page.fill("[name=answer]", waiting.person.mobile[-4:])
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("button[value=coming]")
    assert visitor.axe() == [] and visitor.overflow() <= 0
    visitor.page.click("details.choice summary >> nth=0")
    visitor.page.fill("[name=name]", "林一")
    visitor.page.fill("[name=mobile]", "12")
    visitor.page.click("details.choice button.btn-outline-primary")
    visitor.page.wait_for_selector(".field-error")
    assert visitor.page.input_value("[name=name]") == "林一" and visitor.axe() == []
    visitor.page.fill("[name=mobile]", "13800009999")
    visitor.page.click("details.choice button.btn-outline-primary")
    visitor.page.wait_for_selector(".state:has-text('林一')")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.delegate.name) == ("delegated", "林一")


LINES = """rows => rows.map(row => {
    const places = [...row.cells].filter(c => c.offsetHeight).map(c => c.getBoundingClientRect());
    return [places.filter(p => p.left > places[0].left + 1).map(p => Math.round(p.left)), places.at(-1).right];
})"""


def test_on_a_phone_the_rows_of_invited_and_of_asked_are_alike(visit, show):
    """Whatever a row holds, who comes and the answer have lines of their own, and the button stands at the end."""
    edition, chief = show
    visitor = visit(size="phone", language="en-GB").log_in(chief)
    visitor.open(reverse("roadshows:invitations", args=[edition.slug]))
    rows = visitor.page.eval_on_selector_all("table.waves tbody tr", LINES)
    edge = visitor.page.evaluate("document.querySelector('table.waves tbody tr').getBoundingClientRect().right")
    assert rows and all(right > edge - 20 for _lefts, right in rows)
    assert {len(lefts) for lefts, _right in rows} == {2}  # beside the seats only the time and the button
    visitor.open(reverse("roadshows:chase_all", args=[edition.slug]))
    rows = visitor.page.eval_on_selector_all("table.table-stack tbody tr", LINES)
    assert len(rows) == 2 and all(lefts == [] for lefts, _right in rows)
    assert visitor.axe() == [] and visitor.overflow() <= 0
