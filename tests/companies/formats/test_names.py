import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.formats import names, pinyin
from companies.formats.names import form_of_address, normalise_company, slugify, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中科超精（南京）科技有限公司", "中科超精(南京)科技有限公司"),
        ("中科超精（南京）科技有限公司", "中科超精科技"),
        ("江苏集萃药康生物科技股份有限公司", "集萃药康生物科技"),
        ("南京正大天晴制药有限公司", "正大天晴制药有限责任公司"),
        ("GemPharmatech Co., Ltd.", "gempharmatech"),
        ("Ｇｅｍ Pharmatech Inc", "GEM PHARMATECH"),
        ("Acme Bio (Nanjing) Co Ltd", "Nanjing Acmé Bio"),
        ("集萃 药康", "集萃药康"),
    ],
)
def test_spellings_of_one_firm_meet(one, other):
    assert normalise_company(one) == normalise_company(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("药明康德", "药明生物"),
        ("正大天晴", "正大天晴顺欣"),
        ("南京有限公司", "江苏有限公司"),
        ("Gem", "Gem Bio"),
    ],
)
def test_different_firms_stay_different(one, other):
    assert normalise_company(one) != normalise_company(other)


@pytest.mark.parametrize(
    ("name", "title", "address"),
    [
        ("许强", "总经理", "许总"),
        ("许强", "创始人、CEO", "许总"),
        ("陈明", "管委会副主任", "陈主任"),
        ("方磊", "首席科学官", "方博士"),
        ("方磊", "Ph.D., founder", "方博士"),
        ("李 雷", "教授、博士生导师", "李教授"),
        ("欧阳锋", "董事长", "欧阳总"),
        ("王芳", "", "王老师"),
        ("Fang Lei", "PhD, CSO", "Dr Fang Lei"),
        ("John Smith", "Professor", "Prof John Smith"),
        ("John Smith", "CEO", "John Smith"),
        ("", "CEO", ""),
    ],
)
def test_how_a_person_is_addressed(name, title, address):
    assert form_of_address(name, title) == address


def test_the_kind_helps_and_an_override_wins():
    assert form_of_address("王芳", kind="investor") == "王总"
    assert form_of_address("王芳", "总监", override="芳姐") == "芳姐"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("集萃药康", "jicuiyaokang"),
        ("中科超精（南京）科技有限公司", "zhongkechaojing-nanjing-keji"),
        ("GemPharmatech Co., Ltd.", "gempharmatech"),
        ("驯鹿生物 IASO", "xunlushengwu-iaso"),
        ("Ünited Bio", "united-bio"),
        ("***", "company"),
    ],
)
def test_slugs(text, slug):
    assert slugify(text) == slug


def test_sort_keys_follow_sound_number_and_surname():
    assert sort_key("集萃药康 2") == "ji cui yao kang 00000002"
    assert sorted(["第10期", "第9期"], key=sort_key) == ["第9期", "第10期"]
    assert sorted(["药康", "艾力", "Beta", "alpha"], key=sort_key) == ["艾力", "alpha", "Beta", "药康"]
    assert sort_key("曾伟", person=True) == "zeng wei"
    assert sort_key("曾都") == "ceng dou"


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单伟", "shan wei"),
        ("曾伟", "zeng wei"),
        ("仇英", "qiu ying"),
        ("区新明", "ou xin ming"),
        ("乐平", "yue ping"),
        ("尉迟恭", "yu chi gong"),
        ("欧阳锋", "ou yang feng"),
        ("许强", "xu qiang"),
    ],
)
def test_surnames_are_read_as_surnames(name, reading):
    assert " ".join(pinyin.person(name)) == reading
    assert pinyin.syllables(name) in pinyin.readings(name)
    assert pinyin.person(name) in pinyin.readings(name)


texts = st.one_of(st.text(), st.text("南京江苏集团有限公司（）()药康 abc co ltd,.", max_size=30))


@given(texts)
def test_normalising_twice_changes_nothing_and_never_empties_a_word(text):
    core = normalise_company(text)
    assert normalise_company(core) == core
    if any(character.isalnum() and character.isascii() for character in text):
        assert core


@given(texts)
def test_any_text_has_a_slug_a_key_and_an_address(text):
    assert slugify(text).replace("-", "").isalnum()
    assert slugify(text).isascii()
    assert len(slugify(text)) <= names.LONGEST_SLUG
    assert sort_key(text).isascii()
    assert len(sort_key(text)) <= names.LONGEST_KEY
    sort_key(text, person=True), form_of_address(text, text, kind=text)
