"""Interest on the day, on a phone: one tap marks, a second changes, a pass asks why, contacts open on both pages."""

import pytest
from django.urls import reverse

from roadshows import letters
from roadshows.models import ContactOpening, Interest
from scouting.base import clock
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    InvitationFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    organiser,
)
from tests.roadshows.test_actions_interest import publish


@pytest.fixture
def show(transactional_db):
    now, chief = clock.now(), organiser(name="陈静", mobile="13900002222")
    starts = now - clock.timedelta(minutes=40)
    edition = EditionFactory(number=98, owner=chief, starts=starts, ends=starts + clock.timedelta(hours=3))
    regs = []
    for slot in (1, 2):
        founder = PersonFactory(address="许总", mobile=f"1380000432{slot}", wechat=f"xu-wx-{slot}")
        project = ProjectFactory(name=f"通用型CAR-T {slot}号", presenter=founder)
        regs.append(RegistrationFactory(edition=edition, project=project, state="confirmed", slot=slot, owner=chief))
    publish(edition, *regs)
    partner = PersonFactory(address="冯总", mobile="13800008765", wechat="feng-wx")
    fund = InvitationFactory(edition=edition, investor=InvestorFactory(name="观澜资本"), person=partner, state="coming")
    return chief, edition, fund, regs


def on_a_phone(visit, link, digits, language):
    visitor = visit(size="phone", language=language)
    visitor.open(link.path)
    visitor.page.fill("[name=answer]", digits)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("dl.facts dd")
    visitor.page.wait_for_selector("[name=answer]", state="detached")
    return visitor


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_fund_taps_a_founder_agrees_and_both_see_how_to_reach_each_other(visit, show, language):
    _chief, _edition, fund, regs = show
    key, now = regs[0].pk, clock.now()
    partner = on_a_phone(visit, letters.link_of_fund(fund, now=now), "8765", language)
    assert partner.axe() == [] and partner.overflow() <= 0
    for kind in ("watch", "meeting"):
        partner.page.click(f"#tap-{key}-{kind}")
        partner.page.wait_for_selector(f"#tap-{key}-{kind}[aria-pressed=true]")
        assert Interest.objects.get().state == kind
    partner.page.click(f"#tap-{regs[1].pk}-pass")
    partner.page.click(f"#pitch-{regs[1].pk} .tap-pass form > button")
    partner.page.wait_for_selector(f"#pitch-{regs[1].pk} .field-error")
    assert partner.axe() == [] and partner.overflow() <= 0
    partner.page.check(f"#pitch-{regs[1].pk} [name=why][value=early]")
    partner.page.click(f"#pitch-{regs[1].pk} .tap-pass form > button")
    partner.page.wait_for_selector(f"#tap-{regs[1].pk}-pass[data-pressed]")
    partner.page.check(f"#pitch-{key} [name=agrees]")
    partner.page.click(f"#pitch-{key} .share button")
    partner.page.wait_for_selector(f"#pitch-{key} .share", state="detached")
    assert "xu-wx-1" not in partner.page.content()

    founder = on_a_phone(visit, letters.link_of(regs[0], now=now), "4321", language)
    assert "feng-wx" not in founder.page.content() and founder.axe() == [] and founder.overflow() <= 0
    founder.page.click("button[value=agree]")
    founder.page.wait_for_selector("text=feng-wx")
    assert founder.axe() == [] and founder.overflow() <= 0
    partner.page.reload()
    partner.page.wait_for_selector("text=xu-wx-1")
    assert partner.axe() == [] and partner.overflow() <= 0
    assert ContactOpening.objects.live().count() == 1

    passed = on_a_phone(visit, letters.link_of(regs[1], now=now), "4322", language)
    assert passed.page.locator("#fund-wishes").count() == 0  # a pass is in none of them
    assert passed.page.locator("legend", has_text="观澜资本").count() == passed.page.get_by_text("观澜资本").count()


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_teams_pages_are_clean_and_fit(visit, show, size, language):
    chief, edition, fund, regs = show
    visitor = visit(size=size, language=language).log_in(chief)
    visitor.open(reverse("roadshows:invitation_interest", args=[fund.pk, regs[0].pk]))
    visitor.page.check("[name=kind][value=meeting]")
    visitor.page.check("[name=shares]")
    visitor.page.click("form .btn-primary")
    visitor.page.wait_for_selector("#founder")
    assert visitor.axe() == [] and visitor.overflow() <= 0
    visitor.open(reverse("roadshows:interest", args=[edition.slug]))
    assert visitor.axe() == [] and visitor.overflow() <= 0
    place = ".matrix" if size == "desk" else ".phone-only"
    assert visitor.page.is_visible(f"{place} .tone-good")
