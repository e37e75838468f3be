from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.formats.partial_date import PRECISIONS, RELATIONS, PartialDate, PartialDateError, matches, parse, span

ARTICLE = date(2023, 4, 23)

FORMS = [
    ("2021年", date(2021, 1, 1), "year", "on"),
    ("2021", date(2021, 1, 1), "year", "on"),
    ("21年4月", date(2021, 4, 1), "month", "on"),
    ("2022-04", date(2022, 4, 1), "month", "on"),
    ("202204", date(2022, 4, 1), "month", "on"),
    ("April 2022", date(2022, 4, 1), "month", "on"),
    ("Apr. 2022", date(2022, 4, 1), "month", "on"),
    ("2026年11月", date(2026, 11, 1), "month", "on"),
    ("二〇二六年十一月", date(2026, 11, 1), "month", "on"),
    ("２０２６年１１月", date(2026, 11, 1), "month", "on"),
    ("2024-Q3", date(2024, 7, 1), "quarter", "on"),
    ("Q3 2024", date(2024, 7, 1), "quarter", "on"),
    ("2024年第三季度", date(2024, 7, 1), "quarter", "on"),
    ("third quarter of 2024", date(2024, 7, 1), "quarter", "on"),
    ("2024 H2", date(2024, 7, 1), "half", "on"),
    ("2024下半年", date(2024, 7, 1), "half", "on"),
    ("1H2024", date(2024, 1, 1), "half", "on"),
    ("2024年底", date(2024, 7, 1), "half", "on"),
    ("2023年初", date(2023, 1, 1), "half", "on"),
    ("2026/11/30", date(2026, 11, 30), "day", "on"),
    ("2026-11-30", date(2026, 11, 30), "day", "on"),
    ("2026.11.30", date(2026, 11, 30), "day", "on"),
    ("20261130", date(2026, 11, 30), "day", "on"),
    ("2026年11月30日", date(2026, 11, 30), "day", "on"),
    ("2026-11-30 14:00:00", date(2026, 11, 30), "day", "on"),
    ("30 November 2026", date(2026, 11, 30), "day", "on"),
    ("Nov 30th, 2026", date(2026, 11, 30), "day", "on"),
    ("46356", date(2026, 11, 30), "day", "on"),
    ("46356.5", date(2026, 11, 30), "day", "on"),
    ("2021.0", date(2021, 1, 1), "year", "on"),
    ("约2020年", date(2020, 1, 1), "approx", "on"),
    ("2020年左右", date(2020, 1, 1), "approx", "on"),
    ("c. 2013", date(2013, 1, 1), "approx", "on"),
    ("2024年5月前", date(2024, 5, 1), "month", "before"),
    ("before May 2024", date(2024, 5, 1), "month", "before"),
    ("before 2023-04-23", date(2023, 4, 23), "day", "before"),
    ("2024年底前", date(2025, 1, 1), "year", "before"),
    ("by May 2024", date(2024, 6, 1), "month", "before"),
    ("2018年以来", date(2018, 1, 1), "year", "after"),
    ("since 2018", date(2018, 1, 1), "year", "after"),
    ("预计2024年下半年", date(2024, 7, 1), "half", "forecast"),
    ("expected H2 2024", date(2024, 7, 1), "half", "forecast"),
    ("预计2026年底前", date(2026, 1, 1), "year", "forecast"),
    ("去年4月", date(2022, 4, 1), "month", "on"),
    ("4月6日", date(2023, 4, 6), "day", "on"),
    ("今年上半年", date(2023, 1, 1), "half", "on"),
    ("上个月", date(2023, 3, 1), "month", "on"),
    ("last April 2022", None, None, None),
    ("昨天", date(2023, 4, 22), "day", "on"),
]


@pytest.mark.parametrize(("text", "value", "precision", "relation"), FORMS)
def test_every_form(text, value, precision, relation):
    if value is None:
        with pytest.raises(PartialDateError):
            parse(text, reference=ARTICLE)
        return
    assert parse(text, reference=ARTICLE) == PartialDate(value, precision, relation)


@pytest.mark.parametrize("cell", [date(2026, 11, 30), datetime(2026, 11, 30, 14), 46356, 46356.0])  # noqa: DTZ001
def test_cells_of_a_spreadsheet(cell):
    assert parse(cell) == PartialDate(date(2026, 11, 30))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        ("去年4月", "reference"),
        ("4月6日", "reference"),
        ("10/23/75", "ruined"),
        ("9.13E+17", "ruined"),
        ("#####", "ruined"),
        ("2021-02-30", "day"),
        ("2021年13月", "day"),
        ("3000", "year"),
        ("近日", "form"),
        ("2022-04..2023-04", "form"),
        ("4/5/2021", "form"),
        ("12", "form"),
        ("x" * 100, "form"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, reason):
    with pytest.raises(PartialDateError) as caught:
        parse(text)
    assert caught.value.code == reason
    assert str(caught.value)


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("2021", "2021年", "2021"),
        ("2022-04", "2022年4月", "Apr 2022"),
        ("2024-Q3", "2024年第三季度", "Q3 2024"),
        ("2024 H2", "2024年下半年", "H2 2024"),
        ("2026-11-30", "2026年11月30日", "30 Nov 2026"),
        ("约2020年", "约2020年", "about 2020"),
        ("before May 2024", "2024年5月前", "before May 2024"),
        ("since 2018", "2018年及以后", "2018 or later"),
        ("expected H2 2024", "预计2024年下半年", "expected H2 2024"),
    ],
)
def test_only_what_is_known_is_shown(text, chinese, english):
    when = parse(text)
    assert (when.show("zh-hans"), when.show("en")) == (chinese, english)


days = st.dates(date(1802, 1, 1), date(2197, 12, 31))
partial_dates = st.builds(PartialDate, days, st.sampled_from(PRECISIONS), st.sampled_from(RELATIONS))


@given(partial_dates, st.sampled_from(["zh-hans", "en"]))
def test_what_is_shown_reads_back_as_itself(when, language):
    assert parse(when.show(language)) == when


@given(partial_dates)
def test_bounds_are_in_order_and_hold_the_value(when):
    first, last = when.period()
    assert first <= when.value <= last
    if when.earliest() and when.latest():
        assert when.earliest() <= when.latest()


@given(partial_dates, days, days)
def test_matching_agrees_with_the_bounds(when, one, other):
    start, end = sorted([one, other])
    answer = matches(when, start, end)
    earliest, latest = when.earliest(), when.latest()
    if answer == "yes":
        assert start <= earliest <= latest <= end
    if answer == "no":
        assert (earliest and earliest > end) or (latest and latest < start)
    assert matches(when, None, None) in {"yes", "uncertain"}


def test_filters_of_the_scenario():
    settled = parse("2021年")
    assert matches(settled, date(2021, 1, 1), date(2021, 12, 31)) == "yes"
    assert matches(settled, None, date(2021, 5, 31)) == "uncertain"
    assert matches(settled, date(2022, 1, 1), None) == "no"
    assert matches(parse("before May 2024"), None, date(2024, 4, 30)) == "yes"
    assert matches(parse("before May 2024"), date(2024, 1, 1), None) == "uncertain"
    assert matches(parse("before May 2024"), date(2024, 5, 1), None) == "no"
    assert matches(parse("expected 2026"), date(2026, 1, 1), date(2026, 12, 31)) == "uncertain"


def test_a_year_sorts_by_its_first_day_however_it_was_made():
    assert PartialDate(date(2021, 6, 15), "year") == parse("2021")


def test_unknown_precision_is_refused():
    with pytest.raises(ValueError):
        PartialDate(date(2021, 1, 1), "week")


@given(st.text())
def test_any_text_is_a_date_or_a_clear_refusal(text):
    read_or_refused(text)


OWN_WORDS = "2024 24 11 3 年 月 日 季度 上半年 底 前 约 预计 去年 Q3 H2 - / . May before by 十 〇 T"


@given(st.lists(st.sampled_from(OWN_WORDS.split()), max_size=20))
def test_any_mix_of_its_own_words_is_a_date_or_a_clear_refusal(words):
    read_or_refused("".join(words))
    read_or_refused(" ".join(words))


def read_or_refused(text):
    try:
        when = parse(text, reference=ARTICLE)
    except PartialDateError as error:
        assert str(error)
    else:
        assert parse(when.show("en")) == when


JUNE = (date(2021, 6, 1), date(2021, 6, 30))
BEFORE_JUNE, TO_JUNE = (None, date(2021, 5, 31)), (None, JUNE[1])
YEARS = (date(2021, 1, 1), date(2023, 12, 31))
SPANS = {
    JUNE: ("2021-06", "2021年6月", "June 2021"),
    BEFORE_JUNE: ("早于2021-06", "早于 2021年6月", "2021年6月以前", "2021年6月之前", "before 2021-06", "<2021-06",
                  "earlier than June 2021"),
    TO_JUNE: ("不晚于2021年6月", "2021年6月及以前", "到2021年6月", "截至2021年6月为止", "up to 2021-06", "≤2021-06",
              "no later than June 2021"),
    (date(2021, 6, 1), None): ("不早于2021-06", "2021年6月至今", "自2021年6月至今", "2021-06 and later", ">=2021-06"),
    YEARS: ("2021-2023", "2021–2023", "2021～2023", "2021年到2023年", "2021至2023年", "from 2021 to 2023",
            "between 2021 and 2023", "2021-01 - 2023-12"),
    (date(2021, 6, 1), date(2021, 9, 30)): ("2021年6月至9月", "June 2021 to September", "2021-06 to 2021-09"),
    (date(2022, 1, 1), date(2022, 12, 31)): ("去年", "last year"),
    (date(2023, 1, 1), date(2023, 4, 23)): ("今年到今天", "this year to today"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "days"), [(text, days) for days, texts in SPANS.items() for text in texts])
def test_a_period_is_read_as_people_write_it(text, days):
    assert span(text, reference=ARTICLE) == days


@pytest.mark.parametrize(
    "text", ["2023-2021", "2021 to", "至", "--", "to to to", "2021 or 2022", "从去年到何时", "a" * 90]
)
def test_what_is_no_period_is_refused_in_words(text):
    with pytest.raises(PartialDateError):
        span(text, reference=ARTICLE)


@given(st.text(max_size=60))
def test_any_text_is_a_period_or_refused(text):
    try:
        start, end = span(text, reference=ARTICLE)
    except PartialDateError:
        return
    assert start is None or end is None or start <= end
