"""What is stored once reads as one language, the reader's."""

import pytest
from django.utils import translation

from companies import wording


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


def test_a_note_in_both_languages_shows_the_readers_half():
    with translation.override("en"):
        assert wording.in_my_language("脑卒中创新药 / stroke drug") == "stroke drug"
    with translation.override("zh-hans"):
        assert wording.in_my_language("脑卒中创新药 / stroke drug") == "脑卒中创新药"
