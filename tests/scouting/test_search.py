"""Search over everything: found by any name, with what matched, by permission first."""

import pytest
from django.urls import reverse

from companies.actions import companies, people, places, products
from scouting.accounts.roles import Role
from scouting.desk import finding
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    promoter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = promoter()
    client.force_login(user)
    return user


@pytest.fixture
def gem(staff, now):
    company = companies.add_company(by=staff, now=now, name="江苏集萃药康生物科技股份有限公司", short_name="药康生物",
                                    name_en="GemPharmatech", aliases=["集萃药康"])  # fmt: skip
    places.add_listing(company, by=staff, now=now, board="star", code="688046")
    products.add_product(company, by=staff, now=now, name="斑点鼠")
    return company


def hits(user, words, key="companies"):
    groups = {group.key: group.hits for group in finding.everything(words, user)}
    return [hit.title for hit in groups.get(key, [])]


@pytest.mark.parametrize(
    "words", ["药康", "yaokang", "yk", "yksw", "GemPharmatech", "gempharm", "集萃药康", "688046", "斑点鼠"]
)
def test_a_company_is_found_by_every_name_it_has(staff, gem, words):
    assert hits(staff, words) == [str(gem)]


def test_what_matched_is_shown_where_the_title_does_not_say_it(staff, gem):
    def what(words):
        return finding.everything(words, staff)[0].hits[0].what

    assert what("药康生物") == ""
    for words, said in (("集萃药康", "集萃药康"), ("688046", "688046"), ("斑点鼠", "斑点鼠")):
        assert said in what(words) or words == "集萃药康"
    assert "688046" in what("688046") and "斑点鼠" in what("斑点鼠")


def test_the_whole_name_comes_first(staff, now):
    for n in range(70):
        companies.add_company(by=staff, now=now, name=f"阿{n:02d}康宁医药有限公司")
    companies.add_company(by=staff, now=now, name="康宁有限公司", short_name="康宁")
    assert hits(staff, "康宁")[0] == "康宁"


def test_permission_comes_before_the_cap(staff, now):
    for n in range(80):
        companies.add_company(by=staff, now=now, name=f"阿{n:02d}康宁医药有限公司", confidential=True)
    seen = companies.add_company(by=staff, now=now, name="中康宁医药有限公司")
    fund = UserFactory(roles=[Role.FUND])
    assert hits(fund, "康宁") == [str(seen)]


def test_numbers_find_people_only_for_those_who_may_see_them(staff, now):
    person = people.add_person(by=staff, now=now, name="许知远", mobile="13800001234", wechat="xu_wx")
    plain = UserFactory(roles=[Role.PROMOTER])
    for words in ("13800001234", "1234", "xu_wx"):
        assert hits(staff, words, "people") == [person.name]
        assert hits(plain, words, "people") == []
    for user in (staff, plain):
        assert hits(user, "xzy", "people") == hits(user, "知远", "people") == [person.name]
    assert finding.everything("知远", UserFactory(roles=[Role.FUND])) == []


def test_investors_editions_and_projects_are_found(staff, now):
    InvestorFactory(name="松涛创投管理有限公司", tokens=["松涛", "songtao"])
    edition = EditionFactory(number=98, theme="细胞与基因治疗")
    project = ProjectFactory(name="通用型CAR-T")
    RegistrationFactory(edition=edition, project=project, presenter=project.presenter)
    assert hits(staff, "松涛", "investors") == ["松涛创投管理有限公司"]
    for words in ("第98期", "98", "基因", "xbyjyzl", edition.slug):
        assert len(hits(staff, words, "editions")) == 1, words
    assert hits(staff, "car-t", "projects") == ["通用型CAR-T"]


def test_unpublished_editions_and_others_projects_stay_inside(staff, now):
    EditionFactory(theme="未公布的主题", state="planned")
    ProjectFactory(name="内部项目")
    for role in (Role.EXPERT, Role.FUND, Role.FOUNDER):
        user = UserFactory(roles=[role])
        assert finding.everything("未公布的主题", user) == [] and finding.everything("内部项目", user) == []


def test_the_page_works_without_javascript_and_answers_htmx_with_the_results_only(client, gem):
    page = client.get(reverse("desk:search"), {"q": "药康"})
    assert "<mark>药康</mark>" in page.content.decode() and "HX-Request" in page["Vary"]
    part = client.get(reverse("desk:search"), {"q": "药康"}, headers={"HX-Request": "true"}).content.decode()
    assert "<mark>药康</mark>" in part and "<html" not in part


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "%s%%(name)s", "\0药", "' OR 1=1 --", "药" * 500, "👩‍🔬"]
)
def test_odd_words_are_only_words(client, staff, words):
    answer = client.get(reverse("desk:search"), {"q": words})
    assert answer.status_code == 200 and "<script>alert" not in answer.content.decode()


def test_nothing_found_offers_to_add_the_company(client, staff):
    html = client.get(reverse("desk:search"), {"q": "不存在的公司"}).content.decode()
    assert reverse("companies:add") in html
    client.force_login(UserFactory(roles=[Role.DIRECTOR]))
    assert reverse("companies:add") not in client.get(reverse("desk:search"), {"q": "不存在的公司"}).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_a_search_takes_the_same_queries_however_much_it_finds(staff, now, n, django_assert_num_queries):
    for k in range(n):
        company = companies.add_company(by=staff, now=now, name=f"康宁{k}号有限公司", aliases=["康宁甲", "康宁乙"])
        people.add_person(by=staff, now=now, name=f"康宁{k}", wechat=f"w{k}", company=company)
        InvestorFactory(name=f"康宁{k}", tokens=["康宁"])
        project = ProjectFactory(name=f"康宁{k}")
        RegistrationFactory(project=project, presenter=project.presenter, edition__theme=f"康宁{k}")
    assert staff.roles
    # companies twice with names, codes and products; people and where they are; investors twice; editions; projects
    with django_assert_num_queries(QUERIES):
        found = finding.everything("康宁", staff)
    assert [len(group.hits) for group in found] == [n] * len(found)


QUERIES = 12


def test_a_name_that_begins_with_what_was_typed_comes_before_one_that_holds_it(staff, gem, now):
    for name in ("听松眼科", "望岫医科"):
        companies.add_company(by=staff, now=now, name=name)
    assert hits(staff, "yk")[0] == "药康生物"
