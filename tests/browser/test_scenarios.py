"""The acceptance scenarios pressed through in Chromium, each in Chinese and in English, on a desk and on a phone."""

import re
from datetime import date, timedelta

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from companies import digests
from companies.actions import funding, places
from companies.formats import money, partial_date
from companies.models import Company, Follow, Park
from roadshows import reminders
from roadshows.actions import decisions, invitations
from roadshows.models import Edition, Registration
from roadshows.states import RegistrationState as S
from scouting.accounts.models import Consent, StateChange
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.outbox.actions import fill_links
from scouting.outbox.models import Message
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)

WAYS = [(language, size) for language in ("zh-hans", "en") for size in ("desk", "phone")]
pytestmark = pytest.mark.parametrize(("language", "size"), WAYS, ids=["-".join(w) for w in WAYS])
BOARD, REGISTER = "/roadshows/2026-11/board/", "/roadshows/2026-11/register/"


@pytest.fixture(autouse=True)
def monday(now, transactional_db):
    """The scenarios' Monday at ten, by the demo's clock."""
    clock.set_demo(now)
    yield now
    clock.forget_demo()


@pytest.fixture
def edition(monday):
    return EditionFactory(slug="2026-11", number=98, owner=organiser(name="陈静"), promotion="automatic")


@pytest.fixture
def opened(visit, language, size):
    """opened(user, path) is a window of this language and width; every page that is looked at fits it."""

    def new(user=None, path="/", **options):
        visitor = visit(**{"size": size} | options).speak(language)
        if user:
            visitor.log_in(user)
        look(visitor, path)
        return visitor

    return new


def look(visitor, path):
    visitor.open(path)
    fits(visitor)


def fits(visitor):
    assert visitor.overflow() <= 0, visitor.page.url
    if "/admin/" not in visitor.page.url:  # whose pages are Django's
        assert visitor.axe() == [], visitor.page.url


def shown(visitor):
    return visitor.page.inner_text("body")


def words(language, text, **given):
    with override(language):
        return gettext(text) % given if given else gettext(text)


def fill(page, company, name="通用型CAR-T平台", mobile="138 1234 5678"):
    if not page.locator("[name=company_name]").is_visible():
        page.locator("#part-company details summary").click()
    page.fill("[name=company_name]", company)
    page.fill("[name=project_name]", name)
    page.fill("[name=one_liner]", "不清淋的通用型CAR-T")
    page.select_option("[name=track]", "cgt")
    page.select_option("[name=stage]", "ph1")
    page.fill("[name=ask]", "数千万元")
    page.fill("[name=presenter_name]", "许清和")
    page.fill("[name=mobile]", mobile)


def submit(page):
    page.click("button[name=submit]")
    page.wait_for_url("**/registered/**")


def press(visitor, reg, to):
    """The button of the board that moves a project, as its card shows it."""
    state = Registration.objects.get(pk=reg.pk).state
    visitor.open(f"{BOARD}?tab={state}")
    card = visitor.page.locator(f"#card-{reg.pk}")
    card.locator("button[popovertarget]").first.click()
    card.locator(f".move-list [data-move={to}][formaction*='/move/']").click()
    expect(visitor.page.locator(f"[data-drop-column={to}] #card-{reg.pk}")).to_have_count(1)


def state_of(reg):
    return Registration.objects.get(pk=reg.pk).state


def personal_path(reg, kind):
    letter = Message.objects.about(reg).filter(kind=kind, subject=reg.presenter.subject).latest("pk")
    return re.search(r"/p/[\w-]+/", fill_links(letter.wechat))[0]


def unlock(visitor, mobile):
    visitor.page.fill("[name=answer]", mobile[-4:])
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("[name=do]", state="attached")
    fits(visitor)


def test_1_signed_out_leads_to_the_login_and_back_and_the_board_shows_the_project(opened, edition, language):
    user = promoter(name="顾念真")
    user.set_password("Spring-2026-rain")
    user.save()
    desk = opened(path=REGISTER)
    assert "/login/" in desk.page.url
    desk.page.fill("[name=login]", user.username)
    desk.page.fill("[name=password]", "Spring-2026-rain")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("#register")
    fits(desk)
    fill(desk.page, "南京栖岚演示生物科技有限公司")
    submit(desk.page)
    fits(desk)
    reg = Registration.objects.get(state=S.SUBMITTED)
    assert reg.number in shown(desk) and reg.ask_text == "数千万元"
    chief = opened(edition.owner, f"{BOARD}?tab=submitted")
    assert reg.project.name in chief.page.inner_text("[data-drop-column=submitted]")


def test_2_two_tabs_and_two_presses_make_one_registration_and_one_letter(opened, edition, language):
    desk = opened(promoter(), REGISTER)
    fill(desk.page, "南京栖岚演示生物科技有限公司")
    desk.page.dblclick("button[name=submit]")
    desk.page.wait_for_url("**/registered/**")
    number = Registration.objects.get(state=S.SUBMITTED).number
    desk.page.reload()
    assert number in shown(desk)
    desk.page.go_back()
    desk.page.click("button[name=submit]")
    desk.page.wait_for_url("**/registered/**")
    assert number in shown(desk)
    assert Registration.objects.exclude(state=S.DRAFT).count() == 1
    assert Message.objects.filter(kind="roadshows/received").count() == 1


def test_3_the_deadline_is_nanjings_and_an_extension_opens_it_again(opened, edition, language):
    clock.set_demo(clock.at(date(2026, 11, 23), 23, 58))
    user, zone = promoter(), "America/Los_Angeles"
    early = opened(user, REGISTER, zone=zone)
    fill(early.page, "早到生物科技有限公司", mobile="138 0000 1111")
    submit(early.page)
    late = opened(user, REGISTER, zone=zone)
    fill(late.page, "南京澜图医疗器械有限公司", name="晚到的项目", mobile="138 0000 2222")
    late.page.wait_for_timeout(3000)  # the draft saves itself
    clock.set_demo(clock.at(date(2026, 11, 24)))
    late.page.click("button[name=submit]")
    expect(late.page.locator("body")).to_contain_text("2026-11-23 23:59:59")
    fits(late)
    draft = Registration.objects.get(state=S.DRAFT)
    assert draft.draft["company_name"] == "南京澜图医疗器械有限公司"

    late.page.locator("details:has(#why-late) summary").click()
    late.page.fill("#why-late", "展会撞期")
    late.page.locator("details:has(#why-late) button").click()
    late.page.wait_for_load_state("networkidle")
    fits(late)

    chief = opened(edition.owner, "/roadshows/2026-11/extend/")
    chief.page.select_option("#id_registration", str(draft.pk))
    chief.page.fill("#id_until", "2026-11-25T23:59")
    chief.page.fill("#id_reason", "系统维护")
    chief.page.click(".sticky-submit .btn-primary")
    chief.page.wait_for_url("**/roadshows/2026-11/**")
    assert (edition.extensions.get().by, edition.extensions.get().reason) == (edition.owner, "系统维护")

    again = opened(user, REGISTER, zone=zone)
    again.page.get_by_role("link", name="晚到的项目").first.click()
    again.page.wait_for_selector("[name=project_name]")
    submit(again.page)
    assert state_of(draft) == S.SUBMITTED


def test_4_and_5_beyond_the_places_comes_the_reserve_and_a_withdrawal_moves_it_up(opened, edition, language):
    regs = [RegistrationFactory(edition=edition) for _ in range(5)]
    chief = opened(edition.owner, BOARD)
    for reg in regs[:3]:
        press(chief, reg, "selected")
    for rank, reg in enumerate(regs[3:], 1):
        press(chief, reg, "reserve")
        assert str(rank) in chief.page.inner_text(f"#card-{reg.pk} .text-tone")
    fits(chief)

    path = personal_path(regs[1], "roadshows/selected")
    Message.objects.all().delete()
    phone = opened(path=path, size="phone")
    unlock(phone, regs[1].presenter.mobile)
    leaving = phone.page.locator("details:has(#cannot-reason)")
    leaving.locator("summary").click()
    leaving.locator("textarea").fill("出差")
    leaving.locator("button").click()
    phone.page.wait_for_load_state("networkidle")
    fits(phone)
    assert [state_of(r) for r in regs] == [S.SELECTED, S.WITHDRAWN, S.SELECTED, S.SELECTED, S.RESERVE]
    assert Registration.objects.get(pk=regs[4].pk).reserve_rank == 1
    told = sorted(Message.objects.filter(channel="mail").values_list("about_id", "kind"))
    assert told == [(regs[1].pk, "roadshows/withdrawn"), (regs[3].pk, "roadshows/selected")]
    chief.open(f"{BOARD}?tab=reserve")
    assert "1" in chief.page.inner_text(f"#card-{regs[4].pk} .text-tone")


def test_6_of_two_who_take_the_last_place_one_puts_on_the_reserve(opened, edition, language):
    Edition.objects.update(slots=1)
    regs = [RegistrationFactory(edition=edition) for _ in range(2)]
    windows = [opened(organiser(), f"{BOARD}?tab=submitted") for _ in regs]
    for window, reg in zip(windows, regs, strict=True):
        window.page.locator(f"#card-{reg.pk} button[popovertarget]").first.click()
    for window, reg in zip(windows, regs, strict=True):  # both boards still show a free place
        window.page.locator(f"#card-{reg.pk} .move-list [data-move=selected][formaction*='/move/']").click()
        expect(window.page.locator(f"#card-{reg.pk} .move-list")).to_be_hidden()
    expect(windows[1].page.locator(f"[data-drop-column=reserve] #card-{regs[1].pk}")).to_have_count(1)
    assert [state_of(r) for r in regs] == [S.SELECTED, S.RESERVE]


def test_8_phrases_stay_phrases_and_are_summed_honestly(opened, monday, language):
    by, company = promoter(), CompanyFactory()
    for text in ("千万元级别", "近亿元", "未披露", "1.2亿元", "500万美元"):
        funding.add_round(company, by=by, now=monday, label=text, type="a", amount=money.parse(text), demo=True)
    window = opened(by, "/rounds/?sort=most-cny")
    amounts = ["1.2亿元", "近亿元", "千万元级别", "未披露"]
    places_in_page = [shown(window).index(text) for text in amounts[:3]]
    assert places_in_page == sorted(places_in_page)
    text = opened(by, "/rounds/").page.inner_text("main")
    exact, estimated, dollars = {
        "zh-hans": ("1.2亿元", "0.9-2.0亿元", "500万美元"),
        "en": ("120", "90", "5"),
    }[language]
    assert all(part in text for part in (exact, estimated, dollars))


def test_9_a_year_stays_a_year_and_may_be_uncertain(opened, monday, language):
    by, company = promoter(), CompanyFactory(name="愈方生物科技有限公司", short_name="愈方")
    park = Park.objects.create(code="p", name="生物医药谷", name_en="Biomedical Valley")
    places.add_site(company, by=by, now=monday, park=park, settled=partial_date.parse("2021年"), demo=True)
    window = opened(by, "/companies/?settled=2021")
    unsure = words(language, "uncertain")
    assert "愈方" in shown(window) and "2021-01-01" not in shown(window)
    assert unsure not in window.page.inner_text("tbody").lower()
    asked = {"zh-hans": "早于2021-06", "en": "before 2021-06"}[language]
    window.open("/companies/")
    window.open(f"/companies/?settled={asked}")
    fits(window)
    assert "愈方" in shown(window) and unsure in window.page.inner_text("tbody").lower()
    window.open(company.get_absolute_url())
    assert {"zh-hans": "2021年", "en": "2021"}[language] in shown(window)


def test_12_reminders_stand_in_the_outbox_once(opened, edition, monday, language):
    regs = [RegistrationFactory(edition=edition) for _ in range(3)]
    for reg in regs:
        decisions.confirm(decisions.select(reg, by=edition.owner, now=monday), now=monday)
    for _ in range(5):
        seat = invitations.invite(edition, InvestorFactory(), by=edition.owner, now=monday, person=PersonFactory())
        invitations.answer(seat, "coming", now=monday)
    for before in (timedelta(days=7), timedelta(days=1), timedelta(hours=2)):
        moment = edition.starts - before + timedelta(minutes=1)
        clock.set_demo(moment)
        for _scheduler in range(2):
            reminders.send_due(now=moment)
    assert Message.objects.filter(kind__startswith="roadshows/reminder").count() == 24
    opened(edition.owner, "/outbox/")


def add_fact(visitor, company, kind, **typed):
    visitor.open(f"{company.get_absolute_url()}add/{kind}/")
    for name, text in typed.items():
        visitor.page.fill(f"[name={name}]", text)
    fits(visitor)
    visitor.page.locator("main form .btn-primary").first.click()
    visitor.page.wait_for_url(f"**{company.get_absolute_url()}*")


def test_13_one_digest_with_both_and_none_after_unsubscribing(opened, monday, language, settings):
    staff = promoter()
    fund = UserFactory(roles=[Role.FUND], name="冯若谷", language=language)
    company = CompanyFactory(short_name="驯鹿生物", track="cgt", demo=False)
    reader = opened(fund, company.get_absolute_url())
    reader.page.locator(".follow button").click()
    expect(reader.page.locator(".follow button")).to_have_attribute("aria-pressed", "true")
    reader.open("/following/")
    reader.page.locator("#tracks form:has([value=cgt]) button").click()
    expect(reader.page.locator("#tracks form:has([value=cgt]) button")).to_have_attribute("aria-pressed", "true")
    fits(reader)
    assert Follow.objects.filter(user=fund).count() == 2

    desk = opened(staff, company.get_absolute_url())
    clock.set_demo(monday + timedelta(hours=1))
    source = {"source": "https://example.com/news"}
    add_fact(desk, company, "milestone", text="获批临床", text_en="IND approved", happened="2026-11-16", **source)
    add_fact(desk, company, "round", label="A轮", amount="1.2亿元", announced="2026-11-16", **source)

    next_monday = clock.at(date(2026, 11, 23), 8, 30)
    clock.set_demo(next_monday)
    assert [digests.send_due(now=next_monday) for _scheduler in range(2)] == [1, 0]
    letter = Message.objects.get(kind__contains="digest")
    milestone = {"zh-hans": "获批临床", "en": "IND approved"}[language]
    assert letter.text.count(milestone) == 1 and letter.text.count("1.2亿元" if language == "zh-hans" else "120") == 1
    assert digests.send_due(now=next_monday + timedelta(days=7)) == 0

    path = fill_links(f"{{link:{letter.unsubscribe}}}").removeprefix(settings.SITE_URL)
    signed_out = opened(path=path)
    assert not Consent.objects.filter(kind="digest").exists()
    signed_out.page.click("[name=wish][value=stop]")
    signed_out.page.wait_for_load_state("networkidle")
    fits(signed_out)
    assert Consent.objects.filter(kind="digest", given=False).count() == 1
    clock.set_demo(next_monday + timedelta(hours=1))
    add_fact(desk, company, "milestone", text="进入二期", happened="2026-11-23", **source)
    assert digests.send_due(now=next_monday + timedelta(days=7)) == 0


def test_17_the_admin_finds_shows_and_refuses(opened, monday, language):
    staff = promoter()
    company = CompanyFactory(
        name="南京驯鹿生物医药股份有限公司", short_name="驯鹿生物", credit_code="91320191MA1MK2RF6A"
    )
    from companies.actions import companies

    companies.edit_company(company, by=staff, now=monday, changes={"short_name": "驯鹿"})
    funding.add_round(company, by=staff, now=monday, label="A轮", type="a", amount=money.parse("1.2亿元"), demo=True)
    PersonFactory(name="许清和", mobile="138 1234 5678")
    chief = opened(UserFactory(roles=[Role.DATA_ADMIN]), "/admin/")
    for asked in ("驯鹿", "xl", "91320191MA1MK2RF6A"):
        chief.open(f"/admin/companies/company/?q={asked}")
        assert "驯鹿" in chief.page.inner_text("#result_list"), asked
    assert chief.overflow() <= 0
    chief.open(f"/admin/companies/company/{company.pk}/history/")
    assert staff.name in shown(chief)
    chief.open(f"/admin/companies/company/{company.pk}/delete/")
    assert "A轮" in shown(chief)
    assert chief.page.locator("#content form [type=submit]").count() == 0 and Company.objects.filter(pk=company.pk)
    looker = opened(UserFactory(roles=[Role.PROMOTER]), "/admin/companies/person/")
    assert "13812345678" not in shown(looker).replace(" ", "") and "138****5678" in shown(looker).replace(" ", "")
    looker.open(f"/admin/companies/company/{company.pk}/change/")
    assert looker.page.locator("#content [name=_save]").count() == 0


def test_19_a_founder_without_mail_confirms_on_the_phone(opened, edition, language):
    owner = promoter(name="王敏", mobile="13900001111")
    presenter = PersonFactory(name="许知远", address="许总", mobile="138 0000 4321", email="", wechat="xu-zy")
    reg = RegistrationFactory(edition=edition, presenter=presenter, owner=owner)
    press(opened(edition.owner, BOARD), reg, "selected")

    desk = opened(owner, f"/roadshows/registrations/{reg.pk}/")
    desk.page.locator("#letters summary").first.click()
    text = desk.page.locator("#letters textarea, #letters pre").first
    link = re.search(r"/p/[\w-]+/", text.input_value() if text.evaluate("e => 'value' in e") else text.inner_text())[0]
    letter = Message.objects.about(reg).get(kind="roadshows/selected", channel="mail")
    desk.open(f"/outbox/{letter.pk}/")
    fits(desk)
    told = desk.page.locator("form:has([name=via][value=wechat]) button").first
    if not told.is_visible():
        desk.page.locator("details.told summary").first.click()
    told.click()
    desk.page.wait_for_load_state("networkidle")

    phone = opened(path=link, size="phone")
    assert "许总" not in shown(phone) and state_of(reg) == S.SELECTED
    unlock(phone, "4321")
    assert "许总" in shown(phone)
    phone.page.click("button[value=come]")
    phone.page.wait_for_load_state("networkidle")
    assert state_of(reg) == S.CONFIRMED
    desk.open(f"{BOARD}?tab=confirmed")
    assert reg.project.name in desk.page.inner_text("[data-drop-column=confirmed]")
    desk.open(f"/roadshows/registrations/{reg.pk}/")
    fits(desk)
    assert words(language, "WeChat") in shown(desk) and words(language, "personal link") in shown(desk)
    assert StateChange.objects.filter(kind="roadshows.registration", after="confirmed", via="link").exists()
