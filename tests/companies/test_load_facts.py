"""The shipped facts, and the traps in them (domain.md, section 1)."""

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from companies.duplicates import candidates
from companies.formats.partial_date import PartialDate
from companies.loaders import nanjing
from companies.models import Alias, ClusterFigure, Company, Event, FundingRound, Milestone, ParkFeature, Product, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    out = StringIO()
    call_command("load_facts", stdout=out)
    return out.getvalue()


def get(key):
    return Company.objects.get(key=f"nanjing/{key}")


def found(words):
    return set(Company.objects.search(words).values_list("key", flat=True))


def everything():
    """All rows of every table with all their columns."""
    models = [m for m in apps.get_models() if m._meta.app_label in ("companies", "accounts")]
    return {m._meta.label: list(m._default_manager.order_by("pk").values()) for m in models}


def test_every_row_of_the_sources_is_read_or_kept_with_a_reason():
    data = nanjing.shipped()
    named = {f"company/{c['key']}" for c in data["companies"]}
    for company in data["companies"]:
        named |= {f"milestone/{m['key']}" for m in company.get("milestones", ())}
        named |= {f"funding_round/{r['key']}" for r in company.get("rounds", ())}
        named |= {row for product in company.get("products", ()) for row in product.get("rows", ())}
    named |= {row for part in ("features", "figures") for record in data[part] for row in record["rows"]}
    named |= {kept["row"] for kept in data["kept"]}
    districts = {"district/xuanwu", "district/jiangning-qixia"}  # read as rows of the GB/T 2260 table
    assert len(data["rows"]) == 206
    assert {f"{r['kind']}/{r['key']}" for r in data["rows"]} == named | districts
    assert len(data["kept"]) == 5


def test_every_alias_of_the_sources_finds_its_company(loaded):
    for row in nanjing.shipped()["rows"]:
        if row["kind"] == "company":
            for name in (row["name_zh"], *row.get("names_en_in_source", ())):
                assert f"nanjing/{row['key']}" in found(name.partition(" (")[0]), name


NAMES = [
    ("Base Egg Bio", "getein"), ("Keenan Bio", "getein"), ("EggLife", "getein"), ("基蛋", "getein"), ("jdsw", "getein"),
    ("Sinotech Super Precision", "zhongke-chaojing"), ("Kirin Knife", "zhongke-chaojing"),
    ("Qilin Knife", "zhongke-chaojing"), ("麒麟刀", "zhongke-chaojing"), ("Centaur", "simcere"), ("02096", "simcere"),
    ("药康", "gempharmatech"), ("yksw", "gempharmatech"), ("集萃药康", "gempharmatech"), ("688046", "gempharmatech"),
    ("伊基仑赛", "iaso"), ("CT103A", "iaso"), ("睿璘", "ruilin"), ("Symphony Pharmaceuticals", "simcere"),
]  # fmt: skip


def test_search_finds_one_firm_by_any_of_its_names(loaded):
    assert {words: found(words) for words, _key in NAMES} == {words: {f"nanjing/{key}"} for words, key in NAMES}


def test_symphony_is_the_firm_and_two_drugs_but_no_alias_merges_them(loaded):
    assert found("Symphony") == {"nanjing/simcere"}
    assert not Alias.objects.filter(name="Symphony").exists()
    drugs = Product.objects.filter(name__in=["先必新", "先诺欣"])
    assert [p.company for p in drugs if "Symphony" in p.aliases] == [get("simcere")] * 2


def test_one_firm_has_several_places(loaded):
    places = [(str(s.district or s.area), s.source) for s in get("simcere").sites.order_by("id")]
    assert [place for place, _source in places] == ["玄武区", "江北新区"]
    assert [source for _place, source in places] == ["press report in English", "press report in Chinese"]
    valley = get("gempharmatech").sites.get()
    assert (valley.park.code, valley.area.code, valley.district.code) == ("njbv", "320191", "320111")


def test_the_only_round_is_the_real_one(loaded):
    row = FundingRound.objects.get()
    assert row.company == get("zewei") and row.label == "天使轮" and row.type == "angel"
    assert row.amount_text == "千万元级别" and row.amount_basis == "phrase"
    assert (row.amount_min, row.amount_max) == (10_000_000, 99_999_999)
    assert row.announced == PartialDate(date(2023, 4, 11)) and not row.participations.exists()
    total = row.company.totals.get()
    assert (total.exact, total.est_min, total.est_max, total.undisclosed) == (0, 10_000_000, 99_999_999, 0)


def test_forecasts_and_claims_are_marked(loaded):
    forecasts = set(Milestone.objects.filter(forecast=True).values_list("key", flat=True))
    assert forecasts == {"simcere/next5", "legend/expected"}
    assert {m.happened.relation for m in Milestone.objects.filter(forecast=True)} == {"forecast"}
    claims = set(Milestone.objects.filter(claim=True).values_list("key", flat=True))
    assert {"zhongke-chaojing/four-excellence", "ksh01/claim", "gempharmatech/bottleneck"} <= claims
    assert ParkFeature.objects.get(key="strategy/target-3y").facts["forecast"]


def test_years_stay_years(loaded):
    assert get("yufang").sites.get().settled == PartialDate(date(2021, 1, 1), "year")
    assert get("getein").founded == PartialDate(date(2002, 1, 1), "year")
    assert Milestone.objects.get(key="legend/nda-cn").happened == PartialDate(date(2024, 1, 1), "half")
    assert Milestone.objects.get(key="iaso/nda").happened == PartialDate(date(2023, 4, 23), "day", "before")
    assert get("luye").sites.get().settled.precision == "approx"


def test_what_is_not_verified_is_no_fact(loaded):
    assert get("zewei").name_en == get("dingtai").name_en == ""
    assert get("ksh01-owner").sites.get().city == "深圳"
    assert not Site.objects.filter(company=get("getein")).exists() and not get("getein").listings.exists()
    assert get("genemind").sites.get().role == "signed"
    assert get("cttq-shunxin").name == "正大天晴药业集团南京顺欣制药有限公司"


def test_every_fact_has_source_date_and_confidence(loaded):
    for model in (Company, Alias, Site, Milestone, FundingRound, Product, ParkFeature, ClusterFigure):
        for row in model.objects.all():
            assert row.source and row.confidence, row
            assert row.source_date or "public information" in row.source, row
            assert not row.demo
    assert set(Event.objects.values_list("quiet", flat=True)) == {True}


def test_every_milestone_speaks_both_languages(loaded):
    assert Milestone.objects.count() == 38
    for row in Milestone.objects.all():
        assert row.text and row.text_en and not row.text.isascii(), row.key


def test_figures_are_written_for_people(loaded, settings):
    from django.utils import translation

    with translation.override("en"):
        shown = {f.key: f.shown for f in ClusterFigure.objects.all()}
        subject = ClusterFigure.objects.get(key="park-listed").subject
    assert subject == "Biomedical Valley: listed companies"
    assert shown["park-output-2023"] == "over CNY 30B a year"
    assert shown["ashare-rd-intensity"] == "13.5%" and shown["park-listed"] == "5 companies"
    assert shown["getein-tubes"] == "4-5 -> 1 tubes" and shown["graduates"] == "over 60,000 graduates"
    assert shown["trial-award-cap"] == "at most CNY 30M" and shown["reach-entrepreneurs"] == "nearly 2,000 people"
    assert len(shown) == 56


def test_ten_firms_sum_is_a_figure_and_no_round(loaded):
    assert ClusterFigure.objects.get(key="ashare-ipo-sum").value == "9452000000"


def test_loading_twice_changes_nothing_even_what_people_corrected(loaded):
    from companies import actions
    from scouting.base import clock

    changes = {"short_name": "先声"}
    actions.edit_company(get("simcere"), by=None, now=clock.now(), changes=changes)
    actions.remove_alias(Alias.objects.get(name="Centaur"), by=None, now=clock.now())
    before = everything()
    out = StringIO()
    call_command("load_facts", stdout=out)
    assert everything() == before
    assert "  company         0 new    19 unchanged" in out.getvalue()


def test_scenario_ten_on_the_real_facts(loaded):
    for typed in ("中科超精（南京）科技有限公司", "Sinotech Super Precision"):
        assert candidates(name=typed)[0].company == get("zhongke-chaojing")
    assert candidates(name="南京正大天晴")[0].company == get("cttq-shunxin")


def test_company_known_by_another_key_is_named(loaded):
    Company.objects.filter(key="nanjing/simcere").update(key="")
    out = StringIO()
    call_command("load_facts", stdout=out)
    assert "perhaps twice: 先声药业" in out.getvalue()
