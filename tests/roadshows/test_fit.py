"""How a mandate fits a project: one field changed changes the rank and the sentence, the unknown is never a match."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from companies.formats import money
from roadshows import fit
from roadshows.fit import EXCLUDED, FITS, MISFIT, PARTLY, UNKNOWN, WARNING, Facts, Holding, Mandate, Rival

TODAY = date(2026, 11, 16)
FUND = Mandate(
    tracks=("cgt", "antibody"),
    modalities=("cell",),
    rounds=("pre_a", "a"),
    phases=("preclinical", "iit"),
    regions=("delta",),
    excluded_tracks=("tcm",),
    exclusions=("医美", "AI"),
    ticket=money.parse("3000万至8000万元"),
    holdings=(Holding(7, "药康", "cgt"), Holding(8, "睿璘", "device")),
    last_contact=TODAY - timedelta(days=12),
)
PROJECT = Facts(
    track="cgt",
    modality="cell",
    round="a",
    phase="iit",
    ask=money.parse("1亿元"),
    city="苏州",
    company_id=1,
    words=("通用型CAR-T", "澄邈基因", "painting cells"),
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def held(mandate=FUND, facts=PROJECT):
    return fit.fit(mandate, facts, today=TODAY)


def part(name, found):
    return next(r for r in found.reasons if r.part == name)


def test_everything_fits_and_each_part_says_why():
    found = held()
    assert (found.score, found.known, found.fits, found.excluded) == (100, 100, True, [])
    assert [r.text for r in found.reasons] == [
        "It invests in Cell and gene therapy.",
        "It takes Cell therapy.",
        "It enters at round A.",
        "It enters at the stage Investigator-initiated trial.",
        "Its ticket of CNY 30-80M suits the ask of CNY 100M.",
        "It invests in Yangtze River Delta; the project is in Suzhou.",
        "It has invested in this track: 药康.",
        "Last contact 12 days ago.",
    ]


def test_the_same_in_chinese():
    found = held()
    with translation.override("zh-hans"):
        assert part("track", found).text == "投资基因与细胞治疗。"
        assert part("contact", found).text == "最近一次联系在12天前。"
        assert part("ticket", found).text == "单笔3000万至8000万元，与拟融1亿元相称。"
        assert part("region", found).text == "投资地域为长三角，项目在苏州。"


def test_a_city_typed_in_english_is_said_in_chinese_and_an_unknown_one_stays():
    with translation.override("zh-hans"):
        assert "苏州" in part("region", held(facts=replace(PROJECT, city="Suzhou"))).text
    assert "某镇" in part("region", held(facts=replace(PROJECT, city="某镇"))).text


MANDATES = [
    ("track", {"tracks": ()}, UNKNOWN, 70, "Which tracks it invests in is not recorded."),
    ("track", {"tracks": ("ivd",)}, EXCLUDED, 70, "It invests in IVD; the project is in Cell and gene therapy."),
    ("track", {"excluded_tracks": ("cgt",)}, EXCLUDED, 70, "It never enters Cell and gene therapy."),
    ("modality", {"modalities": ()}, UNKNOWN, 85, "Which modalities it takes is not recorded."),
    ("modality", {"modalities": ("rna",)}, MISFIT, 85,
     "It takes mRNA, siRNA, oligonucleotide; the project is Cell therapy."),
    ("round", {"rounds": ()}, UNKNOWN, 85, "Which rounds it enters is not recorded."),
    ("round", {"rounds": ("a_plus",)}, PARTLY, 92, "It enters at A+; the project raises A, one step away."),
    ("round", {"rounds": ("c", "pre_ipo")}, MISFIT, 85, "It enters at C, Pre-IPO; the project raises A."),
    ("phase", {"phases": ()}, UNKNOWN, 90, "At which development stages it enters is not recorded."),
    ("phase", {"phases": ("ph2",)}, MISFIT, 90,
     "It enters at the stages Phase II; the project is at Investigator-initiated trial."),
    ("ticket", {"ticket": money.Amount()}, UNKNOWN, 90, "How much it puts into one company is not recorded."),
    ("ticket", {"ticket": money.parse("500万美元")}, UNKNOWN, 90,
     "Its ticket is USD 5M, the ask CNY 100M: two currencies are not compared."),
    ("ticket", {"ticket": money.parse("2亿元以上")}, MISFIT, 90,
     "Its ticket is at least CNY 200M; the project asks for no more than CNY 100M."),
    ("ticket", {"ticket": money.parse("不超过1000万元")}, PARTLY, 95,
     "Its ticket of at most CNY 10M is a small part of the ask of CNY 100M."),
    ("region", {"regions": ()}, UNKNOWN, 90, "In which regions it invests is not recorded."),
    ("region", {"regions": ("bay", "north")}, MISFIT, 90,
     "It invests in Greater Bay Area, Beijing, Tianjin, Hebei; the project is in Suzhou."),
    ("past", {"holdings": ()}, UNKNOWN, 95, "No investment of its own in this track is recorded."),
    ("past", {"holdings": (Holding(1, "澄邈", "cgt"),)}, FITS, 100, "It has invested in this company before."),
    ("past", {"holdings": tuple(Holding(n, f"第{n}家", "cgt") for n in range(2, 7))}, FITS, 100,
     "It has invested in this track: 第2家, 第3家, 第4家 and 2 more."),
    ("contact", {"last_contact": None}, UNKNOWN, 95, "No contact with it is recorded."),
    ("contact", {"last_contact": TODAY - timedelta(days=1)}, FITS, 100, "Last contact 1 day ago."),
    ("contact", {"last_contact": TODAY - timedelta(days=200)}, PARTLY, 98, "Last contact 200 days ago."),
    ("contact", {"last_contact": TODAY - timedelta(days=900)}, PARTLY, 96, "Last contact 900 days ago."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "verdict", "score", "sentence"), MANDATES)
def test_one_field_of_a_mandate_changes_score_and_sentence(name, change, verdict, score, sentence):
    found = held(replace(FUND, **change))
    assert (part(name, found).verdict, part(name, found).text, found.score) == (verdict, sentence, score)
    others = [(r.part, r.text) for r in found.reasons if r.part != name]
    assert others == [(r.part, r.text) for r in held().reasons if r.part != name]
    assert part(name, found).points == 0 or verdict in (FITS, PARTLY)


PROJECTS = [
    ("track", {"track": ""}, "The project's track is not recorded."),
    ("modality", {"modality": ""}, "The project's modality is not recorded."),
    ("round", {"round": ""}, "Which round the project raises is not recorded."),
    ("round", {"round": "undisclosed"}, "Which round the project raises is not recorded."),
    ("phase", {"phase": ""}, "The project's development stage is not recorded."),
    ("ticket", {"ask": money.Amount()}, "How much the project asks for is not known."),
    ("region", {"city": ""}, "Where the project is now is not recorded."),
    ("region", {"city": "某地"}, "In which region 某地 lies is not known."),
]


@pytest.mark.parametrize(("name", "change", "sentence"), PROJECTS)
def test_what_is_unknown_of_the_project_is_said_and_never_counted(name, change, sentence):
    found = held(facts=replace(PROJECT, **change))
    assert (part(name, found).verdict, part(name, found).points) == (UNKNOWN, 0)
    assert part(name, found).text == sentence
    assert found.known < 100


def test_a_project_that_means_to_land_here_is_as_good_as_here():
    there = replace(PROJECT, city="Boston", lands_here=True)
    assert (
        part("region", held(facts=there)).text == "It invests in Yangtze River Delta; the project means to land here."
    )
    assert part("region", held(replace(FUND, regions=("bay",)), there)).verdict == MISFIT


@pytest.mark.parametrize(
    ("exclusion", "found"),
    [("澄邈", "澄邈基因"), ("car-t", "通用型CAR-T"), ("AI", None), ("医美", None), ("paint", None), ("", None)],
)
def test_exclusions_are_looked_for_in_names_and_sentences(exclusion, found):
    excluded = held(replace(FUND, exclusions=(exclusion,))).excluded
    said = [f"It leaves out “{exclusion}”, and the project has it: {found}."] if found else []
    assert [r.text for r in excluded] == said


def test_a_fund_fits_with_one_thing_against_it_and_not_with_two():
    assert held(replace(FUND, phases=("ph2",))).fits
    assert not held(replace(FUND, phases=("ph2",), modalities=("rna",))).fits
    assert not held(replace(FUND, tracks=())).fits  # nobody knows whether it invests in the track
    assert not held(replace(FUND, excluded_tracks=("cgt",))).fits


def test_the_order_is_fitting_then_others_then_excluded():
    excluded, unknown = replace(FUND, tracks=("ivd",)), Mandate()
    far = replace(FUND, phases=("ph2",), modalities=("rna",))
    ranked = sorted([excluded, unknown, FUND, far], key=lambda m: held(m).order)
    assert ranked == [FUND, far, unknown, excluded]


def test_money_in_a_rival_is_a_warning_that_changes_neither_rank_nor_exclusion():
    rivals = (Rival("驯鹿", frozenset({1, 2})), Rival("睿璘", frozenset({2}), frozenset({1, 2})))
    before, found = held(), held(replace(FUND, fund_id=1), replace(PROJECT, rivals=rivals))
    said = [r for r in found.reasons if r.part == "rival"]
    assert [(r.verdict, r.points) for r in said] == [(WARNING, 0)] * 2
    assert [r.text for r in said] == [
        "It has invested in a rival on the same indication: 驯鹿.",
        "Another fund of its manager has invested in a rival on the same indication: 睿璘.",
    ]
    assert (found.order, found.fits, found.excluded) == (before.order, True, [])
    with translation.override("zh-hans"):
        assert said[0].text == "已投同赛道、同适应症的竞争企业：驯鹿。"
    assert not [r for r in held(replace(FUND, fund_id=3), replace(PROJECT, rivals=rivals)).reasons if r.part == "rival"]
    assert not [r for r in held(FUND, replace(PROJECT, rivals=rivals)).reasons if r.part == "rival"]
