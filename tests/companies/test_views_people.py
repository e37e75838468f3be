"""People and investors: reachable, known by somebody, masked for those without the right."""

import pytest
from django.urls import reverse

from companies.actions import companies, funding, investors, people
from companies.formats import money
from companies.models import Investor, Person
from scouting.accounts.roles import Role
from scouting.base import clock
from tests.companies.test_views_edits import typed_again
from tests.factories import CompanyFactory, InvestorFactory, UserFactory, promoter

pytestmark = pytest.mark.django_db
PLAIN = {"prefers": "wechat", "language": "zh-hans", "basis": "consent", "confidence": "1"}


@pytest.fixture
def staff(client):
    user = promoter()
    client.force_login(user)
    return user


@pytest.fixture
def person(staff, now):
    return people.add_person(by=staff, now=now, name="许知远", mobile="138 0000 1234", wechat="xu_wx",
                             email="xu@example.com", title="董事长", demo=True)  # fmt: skip


def add(client, **data):
    return client.post(reverse("companies:add_person"), PLAIN | data)


def test_a_person_is_added_at_a_company_and_addressed_by_their_title(client, staff):
    company = CompanyFactory()
    answer = add(client, name="陈立", title_held="主任", wechat="chenli", company=company.slug, known="on")
    person = Person.objects.get()
    assert answer.url == company.get_absolute_url()
    assert person.address == "陈主任" and person.positions.get().company == company
    assert person.acquaintances.get().user == staff and person.demo == company.demo


@pytest.mark.parametrize(
    ("field", "data"), [("mobile", {}), ("mobile", {"mobile": "138"}), ("email", {"email": "no address"})]
)
def test_at_least_one_way_that_works(client, staff, field, data):
    answer = add(client, name="陈立", title_held="主任", **data)
    assert field in answer.context["form"].errors and "主任" in answer.content.decode()
    assert not Person.objects.exists()


def test_somebody_reached_the_same_way_is_shown_first(client, person):
    answer = add(client, name="徐某", mobile="+86 13800001234")
    assert person.get_absolute_url() in answer.content.decode() and Person.objects.count() == 1
    add(client, name="徐某", mobile="+86 13800001234", confirmed=answer.context["form"].to_confirm)
    assert Person.objects.count() == 2


def test_without_the_right_no_number_can_be_tried_out(client, person):
    client.force_login(UserFactory(roles=[Role.PROMOTER]))
    assert add(client, name="徐某", mobile="13800001234").status_code == 302
    same = add(client, name="许知远", mobile="13800001234")
    assert same.status_code == 200 and same.context["form"].found


def test_details_are_shown_by_right_only(client, person):
    html = client.get(person.get_absolute_url()).content.decode()
    assert "138 0000 1234" in html and "xu@example.com" in html and 'href="tel:+8613800001234"' in html
    client.force_login(UserFactory(roles=[Role.PROMOTER]))
    for address in (person.get_absolute_url(), reverse("companies:edit_person", args=[person.pk])):
        html = client.get(address).content.decode()
        for secret in ("13800001234", "138 0000 1234", "xu_wx", "xu@example.com"):
            assert secret not in html
    assert "138****1234" in client.get(person.get_absolute_url()).content.decode()


def test_without_the_right_details_are_not_written_either(client, person):
    client.force_login(UserFactory(roles=[Role.PROMOTER]))
    address = reverse("companies:edit_person", args=[person.pk])
    client.post(address, typed_again(client.get(address)) | {"name_en": "Xu Zhiyuan", "mobile": "13911112222"})
    person.refresh_from_db()
    assert (person.name_en, person.mobile) == ("Xu Zhiyuan", "138 0000 1234")


def test_a_person_is_nobodys_business_outside_the_team(client, person):
    for role in (Role.FUND, Role.FOUNDER, Role.EXPERT):
        client.force_login(UserFactory(roles=[role]))
        assert client.get(person.get_absolute_url()).status_code in (403, 404)


def test_positions_begin_and_end(client, staff, person, now):
    company = companies.add_company(by=staff, now=now, name="栖岚生物科技有限公司", short_name="栖岚", demo=True)
    client.post(reverse("companies:add_position", args=[person.pk]),
                {"organisation": "栖岚", "title_held": "顾问", "started": "2024", "confidence": "1"})  # fmt: skip
    held = person.positions.get()
    assert held.company == company and held.title == "顾问"
    client.post(reverse("companies:end_position", args=[person.pk, held.pk]))
    held.refresh_from_db()
    assert held.ended.value == clock.local_date(clock.now())
    again = client.post(reverse("companies:end_position", args=[person.pk, held.pk]))
    assert again.status_code == 404


def test_a_made_up_person_is_not_tied_to_a_real_company(client, staff, person, now):
    companies.add_company(by=staff, now=now, name="真实生物科技有限公司")
    client.post(reverse("companies:add_position", args=[person.pk]),
                {"organisation": "真实生物科技有限公司", "confidence": "1"})  # fmt: skip
    assert person.positions.get().company is None


def test_who_knows_a_person_and_what_was_spoken(client, staff, person, now):
    company = companies.add_company(by=staff, now=now, name="栖岚生物科技有限公司", demo=True)
    people.add_position(person, by=staff, now=now, company=company)
    people.log_contact(company, by=UserFactory(name="周敏"), now=now, text="约了下周", channel="wechat", person=person)
    client.post(reverse("companies:know", args=[person.pk]))
    html = client.get(person.get_absolute_url()).content.decode()
    assert "约了下周" in html and "周敏" in html and str(staff) in html


# --- investors -------------------------------------------------------------------------------------
def test_an_investor_is_added_and_corrected(client, staff):
    data = {"name": "松涛创投管理有限公司", "short_name": "松涛", "kind": "manager", "ticket": "3000万至1亿元",
            "tracks": ["cgt", "antibody"], "confidence": "1"}  # fmt: skip
    answer = client.post(reverse("companies:add_investor"), data)
    row = Investor.objects.get()
    assert answer.url == row.get_absolute_url() and row.tracks == ["cgt", "antibody"]
    address = reverse("companies:edit_investor", args=[row.slug])
    opened = typed_again(client.get(address)) | {"tracks": data["tracks"], "initial-tracks": data["tracks"]}
    client.post(address, opened | {"city": "南京"})
    row.refresh_from_db()
    assert (row.city, row.ticket, row.tracks) == ("南京", money.parse("3000万至1亿元"), data["tracks"])


def test_a_vehicle_names_its_manager(client, staff, now):
    manager = investors.add_investor(by=staff, now=now, name="松涛创投管理有限公司", short_name="松涛")
    data = {"name": "松涛一期基金", "kind": "vehicle", "manager": "松涛", "confidence": "1"}
    client.post(reverse("companies:add_investor"), data)
    assert Investor.objects.get(name="松涛一期基金").manager == manager
    wrong = client.post(reverse("companies:add_investor"), data | {"name": "二期", "manager": "云麓"})
    assert "manager" in wrong.context["form"].errors
    wrong = client.post(reverse("companies:add_investor"), data | {"name": "二期", "kind": "angel"})
    assert "manager" in wrong.context["form"].errors


def rounds_of(staff, now, fund, partner, n, **more):
    for k in range(n):
        company = companies.add_company(by=staff, now=now, name=f"第{k}号生物有限公司", demo=True, **more)
        funding.add_round(company, by=staff, now=now, label="A轮", type="a", amount=money.parse("近亿元"),
                          participations=[(fund, "lead"), (partner, "follow"), ("某机构", "follow")])  # fmt: skip


# user, roles; investor, counts, rounds, who took part, partners twice, vehicles, positions, who knows them, news,
# followed
QUERIES = 13


@pytest.mark.parametrize("n", [1, 3])
def test_an_investors_page_takes_the_same_queries_whatever_it_holds(client, staff, now, n, django_assert_num_queries):
    fund, partner = InvestorFactory(name="松涛创投"), InvestorFactory(name="云麓创投")
    rounds_of(staff, now, fund, partner, n)
    for k in range(n):
        people.add_person(
            by=staff, now=now, name=f"合伙人{k}", wechat=f"w{k}", investor=fund, known_by=staff, demo=True
        )
    client.get(fund.get_absolute_url())
    with django_assert_num_queries(QUERIES):
        answer = client.get(fund.get_absolute_url())
    assert answer.context["counts"] == {"rounds": n, "companies": n, "led": n}
    assert answer.context["partners"] == [(partner, n)]


def test_a_fund_sees_no_people_and_no_rounds_kept_to_the_team(client, staff, now):
    fund, partner = InvestorFactory(name="松涛创投"), InvestorFactory(name="云麓创投")
    people.add_person(by=staff, now=now, name="合伙人甲", wechat="w1", investor=fund, demo=True)
    rounds_of(staff, now, fund, partner, 1, confidential=True)
    client.force_login(UserFactory(roles=[Role.FUND]))
    answer = client.get(fund.get_absolute_url())
    assert answer.context["counts"]["rounds"] == 0 and answer.context["partners"] == []
    html = answer.content.decode()
    assert "合伙人甲" not in html and "第0号" not in html


MANDATE = {
    "tracks": ["cgt"], "modalities": ["cell", "gene"], "phases": ["preclinical", "ph1"], "regions": ["delta"],
    "excluded_tracks": ["tcm"], "exclusions": "医美\n某某药业\n", "confidence": "1", "kind": "manager",
}  # fmt: skip


def test_a_mandate_is_entered_shown_to_the_team_and_kept_from_funds(client, staff):
    answer = client.post(reverse("companies:add_investor"), MANDATE | {"name": "观澜资本"})
    row = Investor.objects.get()
    assert answer.status_code == 302
    kept = (row.modalities, row.phases, row.regions, row.excluded_tracks, row.exclusions)
    assert kept == (["cell", "gene"], ["preclinical", "ph1"], ["delta"], ["tcm"], ["医美", "某某药业"])
    client.cookies["django_language"] = "en"
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Cell therapy" in page and "Yangtze River Delta" in page and "Preclinical" in page
    assert "医美" in page and "Chinese medicine" in page
    client.force_login(UserFactory(roles=[Role.FUND]))
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Yangtze River Delta" in page and "医美" not in page


def test_a_track_cannot_be_wanted_and_left_out(client, staff):
    client.cookies["django_language"] = "en"
    answer = client.post(reverse("companies:add_investor"), MANDATE | {"name": "观澜", "excluded_tracks": ["cgt"]})
    assert answer.status_code == 200 and not Investor.objects.exists()
    assert "Also named among the tracks" in answer.content.decode()


def test_who_has_a_mandate(staff, now):
    manager = investors.add_investor(by=staff, now=now, name="甲", regions=["delta"])
    investors.add_investor(by=staff, now=now, name="乙", exclusions=["医美"])
    investors.add_investor(by=staff, now=now, name="甲一期", kind="vehicle", manager=manager, tracks=["cgt"])
    alone = investors.add_investor(by=staff, now=now, name="丙一期", kind="vehicle", tracks=["cgt"])
    assert set(Investor.objects.with_mandate()) == {manager, alone}
