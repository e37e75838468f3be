"""The main job in a real browser and with a real mail server, from registration to the confirmed card on the board."""

import re
from datetime import date

import pytest

from companies.actions import people
from roadshows import tasks
from roadshows.models import Registration
from roadshows.states import RegistrationState as S
from scouting.base import clock
from scouting.outbox import delivery
from scouting.outbox.models import Message
from tests.factories import CompanyFactory, EditionFactory, organiser, promoter
from tests.smtp import smtp_sink


@pytest.fixture
def sink(settings):
    with smtp_sink() as (sink, port):
        settings.EMAIL_BACKEND = "scouting.outbox.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        settings.MAIL_TO_PAGE_ONLY = False
        yield sink


@pytest.fixture
def call_open(now):
    """The scenarios' Monday, by the demo's clock, and an edition whose call is open."""
    clock.set_demo(now)
    yield EditionFactory(slug="2026-11", owner=organiser())
    clock.forget_demo()


@pytest.fixture
def company(now, call_open):
    by = promoter(name="顾念真", mobile="13900001111")
    company = CompanyFactory(name="南京栖岚演示生物科技有限公司", short_name="栖岚生物", owner=by)
    people.add_person(
        by=by, now=now, name="许清和", mobile="13812345678", email="xu@example.com", title="CEO", company=company,
        kinds=["entrepreneur"], demo=True,
    )  # fmt: skip
    company.refresh_from_db()
    return company


def fill(page, company):
    page.goto(page.url.split("/roadshows")[0] + f"/roadshows/2026-11/register/?company={company.slug}")
    page.fill("[name=project_name]", "通用型CAR-T平台")
    page.fill("[name=one_liner]", "不清淋的通用型CAR-T")
    page.select_option("[name=track]", "cgt")
    page.select_option("[name=stage]", "ph1")
    page.fill("[name=ask]", "数千万元")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_from_registration_to_a_confirmed_place(visit, sink, company, call_open, size, language):
    desk = visit(size=size).speak(language).log_in(company.owner)
    desk.open("/roadshows/2026-11/register/")
    fill(desk.page, company)
    assert desk.overflow() <= 0
    desk.page.click("button[name=submit]")
    desk.page.wait_for_url("**/registered/**")
    reg = Registration.objects.get(state=S.SUBMITTED)
    assert reg.number in desk.page.inner_text("main") and reg.ask_text == "数千万元"
    assert desk.axe() == []

    lead = visit(size=size).speak(language).log_in(call_open.owner)
    lead.open("/roadshows/2026-11/board/")
    assert "通用型CAR-T平台" in lead.page.inner_text("main")
    assert lead.overflow() <= 0 and lead.axe() == []
    lead.open(f"/roadshows/registrations/{reg.pk}/move/select/")
    lead.page.click("main .actions button.btn-primary")
    lead.page.wait_for_load_state()
    reg.refresh_from_db()
    assert reg.state == S.SELECTED

    delivery.deliver_due(now=clock.now())
    mail = next(m for m in sink.mails if "/p/" in m.get_body(("plain",)).get_content() and m["To"] == "xu@example.com"
                and Message.objects.get(kind="roadshows/selected").title in m["Subject"])  # fmt: skip
    path = re.search(r"/p/[\w-]+/", mail.get_body(("plain",)).get_content())[0]

    phone = visit(size="phone").speak(language)
    phone.open(path)
    reg.refresh_from_db()
    assert reg.state == S.SELECTED and "通用型CAR-T平台" not in phone.page.inner_text("body")
    phone.page.fill("[name=answer]", "5678")
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_selector("button[value=come]")
    assert phone.overflow() <= 0 and phone.axe() == []
    phone.page.click("button[value=come]")
    phone.page.wait_for_load_state("networkidle")
    reg.refresh_from_db()
    assert reg.state == S.CONFIRMED
    lead.open("/roadshows/2026-11/board/")
    column = lead.page.locator("[data-drop-column=confirmed]")
    assert "通用型CAR-T平台" in column.text_content()


def test_pressing_submit_twice_registers_once(visit, company):
    desk = visit().log_in(company.owner)
    desk.open("/roadshows/2026-11/register/")
    fill(desk.page, company)
    desk.page.dblclick("button[name=submit]")
    desk.page.wait_for_url("**/registered/**")
    number = Registration.objects.get(state=S.SUBMITTED).number
    desk.page.go_back()
    desk.page.click("button[name=submit]")
    desk.page.wait_for_url("**/registered/**")
    assert number in desk.page.inner_text("main")
    assert Registration.objects.exclude(state=S.DRAFT).count() == 1
    assert Message.objects.filter(kind="roadshows/received").count() == 1


def test_a_browser_killed_three_seconds_after_typing_loses_nothing(visit, company):
    first = visit().log_in(company.owner)
    first.open("/roadshows/2026-11/register/")
    fill(first.page, company)
    first.page.wait_for_timeout(3000)
    first.context.close()
    second = visit().log_in(company.owner)
    second.open("/roadshows/2026-11/register/")
    second.page.get_by_role("link", name="通用型CAR-T平台").first.click()
    second.page.wait_for_selector("[name=project_name]")
    assert second.page.input_value("[name=project_name]") == "通用型CAR-T平台"
    assert second.page.input_value("[name=ask]") == "数千万元"


def test_the_deadline_is_that_of_nanjing_wherever_the_browser_is(visit, company):
    clock.set_demo(clock.at(date(2026, 11, 24), 0, 0, 0))
    traveller = visit(zone="America/Los_Angeles").log_in(company.owner)
    traveller.open("/roadshows/2026-11/register/")
    assert "11-23" in traveller.page.inner_text("main")
    tasks.tick()
    assert not Registration.objects.filter(state=S.SUBMITTED).exists()
