import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from companies.formats import pinyin
from companies.formats.search_tokens import MOST_TOKENS, matches, query_tokens, tokens

ROW = ["集萃药康", "药康生物", "江苏集萃药康生物科技股份有限公司", "GemPharmatech", "688046"]


def found(query, names):
    wanted = query_tokens(query)
    return bool(wanted) and set(wanted) <= set(tokens(names))


@pytest.mark.parametrize(
    "query",
    [
        "药康",
        "yaokang",
        "YaoKang",
        "yk",
        "yksw",
        "GemPharmatech",
        "gempharm",
        "gem",
        "集萃药康",
        "688046",
        "6880",
        "药",
        "药康 688046",
        "药康688046",
        "yk gem 688046",
        "jicuiyaokangshengwu",
        "jcyksw",
        "jsjcyksw",
        "集萃药康生物科技股份有限公司",
        "江苏集萃药康生物科技（股份）有限公司",
        "ｇｅｍ",
    ],
)
def test_one_firm_by_every_way_people_type_it(query):
    assert found(query, ROW)
    assert matches(query, ROW)


@pytest.mark.parametrize("query", ["康药", "kangyao", "yaokan", "688047", "药明", "药康 wuxi", "zzz", "pharmatech"])
def test_what_it_is_not_called_does_not_find_it(query):
    assert not found(query, ROW)
    assert matches(query, ROW) is None


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("单伟", ["shanwei", "danwei", "sw", "dw"]),
        ("曾伟", ["zengwei", "cengwei", "zw"]),
        ("仇英", ["qiuying", "chouying"]),
        ("区新明", ["ouxinming", "quxinming", "oxm"]),
        ("乐平", ["yueping", "leping"]),
        ("尉迟恭", ["yuchigong", "ycg"]),
        ("六合生物", ["luheshengwu", "liuheshengwu"]),
        ("绿叶制药", ["lvyezhiyao", "luyezhiyao", "lyzy"]),
    ],
)
def test_both_readings_find(name, readings):
    for reading in readings:
        assert found(reading, [name]), reading
        assert matches(reading, [name]) == name


def test_long_initials_and_pinyin_longer_than_a_token():
    name = "正大天晴药业集团南京顺欣制药有限公司"
    for query in ("zdtqyyjtnjsx", "zdtqyyjt", "zhengdatianqingyaoyejituan", "njsxzy"):
        assert found(query, [name]), query
    assert found("ahswyyjt", ["安徽生物医药集团"])


def test_words_with_signs_and_codes():
    row = ["驯鹿生物 CT103A", "GDC-0077", "02096.HK", "Johnson & Johnson", "91320191MA0TEXT043"]
    for query in ("ct103a", "ct10", "gdc-0077", "gdc0077", "02096.hk", "02096", "johnson", "91320191MA0TEXT043"):
        assert found(query, row), query
    assert not found("91320191MA0TEXT042", row)


@pytest.mark.parametrize("name", ["AAAAA", "Aoxianxianaoai", "Zhuangshuangchuangguangxiang", "NJZDTQYY"])
def test_words_that_could_be_pinyin_or_initials_are_found_whole(name):
    assert found(name, [name])


def test_which_name_a_query_meant():
    assert matches("yksw", ROW) == "药康生物"
    assert matches("gem", ROW) == "GemPharmatech"
    assert matches("药康 生物 江苏", ROW) == "江苏集萃药康生物科技股份有限公司"


def test_an_accident_of_bigrams_is_seen_through():
    row = ["药康生", "康生物", "药业"]
    assert found("药康生物", row)
    assert matches("药康生物", row) is None


def test_empty_queries_ask_for_nothing():
    assert query_tokens("") == query_tokens(" （）- ") == []
    assert matches("  ", ROW) is None
    assert tokens([]) == tokens(["", None, "()"]) == []


def test_a_row_with_too_much_keeps_its_names_and_words_first():
    row = [f"第{number}家长名字的生物医药科技研究有限公司Laboratory{number}" for number in range(30)]
    row.insert(0, "集萃药康")
    kept = tokens(row)
    assert len(kept) == MOST_TOKENS
    assert kept[:3] == ["集萃", "萃药", "药康"]


han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=8)
named = st.lists(
    st.one_of(han, st.from_regex(r"[A-Za-z]{1,14}( [A-Za-z0-9]{1,10})?", fullmatch=True)), min_size=1, max_size=2
)


@given(named)
@example(["AAAAA"])  # five syllables in five letters: cut like a query, though no longer than initials may be
def test_a_row_is_found_by_each_of_its_names(row):
    for name in row:
        assert found(name, row)
        assert matches(name, row)


@given(han)
def test_a_name_is_found_by_its_sound_and_initials(name):
    sounds = pinyin.syllables(name)
    if all(sounds):
        assert found("".join(sounds), [name])
        if len(sounds) > 1:
            assert found("".join(sound[0] for sound in sounds), [name])


@given(st.lists(st.one_of(st.text(), han), max_size=6), st.one_of(st.text(), han))
def test_any_names_and_any_query(names, query):
    kept = tokens(names)
    assert kept == tokens(names)
    assert len(kept) == len(set(kept)) <= MOST_TOKENS
    assert all(token and not token.isspace() for token in kept)
    if matches(query, names) and len(kept) < MOST_TOKENS:
        assert set(query_tokens(query)) <= set(kept)
