from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from companies import actions
from companies.duplicates import candidates
from companies.formats.partial_date import PartialDate
from companies.models import Company
from companies.timeline import sentence
from tests.factories import promoter

pytestmark = pytest.mark.django_db
CODE = "91320191MA0TEXT043"


@pytest.fixture
def by():
    return promoter()


def add(by, now, name, **kwargs):
    return actions.add_company(by=by, now=now, name=name, **kwargs)


def test_added_company_is_found_by_every_name(by, now):
    company = add(by, now, "江苏集萃药康生物科技股份有限公司", short_name="药康生物", name_en="GemPharmatech",
                  aliases=["Jicui Yaokang"])  # fmt: skip
    actions.add_listing(company, by=by, now=now, board="star", code="688046.SH")
    actions.add_product(company, by=by, now=now, name="斑点鼠", code="NOD-SCID")
    for words in ("药康", "yaokang", "yk", "yksw", "GemPharmatech", "集萃药康", "688046", "jicui", "斑点鼠"):
        assert list(Company.objects.search(words)) == [company], words
    company.refresh_from_db()
    assert company.slug == "yaokangshengwu" and company.entered_by == by
    assert company.history.get().history_user == by
    assert [e.kind for e in company.events.order_by("id")] == ["company_added", "listing"]


def test_two_companies_of_one_name_get_two_addresses(by, now):
    assert [add(by, now, "药康生物").slug for _ in range(3)] == [
        "yaokangshengwu",
        "yaokangshengwu-2",
        "yaokangshengwu-3",
    ]


@pytest.mark.parametrize("code", ["91350100M000100Y4Z", "9132O191MA0TEXT043", "91320191MA0TEXT04"])
def test_bad_credit_code_is_refused_beside_its_field(by, now, code):
    with pytest.raises(ValidationError) as error:
        add(by, now, "甲公司", credit_code=code)
    assert list(error.value.message_dict) == ["credit_code"]
    assert not Company.objects.exists()


def test_taken_credit_code_names_the_holder(by, now):
    first = add(by, now, "甲公司", credit_code="9132 0191 ma0text043")
    assert first.credit_code == CODE
    with pytest.raises(ValidationError, match="甲公司"):
        add(by, now, "乙公司", credit_code=CODE)
    other = add(by, now, "乙公司")
    with pytest.raises(ValidationError, match="甲公司"):
        actions.edit_company(other, by=by, now=now, changes={"credit_code": CODE})
    assert actions.edit_company(first, by=by, now=now, changes={"credit_code": CODE}).credit_code == CODE


def test_no_credit_code_is_normal(by, now):
    add(by, now, "甲公司")
    add(by, now, "乙公司")
    assert Company.objects.filter(credit_code="").count() == 2


def test_edit_keeps_old_and_new_and_the_former_name(by, now):
    company = add(by, now, "甲药业有限公司", short_name="甲药业")
    before = Company.objects.get(pk=company.pk)
    fresh = actions.edit_company(
        company, by=by, now=now, source="公告",
        changes={"name": "丙药业有限公司", "track": "cgt", "founded": PartialDate(date(2002, 1, 1), "year")},
    )  # fmt: skip
    assert fresh.slug == before.slug and fresh.source == "公告"
    assert [a.name for a in fresh.aliases.all()] == ["甲药业有限公司"]
    assert Company.objects.search("丙药业").get() == fresh == Company.objects.search("甲药业有限").get()
    event = fresh.events.get(kind="fact")
    assert event.audience == "team" and event.source == "公告" and event.by == by
    with translation.override("en"):
        said = sentence(event)
    assert (
        "甲药业有限公司 → 丙药业有限公司" in said and "Other → Cell and gene therapy" in said and "none → 2002" in said
    )
    assert "2002-01-01" not in said
    assert fresh.history.count() == 2


def test_edit_of_nothing_writes_nothing(by, now):
    company = add(by, now, "甲公司")
    actions.edit_company(company, by=by, now=now, changes={"name": "甲公司", "summary": ""})
    assert company.history.count() == 1 and company.events.count() == 1


def test_unknown_field_is_a_programming_error(by, now):
    with pytest.raises(ValueError, match="slug"):
        actions.edit_company(add(by, now, "甲公司"), by=by, now=now, changes={"slug": "x"})


def test_made_up_facts_stay_off_real_companies(by, now):
    with pytest.raises(ValueError, match="made-up"):
        actions.add_site(add(by, now, "甲公司"), by=by, now=now, city="南京", demo=True)


@pytest.mark.parametrize("typed", ["中科超精（南京）科技有限公司", "Sinotech Super Precision", "中科超精科技有限公司"])
def test_same_firm_under_another_name_is_a_candidate(by, now, typed):
    company = add(by, now, "中科超精(南京)科技有限公司", short_name="中科超精", aliases=["Sinotech Super Precision"])
    found = candidates(name=typed)
    assert [c.company for c in found] == [company] and found[0].code == "name" and found[0].score == 100


def test_same_code_is_a_candidate_and_similar_names_only_warn(by, now):
    shunxin = add(by, now, "正大天晴药业集团南京顺欣制药有限公司", short_name="正大天晴顺欣", credit_code=CODE)
    assert candidates(name="别的名字", credit_code=CODE)[0].code == "code"
    assert [c.code for c in candidates(name="南京正大天晴")] == ["similar"]
    assert add(by, now, "南京正大天晴制药有限公司").pk
    assert candidates(name="南京正大天晴制药有限公司", but=shunxin.pk)[0].company != shunxin


def test_different_firms_are_no_candidates(by, now):
    add(by, now, "无锡药明康德新药开发股份有限公司", short_name="药明康德")
    assert candidates(name="药石科技") == []
    assert candidates(name="") == [] == candidates(name="()")


def test_slip_of_the_pen_is_similar(by, now):
    add(by, now, "Singleron Biotechnologies")
    assert candidates(name="Singlerron Biotechnologies Ltd")[0].code == "similar"
