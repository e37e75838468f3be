"""What is stored once reads as one language, the reader's."""

import pytest
from django.utils import translation

from companies import timeline, wording
from companies.actions import funding
from companies.formats import money
from companies.models import Event
from tests.factories import CompanyFactory, InvestorFactory


@pytest.mark.parametrize(
    ("stored", "zh", "en"),
    [
        ("2024-05 (inferred)", "2024年5月（推断）", "May 2024 (inferred)"),
        ("before 2018", "2018年前", "before 2018"),
        ("2024-Q1", "2024年第一季度", "Q1 2024"),
        ("about 2013", "约2013年", "about 2013"),
        ("2023-04-23", "2023-04-23", "2023-04-23"),
        ("2023-13 (inferred)", "2023-13 (inferred)", "2023-13 (inferred)"),
        ("去年", "去年", "去年"),
        ("", "", ""),
    ],
)
def test_dates_kept_as_text_are_said_in_the_language_of_the_page(stored, zh, en):
    for code, said in (("zh-hans", zh), ("en", en)):
        with translation.override(code):
            assert wording.date_said(stored) == said


def test_known_sources_are_said_and_what_people_typed_is_kept():
    with translation.override("zh-hans"):
        assert wording.source_said("press report in English; public information") == "英文报道；公开信息"
        assert wording.source_said("demo") == "演示数据"
        assert wording.source_said("https://a.example/x; y") == "https://a.example/x; y"
    with translation.override("en"):
        assert wording.source_said("demo") == "demo data" and wording.source_said(None) == ""


@pytest.mark.parametrize("text", ["CAR-T / 双抗", "甲 / 乙", "甲 / b / c", "one / two", "", None])
def test_only_a_note_in_both_languages_is_halved(text):
    assert wording.in_my_language(text) == text


def test_the_english_half_may_name_a_chinese_brand():
    text = "线索来源：生物经纬品牌活动 / The lead came from events of the brand 生物经纬; no name is verified"
    for code, half in zip(("zh-hans", "en"), text.split(" / "), strict=True):
        with translation.override(code):
            assert wording.in_my_language(text) == half


def test_a_note_in_both_languages_shows_the_readers_half():
    with translation.override("en"):
        assert wording.in_my_language("脑卒中创新药 / stroke drug") == "stroke drug"
    with translation.override("zh-hans"):
        assert wording.in_my_language("脑卒中创新药 / stroke drug") == "脑卒中创新药"


@pytest.mark.django_db
@pytest.mark.parametrize("typed_in", ["zh-hans", "en"])
def test_investors_of_a_round_are_named_in_the_readers_language_whoever_typed_it(now, typed_in):
    known = InvestorFactory(name="测试高瓴基金管理有限公司", short_name="测试高瓴", name_en="Hill Capital")
    unknown = InvestorFactory(name="测试某基金", name_en="")
    with translation.override(typed_in):
        funding.add_round(
            CompanyFactory(), by=None, now=now, label="A轮", type="a", amount=money.parse("1.2亿元"), demo=True,
            participations=[(known, "lead"), (unknown, "follow"), ("某天使", "follow")],
        )  # fmt: skip
    event = Event.objects.get(kind="round")
    with translation.override("en"):
        assert "from Hill Capital, 测试某基金, 某天使" in timeline.sentence(event)
    with translation.override("zh-hans"):
        said = timeline.sentence(event)
        assert "测试高瓴、测试某基金、某天使" in said and "Hill" not in said
    del event.data["investors_en"]  # as written before English names were kept
    with translation.override("en"):
        assert "测试高瓴" in timeline.sentence(event)
