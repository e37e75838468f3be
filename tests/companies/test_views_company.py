"""The company's page: every fact with its source, the same number of queries whatever it has."""

from datetime import date, timedelta
from itertools import count

import pytest
from django.urls import reverse
from django.utils import translation

from companies import letters, portrait, registry, timeline
from companies.actions import chores, companies, following, funding, people, places, products
from companies.formats import money, partial_date
from companies.models import Company, Park
from scouting.accounts.roles import Role
from scouting.base import clock
from tests.factories import InvestorFactory, PersonFactory, UserFactory, promoter

pytestmark = pytest.mark.django_db
SERIAL = count(1)


@pytest.fixture
def staff(client):
    user = promoter()
    client.force_login(user)
    return user


@pytest.fixture
def company(staff, now):
    return companies.add_company(by=staff, now=now, name="栖岚生物科技有限公司", short_name="栖岚", demo=True)


def fill(company, by, now, each):
    """`each` of everything the page shows."""
    for _n in range(each):
        k = next(SERIAL)
        investors = [(InvestorFactory(), "lead"), (f"某基金{k}", "follow")]
        funding.add_round(company, by=by, now=now, label=f"{k}轮", type="a", amount=money.parse(f"{k}千万元"),
                          participations=investors, source="36氪")  # fmt: skip
        product = products.add_product(company, by=by, now=now, name=f"QL-{k}")
        for region in ("CN", "US"):
            products.set_stage(product, by=by, now=now, indication="实体瘤", region=region, stage="ph1")
        products.add_milestone(company, by=by, now=now, text=f"里程碑{k}", product=product)
        park = Park.objects.create(code=f"park-{k}", name=f"园区{k}")
        places.add_site(company, by=by, now=now, park=park)
        places.add_honour(company, by=by, now=now, name=f"荣誉{k}", expires_on=date(2026, 1, 1))
        places.add_listing(company, by=by, now=now, board="star", code=f"688{k:03d}")
        companies.add_alias(company, f"别名{k}", by=by, now=now)
        person = people.add_person(by=by, now=now, name=f"许{k}", mobile=f"1380000{k:04d}", wechat=f"wx{k}", demo=True,
                                   company=company, title="CEO", known_by=by)  # fmt: skip
        people.know(UserFactory(), person)
        chores.plan_task(company, owner=by, now=now, text=f"回电{k}", due_on=clock.local_date(now), person=person)
        people.log_contact(company, by=UserFactory(), now=now, text=f"谈了{k}", channel="phone", person=person)


def page(client, company):
    answer = client.get(reverse("companies:company", args=[company.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


# user, roles; then company, rounds, who took part, products, stages, milestones, totals, sites, other names,
# honours, listings, events, positions, who knows them, tasks, followed, and the form's people
QUERIES = 19


@pytest.mark.parametrize("each", [1, 3])
def test_a_page_takes_the_same_queries_whatever_the_company_has(
    client, staff, company, now, each, django_assert_num_queries
):
    fill(company, staff, now, each)
    page(client, company)
    with django_assert_num_queries(QUERIES):
        html = page(client, company)
    assert html.count('id="round-') == each and html.count('id="milestone-') == each


def test_every_fact_is_shown_with_its_source(client, staff, company, now):
    funding.add_round(company, by=staff, now=now, label="天使轮", type="angel", amount=money.parse("千万元级别"),
                      announced=partial_date.parse("2023-04-11"), source="科技日报", source_date="2023-04-23",
                      confidence="0.8")  # fmt: skip
    html = page(client, company)
    assert "千万元级别" in html and "科技日报，2023-04-23" in html and "80%" in html


def test_a_year_is_never_printed_as_a_day(client, staff, company, now):
    park = Park.objects.create(code="njbv", name="南京生物医药谷")
    places.add_site(company, by=staff, now=now, park=park, settled=partial_date.parse("2021年"))
    html = page(client, company)
    assert "2021年" in html and "2021-01-01" not in html


def test_what_is_empty_is_a_chip_and_not_a_box(client, staff, company):
    html = page(client, company)
    for kind in ("round", "product", "milestone", "site", "name", "honour", "listing"):
        assert reverse("companies:add_fact", args=[company.slug, kind]) in html
    assert 'id="rounds"' not in html and 'id="pipeline"' not in html and 'id="milestones"' not in html


def test_claims_and_forecasts_are_marked(client, staff, company, now):
    products.add_milestone(company, by=staff, now=now, text="三年内上市", forecast=True, speaker="CEO")
    products.add_milestone(company, by=staff, now=now, text="国内首个", claim=True)
    client.cookies["django_language"] = "en"
    html = page(client, company)
    assert "forecast</span>" in html and "claim</span>" in html


def test_amounts_are_drawn_as_they_were_announced(client, staff, company, now):
    for label, words in (("天使轮", "千万元级别"), ("A轮", "1.2亿元"), ("B轮", "未披露"), ("C轮", "过亿元")):
        funding.add_round(company, by=staff, now=now, label=label, type="other", amount=money.parse(words))
    option = client.get(reverse("companies:company", args=[company.slug])).context["charts"][0][1]
    stated, least, room = ([d["value"] for d in series["data"]] for series in option["series"])
    by_label = dict(zip(option["xAxis"]["data"], zip(stated, least, room, strict=True), strict=True))
    assert by_label["天使轮"] == (0, 10_000_000, 89_999_999)
    assert by_label["A轮"] == (120_000_000, 0, 0)
    assert by_label["B轮"] == (0, 0, 0)
    assert by_label["C轮"] == (0, 100_000_000, 0)  # no upper end is invented


def test_an_english_reader_gets_the_usual_names_of_rounds_and_the_company_in_english(client, company, staff, now):
    companies.edit_company(company, by=staff, now=now, changes={"name_en": "Qilan"})
    given = {"by": staff, "now": now, "amount": money.parse("千万元级别")}
    for label, kind in (("天使轮", "angel"), ("Pre-A轮", "pre_a")):
        funding.add_round(company, label=label, type=kind, **given)
    client.cookies["django_language"] = "en"
    answer = client.get(reverse("companies:company", args=[company.slug]))
    tops = [bar["label"]["formatter"] for bar in answer.context["charts"][0][1]["series"][-1]["data"]]
    assert tops == ["CNY 10-100M"] * 2
    assert "天使轮" not in answer.content.decode() and "Pre-A轮" not in answer.content.decode()


def test_a_merged_company_leads_to_the_other(client, staff, company, now):
    other = companies.add_company(by=staff, now=now, name="栖岚医药有限公司", demo=True)
    Company.objects.filter(pk=other.pk).update(merged_into=company)
    answer = client.get(reverse("companies:company", args=[other.slug]))
    assert answer.status_code == 302 and answer.url == company.get_absolute_url()


def test_numbers_are_masked_without_the_contact_right(client, company, staff, now):
    person = PersonFactory(name="许知远", mobile="13800001234", mobile_e164="+8613800001234", wechat="xu_wx")
    people.add_position(person, by=staff, now=now, company=company, title="董事长")
    assert "138 0000 1234" in page(client, company)
    client.force_login(UserFactory(roles=[Role.PROMOTER]))
    html = page(client, company)
    assert "138****1234" in html
    for secret in ("13800001234", "138 0000 1234", "tel:", "xu_wx", "person1@", person.email):
        assert secret not in html


def test_a_fund_sees_facts_but_neither_people_nor_notes(client, company, staff, now):
    fill(company, staff, now, 1)
    people.add_note(company, by=staff, now=now, text="内部备注")
    client.force_login(UserFactory(roles=[Role.FUND]))
    html = page(client, company)
    assert 'id="round-' in html
    for inside in ("内部备注", "谈了", "13800", "wx", 'id="people"', str(staff), "/edit/", "/add/"):
        assert inside not in html


def test_what_is_for_the_team_only_is_not_there_for_a_fund(client, company, staff, now):
    companies.edit_company(company, by=staff, now=now, changes={"confidential": True})
    client.force_login(UserFactory(roles=[Role.FUND]))
    for name in ("company", "timeline", "one_pager"):
        assert client.get(reverse(f"companies:{name}", args=[company.slug])).status_code == 404


def test_a_director_reads_and_finds_no_button_that_refuses(client, company, staff, now):
    fill(company, staff, now, 1)
    client.force_login(UserFactory(roles=[Role.DIRECTOR]))
    html = page(client, company)
    assert "/edit/" not in html and "/add/" not in html and "/contact/" not in html
    assert reverse("companies:one_pager", args=[company.slug]) in html


def test_rooms_above_add_their_panels(client, company, staff, monkeypatch):
    said = [lambda request, row: {"title": f"路演记录 {row}", "template": "companies/_events.html", "context": {}}]
    said.append(lambda request, row: None)
    monkeypatch.setattr(registry, "panels", said)
    assert "路演记录 栖岚" in page(client, company)


def test_the_timeline_goes_by_what_happened_and_pages_without_repeating(client, company, staff, now):
    for n in range(60):
        day = partial_date.parse(date(2024, 1, 1) + timedelta(days=n // 2))
        products.add_milestone(company, by=staff, now=now, text=f"事件{n:02d}", happened=day)
    seen, address = [], reverse("companies:timeline", args=[company.slug])
    at = ""
    for _page in range(3):
        answer = client.get(address, {"at": at} if at else {})
        seen += [event.pk for event in answer.context["events"]]
        at = answer.context["older"]
        if not at:
            break
    assert len(seen) == len(set(seen)) == company.events.count()
    assert client.get(address, {"at": "nonsense"}).context["events"][0].pk == seen[0]


def test_what_has_no_date_stands_last_and_not_under_the_day_it_was_recorded(client, company, staff, now):
    """The remark loaded with the facts too; what we did ourselves happened when we recorded it."""
    for n in range(3):
        day = partial_date.parse(f"201{n}年")
        products.add_milestone(company, by=staff, now=now, text=f"有日期{n}", happened=day)
        products.add_milestone(company, by=staff, now=now, text=f"没日期{n}")
    funding.add_round(company, by=staff, now=now, label="天使轮", type="angel", amount=money.parse("1亿元"))
    places.add_honour(company, by=staff, now=now, name="瞪羚", year=2015)
    people.add_note(company, by=None, now=now, text="随数据导入", quiet=True)
    people.add_note(company, by=staff, now=now, text="今天聊过")
    seen, at, words = [], "", [("今天聊过", False), ("栖岚", False), ("瞪羚", False)]
    while True:
        page_rows, at = portrait.timeline_page(company, staff, cursor=at, size=2)
        assert all(e.undated == e.last for e in page_rows)
        seen += page_rows
        if not at:
            break
    words += [(f"有日期{n}", False) for n in (2, 1, 0)]
    words += [("随数据", True), ("天使轮", True), *((f"没日期{n}", True) for n in (2, 1, 0))]
    said = [(timeline.sentence(e), e.undated) for e in seen]
    for (part, last), (text, undated) in zip(words, said, strict=True):
        assert part in text and last == undated
    dated, undated = client.get(reverse("companies:timeline", args=[company.slug])).content.decode().split("日期不详")
    assert undated.count("2026-11-16 录入") == 5 and " 录入" not in dated


def test_a_fact_leaves_the_undated_part_once_its_date_is_known(company, staff, now):
    milestone = products.add_milestone(company, by=staff, now=now, text="某事")
    round_ = funding.add_round(company, by=staff, now=now, label="A轮", type="a", amount=money.parse("1亿元"))
    assert sum(e.undated for e in company.events.all()) == 2
    when, later = partial_date.parse("2021年"), partial_date.parse("2022年")
    products.edit_milestone(milestone, by=staff, now=now, changes={"happened": when})
    funding.edit_round(round_, by=staff, now=now, changes={"announced": when})
    told = company.events.filter(kind__in=("milestone", "round"))
    assert [e.happened for e in told] == [when, when] and not any(e.undated for e in company.events.all())
    products.edit_milestone(milestone, by=staff, now=now, changes={"happened": later})
    assert [e.happened for e in told.filter(kind="milestone")] == [when]  # what was told stays; its correction follows


@pytest.mark.parametrize(
    ("code", "said"), [("en", "date unknown, recorded 2026-11-16"), ("zh-hans", "日期不详，2026-11-16")]
)
def test_news_without_a_date_says_so_in_letters_and_lists(client, company, staff, now, code, said):
    following.follow(staff, now=now, company=company)
    products.add_milestone(company, by=staff, now=now, text="某事")
    client.cookies["django_language"] = code
    assert said in client.get(reverse("companies:following")).content.decode()
    with translation.override(code):
        assert said in letters.day(company.events.get(kind="milestone"))


def test_the_one_pager_carries_no_contact_details(client, company, staff, now):
    fill(company, staff, now, 3)
    html = client.get(reverse("companies:one_pager", args=[company.slug])).content.decode()
    assert "@page" not in html and "1380000" not in html and "wx" not in html
    assert "QL-" in html and "CEO" in html


def test_follow_and_unfollow_by_one_button(client, company, staff):
    address = reverse("companies:follow")
    fragment = client.post(address, {"company": company.slug, "do": "follow"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in fragment.content.decode() and "<html" not in fragment.content.decode()
    assert staff.follows.filter(company=company).exists()
    back = client.post(address, {"company": company.slug, "do": "unfollow", "next": company.get_absolute_url()})
    assert back.status_code == 302 and back.url == company.get_absolute_url()
    assert not staff.follows.exists()


def test_what_one_may_not_see_cannot_be_followed(client, company, staff, now):
    companies.edit_company(company, by=staff, now=now, changes={"confidential": True})
    fund = UserFactory(roles=[Role.FUND])
    client.force_login(fund)
    assert client.post(reverse("companies:follow"), {"company": company.slug}).status_code == 404
    assert not fund.follows.exists()


def test_the_following_page_shows_news_of_what_is_followed_and_no_more(client, staff, company, now):
    other = companies.add_company(by=staff, now=now, name="别家医药有限公司", track="cgt", demo=True)
    third = companies.add_company(by=staff, now=now, name="无关医药有限公司", demo=True)
    following.follow(staff, now=now, company=company)
    following.follow(staff, now=now, track="cgt")
    for row in (company, other, third):
        products.add_milestone(row, by=staff, now=now, text=f"{row.name}的新闻")
    html = client.get(reverse("companies:following")).content.decode()
    assert "栖岚生物科技有限公司的新闻" in html and "别家医药有限公司的新闻" in html
    assert "无关医药有限公司的新闻" not in html
