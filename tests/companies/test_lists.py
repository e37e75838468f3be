"""The lists: what each shows, finds and sums, at a fixed number of queries."""

import base64
import json
from datetime import date, timedelta
from io import BytesIO
from itertools import count

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from companies.actions import companies, funding, people, places, products
from companies.filters import CompanyFilter, InvestorFilter, ProductFilter, RoundFilter
from companies.formats import money, partial_date
from companies.models import Company, FundingRound, Park
from companies.vocab import InvestorKind
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role
from scouting.base import paging
from tests.factories import CompanyFactory, InvestorFactory, UserFactory, promoter

pytestmark = pytest.mark.django_db
SERIAL = count(1)


@pytest.fixture
def staff(client):
    user = promoter()
    client.force_login(user)
    return user


def full_company(now, by, **more):
    """A company with two of everything that a list shows."""
    n = next(SERIAL)
    company = companies.add_company(by=by, now=now, name=f"测试{n}号生物有限公司", owner=by, demo=True, **more)
    for k in range(2):
        investor = InvestorFactory()
        person = people.add_person(
            by=by, now=now, name=f"许{n}{k}", mobile=f"138{n:04d}{k:04d}", demo=True, known_by=by
        )
        people.add_position(person, by=by, now=now, company=company, title="CEO")
        people.add_position(person, by=by, now=now, investor=investor, title="VP")
        funding.add_round(
            company, by=by, now=now, label=f"{k}轮", type="a", amount=money.parse("1亿元"), demo=True,
            announced=partial_date.parse("2024年5月"),
            participations=[(investor, "lead"), (InvestorFactory(), "follow")],
        )  # fmt: skip
        product = products.add_product(company, by=by, now=now, name=f"P{k}", demo=True)
        for region in ("CN", "US"):
            products.set_stage(product, by=by, now=now, indication="x", region=region, stage="ph1", demo=True)
        products.add_milestone(company, by=by, now=now, text=f"事{k}", demo=True)
        park = Park.objects.get_or_create(code=f"p{k}", defaults={"name": f"园{k}"})[0]
        places.add_site(company, by=by, now=now, park=park, demo=True)
    return company


# session and user 2, roles 1, then: rows, count, and what each row needs
QUERIES = {
    "/companies/": 6,
    "/rounds/": 7,
    "/products/": 5,
    "/milestones/": 4,
    "/investors/": 7,
    "/people/": 8,
}


@pytest.mark.parametrize("path", QUERIES)
def test_a_list_costs_the_same_for_one_row_and_for_three(client, staff, now, path, django_assert_num_queries):
    full_company(now, staff)
    client.get(path)
    with django_assert_num_queries(QUERIES[path]):
        assert client.get(path).status_code == 200
    full_company(now, staff)
    full_company(now, staff)
    with django_assert_num_queries(QUERIES[path]):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", QUERIES)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_gives_itself_as_a_file_and_logs_it(client, staff, now, path, kind):
    full_company(now, staff)
    answer = client.get(path, {"format": kind})
    body = b"".join(answer.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf" if kind == "csv" else b"PK")
    assert StateChange.objects.filter(after="exported", by=staff).count() == 1


def test_a_company_named_like_a_formula_stays_text(client, staff, now):
    companies.add_company(by=staff, now=now, name='=HYPERLINK("http://x")', demo=True)
    text = b"".join(client.get("/companies/", {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK" in text and "\r\n" in text


@pytest.mark.parametrize("query", ["药康", "yaokang", "yk", "yksw", "GemPharmatech", "集萃药康", "688046", "gempharm"])
def test_search_finds_a_company_however_it_is_called(client, staff, now, query):
    company = companies.add_company(
        by=staff,
        now=now,
        name="江苏集萃药康生物科技股份有限公司",
        short_name="药康生物",
        name_en="GemPharmatech",
        demo=True,
    )
    places.add_listing(company, by=staff, now=now, board="star", code="688046", demo=True)
    CompanyFactory()
    rows = client.get("/companies/", {"q": query}).context["page"].rows
    assert rows == [company]


def test_phrases_are_shown_and_summed_honestly(client, staff, now):
    """Scenario 8."""
    company = CompanyFactory()
    for text in ("千万元级别", "近亿元", "未披露", "1.2亿元", "500万美元"):
        funding.add_round(company, by=staff, now=now, label=text, type="a", amount=money.parse(text), demo=True)
    answer = client.get("/rounds/", {"sort": "most-cny"})
    assert [r.amount_text for r in answer.context["page"]] == ["1.2亿元", "近亿元", "千万元级别", "未披露"]
    answer = client.get("/rounds/", {"sort": "least-cny"})
    assert [r.amount_text for r in answer.context["page"]] == ["千万元级别", "近亿元", "1.2亿元", "未披露"]
    totals = client.get("/rounds/").context["totals"]
    for part in ("1.2亿元", "0.9-2.0亿元", "1", "500"):
        assert part in totals, totals


def test_a_year_is_shown_as_a_year_and_may_be_uncertain(client, staff, now):
    """Scenario 9."""
    company = CompanyFactory(name="愈方生物")
    park = Park.objects.create(code="p", name="园")
    places.add_site(company, by=staff, now=now, park=park, settled=partial_date.parse("2021年"), demo=True)
    rows = client.get("/companies/", {"settled": "2021"}).context["page"].rows
    assert [(r, r.unsure) for r in rows] == [(company, False)]
    rows = client.get("/companies/", {"settled": "before 2021-06"}).context["page"].rows
    assert [(r, r.unsure) for r in rows] == [(company, True)]
    assert client.get("/companies/", {"settled": "2022"}).context["page"].rows == []
    assert "2021-01-01" not in client.get("/companies/", {"settled": "2021"}).content.decode()


def test_an_empty_list_names_the_filter_to_drop(client, staff, now):
    CompanyFactory.create_batch(3, track="cgt")
    context = client.get("/companies/", {"track": "cgt", "listed": "yes"}).context
    assert context["suggestion"]["n"] == 3 and "listed" not in context["suggestion"]["url"]


def test_an_empty_list_counts_what_the_sorting_leaves(client, staff, now):
    """Sorted by what was raised in dollars, a filter is not worth dropping for companies that raised none."""
    CompanyFactory.create_batch(3, track="cgt")
    company = CompanyFactory(track="vaccine")
    funding.add_round(company, by=staff, now=now, label="A", type="a", amount=money.parse("500万美元"), demo=True)
    context = client.get("/companies/", {"track": "cgt", "listed": "yes", "sort": "raised-usd"}).context
    assert context["suggestion"] is None
    context = client.get("/companies/", {"track": "cgt", "sort": "raised-usd"}).context
    assert context["suggestion"]["n"] == 1


def test_where_no_single_filter_is_to_blame_all_are_offered_for_clearing(client, staff):
    CompanyFactory(track="cgt")
    body = client.get("/companies/", {"track": "vaccine", "listed": "yes"}).content.decode()
    assert "没有符合筛选条件的记录" in body and 'href="/companies/"' in body.split("empty-state")[1]


def test_amount_filter_marks_what_it_cannot_decide(client, staff, now):
    company = CompanyFactory()
    for text in ("6000万元", "千万元级别", "500万元"):
        funding.add_round(company, by=staff, now=now, label=text, type="a", amount=money.parse(text), demo=True)
    rows = client.get("/rounds/", {"at_least": "5000万元"}).context["page"].rows
    assert {(r.amount_text, r.unsure) for r in rows} == {("6000万元", False), ("千万元级别", True)}


def test_contact_details_neither_shown_nor_exported_nor_found_without_the_right(client, now):
    client.force_login(UserFactory(roles=[Role.PROMOTER]))
    people.add_person(by=promoter(), now=now, name="陈雨", mobile="13812345678", email="s@example.com", demo=True)
    body = client.get("/people/").content.decode()
    assert "138****5678" in body and "13812345678" not in body and "s@example.com" not in body
    file = b"".join(client.get("/people/", {"format": "csv"}).streaming_content).decode()
    assert "陈雨" in file and "1381234" not in file
    assert client.get("/people/", {"q": "13812345678"}).context["page"].rows == []


def test_the_team_s_own_work_is_neither_shown_nor_sorted_nor_filtered_for_a_fund(client, now):
    by = promoter(name="周经理")
    spoken, silent = CompanyFactory(owner=by), CompanyFactory()
    people.log_contact(spoken, by=by, now=now, text="谈过", channel="wechat")
    partner = people.add_person(by=by, now=now, name="许三", mobile="13800000000", demo=True, known_by=by)
    people.add_position(partner, by=by, now=now, investor=InvestorFactory(), title="VP")
    client.force_login(UserFactory(roles=[Role.FUND]))
    day = f"{now:%Y-%m-%d}"
    for address in ("/companies/", "/investors/"):
        body = client.get(address).content.decode()
        assert "周经理" not in body and day not in body.split("<table")[1]
        file = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode()
        assert "周经理" not in file and day not in file
    for params in ({"no_contact": "30"}, {"owner": "none"}):
        assert set(client.get("/companies/", params).context["page"].rows) == {spoken, silent}
        assert len(client.get("/api/companies/", params).json()["results"]) == 2
    names = client.get("/companies/").context
    assert "contact" not in [code for code, _label, _on in names["orders"]]


def test_a_fund_sees_no_confidential_company_and_no_people(client, now):
    client.force_login(UserFactory(roles=[Role.FUND]))
    open_one, secret = CompanyFactory(), CompanyFactory(confidential=True)
    funding.add_round(secret, by=None, now=now, label="A", type="a", amount=money.parse("1亿元"), demo=True)
    assert client.get("/companies/").context["page"].rows == [open_one]
    assert client.get("/rounds/").context["page"].rows == []
    assert client.get(f"/companies/{secret.slug}/").status_code == 404
    assert client.get("/people/").status_code == 403


def test_bad_input_is_told_beside_the_field(client, staff):
    answer = client.get("/companies/", {"settled": "übermorgen"})
    assert answer.status_code == 200 and answer.context["filter"].form.errors["settled"]


def test_a_workbook_is_written_whatever_was_typed(client, staff):
    CompanyFactory(name="甲\x01\x1b乙\uffff有限公司")
    file = BytesIO(b"".join(client.get("/companies/", {"format": "xlsx"}).streaming_content))
    cells = [row[0] for row in load_workbook(file, read_only=True).active.iter_rows(values_only=True)]
    assert cells[1] == "甲乙有限公司"


# --- paging ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("order", [["sort_key", "id"], ["-latest_round_sort", "-id"], ["contact_sort", "id"]])
def test_paging_forth_and_back_meets_each_row_once(order):
    CompanyFactory.create_batch(25)
    rows, cursor, pages = [], "", []
    while True:
        page = paging.keyset(Company.objects.all(), order, cursor=cursor, size=10)
        rows += page.rows
        pages.append(page)
        cursor = page.next
        if not cursor:
            break
    assert rows == list(Company.objects.order_by(*order)) and len(pages) == 3
    back = paging.keyset(Company.objects.all(), order, cursor=pages[2].previous, size=10)
    assert back.rows == pages[1].rows
    first = paging.keyset(Company.objects.all(), order, cursor=back.previous, size=10)
    assert first.rows == pages[0].rows and first.previous == ""


def test_a_row_added_meanwhile_neither_repeats_nor_hides_another():
    CompanyFactory.create_batch(20)
    page = paging.keyset(Company.objects.all(), ["sort_key", "id"], size=10)
    CompanyFactory(sort_key="")
    after = paging.keyset(Company.objects.all(), ["sort_key", "id"], cursor=page.next, size=10)
    assert not set(page.rows) & set(after.rows) and len(after.rows) == 10


@pytest.mark.parametrize(
    ("sort", "values"),
    [
        ("name", ["a", "9" * 30]),
        ("name", ["\ud800", "1"]),
        ("stage", ["9" * 30, "1"]),
        ("round", ["2021-01-01", "-" + "9" * 30]),
        ("contact", ["0001-01-01T00:00:00+14:00", "1"]),
        ("contact", ["9999-12-31T23:59:59-14:00", "1"]),
        ("raised-cny", ["1e30", "1"]),
        ("raised-cny", ["NaN", "1"]),
    ],
)
def test_a_cursor_with_values_no_database_takes_gives_the_first_page(client, staff, now, sort, values):
    company = CompanyFactory()
    funding.add_round(company, by=staff, now=now, label="A", type="a", amount=money.parse("1亿元"), demo=True)
    at = base64.urlsafe_b64encode(json.dumps([0, *values]).encode()).decode()
    assert client.get("/companies/", {"sort": sort, "at": at}).context["page"].rows == [company]


@pytest.mark.parametrize("cursor", ["x", "bm90anNvbg", "WzAsICJhIl0", "W10", "a" * 5000, "WzAsMSwyXQ"])
def test_a_broken_cursor_gives_the_first_page(client, staff, cursor):
    CompanyFactory()
    assert len(client.get("/companies/", {"at": cursor}).context["page"].rows) == 1


@pytest.mark.parametrize("sort", ["round", "stage", "contact", "raised-cny", "raised-usd"])
def test_every_sort_pages_through_all_its_rows(client, staff, now, sort, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 2)
    for n in range(5):
        company = CompanyFactory()
        for currency in ("元", "美元"):
            amount = money.parse(f"{n + 1}00万{currency}")
            funding.add_round(company, by=staff, now=now, label=currency, type="a", amount=amount, demo=True)
    seen, url = [], f"/companies/?sort={sort}"
    for _ in range(9):
        answer = client.get(url)
        seen += [r.pk for r in answer.context["page"]]
        if not answer.context["links"]["next"]:
            break
        url = f"/companies/{answer.context['links']['next']}"
    assert len(seen) == len(set(seen)) == 5


def test_ranges_match_the_words_they_stand_for(now, staff):
    """What SQL lets through is what partial_date.matches does not call "no"."""
    from companies import uncertain

    company = CompanyFactory()
    for k, text in enumerate(["2021", "2021-06", "2021Q3", "2021H2", "2021-07-15", "约2021年", "2021年前", "2021年后"]):
        funding.add_round(
            company, by=None, now=now, label=str(k), type="a", amount=money.Amount(), demo=True,
            announced=partial_date.parse(text),
        )  # fmt: skip
    days = [date(2019, 6, 1) + timedelta(days=97 * n) for n in range(14)]
    for start in (*days, None):
        for end in (*days, None):
            if start and end and start > end:
                continue
            found = set(FundingRound.objects.filter(uncertain.may_lie_between("announced", start, end)))
            wanted = {r for r in FundingRound.objects.all() if partial_date.matches(r.announced, start, end) != "no"}
            assert found == wanted, (start, end, [str(r.announced) for r in found ^ wanted])


def test_an_english_reader_is_told_what_chinese_words_mean_and_keeps_them(client, staff, now):
    company = CompanyFactory()
    for text in ("近亿元", "1.5亿元", "CNY 30 million"):
        funding.add_round(
            company, by=staff, now=now, label=text, type="a", amount=money.parse(text), demo=True,
            announced=partial_date.parse("2021"),
        )  # fmt: skip
    client.cookies["django_language"] = "en"
    body = client.get("/rounds/").content.decode()
    assert "CNY 80-100M (近亿元)" in body and "CNY 150,000,000 (1.5亿元)" in body
    assert ">CNY 30 million<" in body
    client.cookies["django_language"] = "zh-hans"
    assert "CNY 150" not in client.get("/rounds/").content.decode()


@pytest.mark.parametrize(("code", "said"), [("en", "amount in USD, largest first"), ("zh-hans", "美元金额，从大到小")])
def test_the_orders_are_named_in_the_language_of_the_page(client, staff, code, said):
    client.cookies["django_language"] = code
    assert said in client.get("/rounds/").content.decode()


def test_filters_that_leave_nothing_only_together_can_all_be_cleared(client, staff):
    CompanyFactory(track="cgt", short_name="甲")
    body = client.get("/companies/", {"track": "ivd", "listed": "yes", "q": "无此企业"}).content.decode()
    assert "没有符合" in body or "Nothing matches" in body
    assert 'href="/companies/"' in body


@pytest.mark.parametrize("address", ["/rounds/", "/products/", "/milestones/", "/park/"])
def test_lists_beside_the_companies_are_in_their_room(client, staff, address):
    client.force_login(staff)
    assert client.get(address).context["shell"].room == "companies"


def test_exports_name_tracks_in_words(client, staff):
    from companies.models import Investor

    Investor.objects.create(name="某基金", slug="f", tracks=["cgt", "ivd"])
    file = b"".join(client.get("/investors/", {"format": "csv"}).streaming_content).decode()
    assert "cgt" not in file


def test_a_round_of_no_known_type_is_not_called_undisclosed_beside_its_label(client, staff, now):
    given = {"label": "C轮", "type": "undisclosed", "amount": money.parse("1亿元"), "demo": True}
    funding.add_round(CompanyFactory(), by=staff, now=now, **given)
    cell = client.get("/rounds/").context["table"].rows[0].get_cell("label")
    assert cell == "C轮"


@pytest.mark.parametrize(
    ("chosen", "params"),
    [
        (CompanyFilter, {"track": ["cgt", "device"], "stage": ["ph1"], "round": ["a"]}),
        (RoundFilter, {"type": ["a", "b"], "track": ["cgt"]}),
        (ProductFilter, {"modality": ["cgt"], "stage": ["ph1", "ph2"]}),
        (InvestorFilter, {"kind": [InvestorKind.values[0]]}),
    ],
)
def test_a_choice_of_several_never_sorts_all_that_match(chosen, params, rf):
    """DISTINCT would, at a million rows: 46 ms for the fifty of one track."""
    request = rf.get("/")
    request.user = UserFactory(roles=[Role.PROMOTER])
    query = QueryDict(mutable=True)
    for key, values in params.items():
        query.setlist(key, values)
    found = chosen(query, queryset=chosen.Meta.model.objects.all(), request=request)
    assert found.is_valid()
    assert not found.qs.query.distinct
    assert list(found.qs) == []


def test_a_product_with_two_stages_comes_once(client, staff, now):
    company = full_company(now, staff)
    rows = client.get("/products/", {"stage": ["ph1", "ph2"]}).context["page"].rows
    assert sorted(p.pk for p in rows) == sorted(company.products.values_list("pk", flat=True))
