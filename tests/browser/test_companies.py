"""The pages about companies in Chromium: clean, fitting, and moving where they promise to."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from companies.actions import companies, funding, people, places, products
from companies.formats import money, partial_date
from companies.models import ClusterFigure, Company, Park
from scouting.base import clock
from tests.factories import InvestorFactory, promoter

SIZES = ["desk", "phone"]


@pytest.fixture
def staff():
    return promoter(name="周敏")


@pytest.fixture
def company(staff):
    """One with something of everything."""
    acting = {"by": staff, "now": clock.now()}
    row = companies.add_company(
        **acting,
        name="栖岚生物科技（南京）有限公司",
        short_name="栖岚生物",
        name_en="Qilan Bio",
        aliases=["Qilan"],
        summary="靶向HER3的下一代ADC",
        demo=True,
        owner=staff,
    )
    park = Park.objects.create(code="njbv", name="南京生物医药谷", name_en="Nanjing Biomedical Valley", ours=True)
    places.add_site(row, **acting, park=park, settled=partial_date.parse("2021年"), source="报道")
    places.add_honour(row, **acting, name="高新技术企业", year=2022, expires_on=date(2025, 12, 1))
    places.add_listing(row, **acting, board="star", code="688046")
    fund = InvestorFactory(name="松涛创投管理有限公司", slug="songtao", short_name="松涛创投")
    for label, words in (("天使轮", "千万元级别"), ("A轮", "近亿元"), ("A+轮", "未披露"), ("B轮", "1.2亿元")):
        funding.add_round(
            row,
            **acting,
            label=label,
            type="other",
            amount=money.parse(words),
            source="36氪",
            participations=[(fund, "lead"), "某产业基金"],
            confidence="0.9",
        )
    product = products.add_product(row, **acting, name="QL-101", summary="HER3 ADC")
    products.set_stage(product, **acting, indication="晚期实体瘤", region="CN", stage="ph1")
    products.add_milestone(row, **acting, text="预计2028年申报上市", forecast=True, speaker="CEO")
    person = people.add_person(
        **acting,
        name="许知远",
        mobile="13800001234",
        wechat="xu_wx",
        company=row,
        title="董事长",
        known_by=staff,
        demo=True,
    )
    people.log_contact(row, **acting, text="谈了进展", channel="phone", person=person)
    for n, value in enumerate(("30", "1000")):
        ClusterFigure.objects.create(key=f"f{n}", topic=f"药谷：企业数{n}", value=value, unit="家", as_of="2023-04")
    return row


def pages(company):
    base = company.get_absolute_url()
    person = company.positions.get().person
    return [
        base,
        f"{base}timeline/",
        f"{base}edit/",
        f"{base}contact/",
        f"{base}add/round/",
        f"{base}add/product/",
        f"{base}one-pager/",
        "/companies/new/",
        person.get_absolute_url(),
        f"{person.get_absolute_url()}edit/",
        "/people/new/",
        "/investors/songtao/",
        "/investors/new/",
        "/following/",
        "/park/",
        "/search/",
        "/search/?q=栖岚",
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_clean_and_fits(visit, staff, company, size, language):
    visitor = visit(size=size).speak(language).log_in(staff)
    found = {}
    for path in pages(company):
        assert visitor.open(path).status == 200, path
        if visitor.page.locator("[data-chart]").count():
            visitor.page.wait_for_selector("[data-chart] canvas")
        if problems := visitor.axe() + ([f"{visitor.overflow()} px too wide"] if visitor.overflow() > 0 else []):
            found[path] = problems
    assert found == {}


def test_following_swaps_the_button_and_nothing_else(visit, staff, company):
    visitor = visit().log_in(staff)
    visitor.open(company.get_absolute_url())
    visitor.page.evaluate("window.stayed = true")
    button = visitor.page.locator(".follow button")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert visitor.page.evaluate("window.stayed")
    expect(button).to_be_focused()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not staff.follows.exists()


def test_search_fills_while_typing_and_arrows_walk_the_results(visit, staff, company):
    visitor = visit().log_in(staff)
    visitor.open("/search/")
    field = visitor.page.locator("#q")
    expect(field).to_be_focused()
    field.press_sequentially("qlsw", delay=30)
    hit = visitor.page.locator("#found-companies a").first
    expect(hit).to_have_text("栖岚生物")
    expect(visitor.page).to_have_url(re.compile(r"q=qlsw"))
    field.press("ArrowDown")
    expect(hit).to_be_focused()
    hit.press("ArrowUp")
    expect(field).to_be_focused()
    field.press("ArrowDown")
    hit.press("Enter")
    expect(visitor.page).to_have_url(re.compile(company.get_absolute_url()))


def test_duplicates_and_amounts_are_told_while_typing(visit, staff, company):
    visitor = visit().log_in(staff)
    visitor.open("/companies/new/")
    visitor.page.locator("#id_name").fill("栖岚生物科技(南京)有限公司")
    visitor.page.locator("#id_name").press("Tab")
    expect(visitor.page.locator("#candidates a").first).to_have_text(company.name)
    visitor.open(f"{company.get_absolute_url()}add/round/")
    visitor.page.locator("#id_amount").press_sequentially("数千万元")
    expect(visitor.page.locator(".read-as").first).to_contain_text("0.2")


def test_a_bar_of_the_chart_leads_to_its_round(visit, staff, company):
    visitor = visit().log_in(staff)
    visitor.open(company.get_absolute_url())
    canvas = visitor.page.locator("#rounds canvas")
    expect(canvas).to_be_visible()
    box = visitor.page.locator("#rounds [data-chart]").bounding_box()
    row = company.rounds.get(label="B轮")
    visitor.page.mouse.click(box["x"] + box["width"] * 0.875, box["y"] + box["height"] * 0.6)
    expect(visitor.page).to_have_url(re.compile(f"#round-{row.pk}$"))


def test_the_one_pager_is_one_page(visit, staff, company):
    visitor = visit().log_in(staff)
    visitor.open(f"{company.get_absolute_url()}one-pager/")
    pdf = visitor.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1


def test_what_can_be_taken_away_asks_first(visit, staff, company):
    visitor = visit().log_in(staff)
    visitor.open(company.get_absolute_url())
    visitor.page.locator("#names .fact-line button").first.click()
    visitor.page.locator('dialog [value="no"]').click()
    assert Company.objects.get().aliases.exists()
    visitor.page.locator("#names .fact-line button").first.click()
    visitor.page.locator('dialog [value="yes"]').click()
    expect(visitor.page.locator("#names")).to_have_count(0)
    assert not Company.objects.get().aliases.exists()


def test_without_javascript_a_company_is_found_added_and_followed(chromium, live_server, staff, company):
    from tests.browser.conftest import Visitor

    visitor = Visitor(chromium, live_server.url)
    visitor.context.close()
    visitor.context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    visitor.page = visitor.context.new_page()
    visitor.log_in(staff)
    visitor.open("/search/?q=栖岚")
    visitor.page.locator("#found-companies a").first.click()
    visitor.page.locator(".follow button").click()
    assert staff.follows.filter(company=company).exists()
    visitor.open("/companies/new/")
    visitor.page.locator("#id_name").fill("愈方生物科技有限公司")
    visitor.page.locator("form .sticky-submit .btn-primary").click()
    expect(visitor.page).to_have_url(re.compile("/companies/yufang"))
    visitor.context.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_wrong_with_a_filter_leaves_its_row_in_line(visit, staff, language):
    window = visit().speak(language).log_in(staff)
    window.open("/companies/?settled=xxx")
    expect(window.page.locator(".filters .field-error")).to_be_visible()
    row = (
        "settled => [...document.querySelectorAll('.filters .field, .filters > .btn:not(.filter-close)')].map(f => "
        "(f.querySelector('input, select, summary') || f).getBoundingClientRect()).map(r => [r.top, r.bottom])"
    )
    tops = window.page.evaluate(row)
    at = window.page.locator("#id_settled").bounding_box()
    level = [t for t in tops if t[0] < at["y"] + at["height"] and t[1] > at["y"]]
    assert len(level) > 3 and all(abs(top - at["y"]) <= 1 for top, _bottom in level)
