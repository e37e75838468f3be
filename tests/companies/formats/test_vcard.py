import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from companies.formats import vcard
from companies.formats.vcard import Card

FULL = Card(
    name="张三",
    family="张",
    given="三",
    organisation="集萃药康（江苏）股份有限公司; 研究院, 南京",
    department="研发部",
    title="总经理",
    mobiles=("+8613800000000",),
    phones=("+862558265927 ext. 801", "4001234567"),
    emails=("a@example.cn",),
    wechat="zs_1",
    url="https://example.cn/a?b=c",
    note="很长的备注，" * 30 + "\n第二行; 完",
)


def test_3_0_is_utf_8_without_charset_folded_at_75_octets_between_characters():
    data = vcard.write([FULL])
    assert b"CHARSET" not in data
    assert b"QUOTED" not in data
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert "N:张;三;;;".encode() in lines
    assert "FN:张三".encode() in lines
    assert b"TEL;TYPE=CELL:+8613800000000" in lines
    assert b"X-PHONETIC-LAST-NAME:Zhang" in lines
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_another_reader_understands_3_0():
    read = vobject.readOne(vcard.write([FULL]).decode())
    assert (read.n.value.family, read.n.value.given, read.fn.value) == ("张", "三", "张三")
    assert read.org.value == [FULL.organisation, "研发部"]
    assert read.note.value == FULL.note


def test_2_1_is_plain_ascii_in_quoted_printable():
    data = vcard.write([FULL], "2.1")
    data.decode("ascii")
    assert max(map(len, data.split(b"\r\n"))) <= 76
    read = vobject.readOne(data.decode(), allowQP=True)
    assert read.n.value.family == "张"


def test_only_known_versions_are_written():
    with pytest.raises(ValueError):
        vcard.write([FULL], "4.0")


@pytest.mark.parametrize("version", vcard.VERSIONS)
def test_a_full_card_comes_back(version):
    assert vcard.read(vcard.write([FULL, FULL], version)) == ([FULL, FULL], [])


@pytest.mark.parametrize(
    ("name", "parts", "sounds"),
    [
        ("张三", ("张", "三"), ("Zhang", "San")),
        ("欧阳锋", ("欧阳", "锋"), ("Ouyang", "Feng")),
        ("曾伟", ("曾", "伟"), ("Zeng", "Wei")),
        ("John F. Smith", ("Smith", "John F."), ("", "")),
        ("Plato", ("Plato", ""), ("", "")),
        ("", ("", ""), ("", "")),
    ],
)
def test_names_are_parted(name, parts, sounds):
    assert (Card(name).parts(), Card(name).sounds()) == (parts, sounds)


def card(*lines, version="2.1"):
    return b"\r\n".join([b"BEGIN:VCARD", b"VERSION:" + version.encode(), *lines, b"END:VCARD", b""])


def only(data):
    cards, problems = vcard.read(data)
    assert problems == []
    assert len(cards) == 1
    return cards[0]


def test_quoted_printable_with_soft_breaks_and_parameters_in_any_order():
    read = only(
        card(
            b"N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E5=BC=A0;=E4=B8=\r\n=89;;;",
            b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=E4=B8=89",
            b"TEL;CELL;PREF:13800000000",
            b"TITLE;QUOTED-PRINTABLE;CHARSET=UTF-8:=E6=80=BB",
        )
    )
    assert (read.name, read.family, read.given, read.mobiles, read.title) == (
        "张三",
        "张",
        "三",
        ("13800000000",),
        "总",
    )


@pytest.mark.parametrize("charset", ["GB2312", "gbk", "GB18030", "UTF-8", "UTF-7", "big5", "no-such"])
def test_declared_charsets(charset):
    codec = {"GB2312": "gb18030", "no-such": "utf-8"}.get(charset, charset)
    read = only(card(f"FN;CHARSET={charset}:".encode() + "李明".encode(codec), b"TEL:025-58265927"))
    assert (read.name, read.phones) == ("李明", ("025-58265927",))


def test_undeclared_gbk_and_characters_outside_gb2312():
    assert only(card("FN:睿璘 䶮".encode("gb18030"))).name == "睿璘䶮"


def test_utf_16_files():
    assert only(card("FN:张三".encode()).decode().encode("utf-16")).name == "张三"


def test_groups_fax_photographs_and_nested_cards():
    read = only(
        card(
            b"FN:Fang Lei",
            b"item1.TEL;type=WORK;type=VOICE:025-58265927",
            b"item2.EMAIL;type=INTERNET:a@example.cn",
            b"TEL;FAX;WORK:025-58265928",
            b'TEL;TYPE="cell,voice":+86 138 0000 0000',
            b"TEL;VALUE=uri:tel:+86-25-58265929;ext=8",
            b"PHOTO;ENCODING=BASE64;JPEG:AAAA\r\n AAAA",
            b"AGENT:",
            b"BEGIN:VCARD\r\nFN:Somebody Else\r\nEND:VCARD",
            b"TITLE:CEO",
        )
    )
    assert (read.name, read.title, read.emails) == ("Fang Lei", "CEO", ("a@example.cn",))
    assert read.mobiles == ("+86 138 0000 0000",)
    assert read.phones == ("025-58265927", "+86-25-58265929 ext. 8")


def test_a_name_made_of_its_parts():
    assert only(card("N:张;三;;;".encode())).name == "张三"
    assert only(card(b"N:Smith;John;;;")).name == "John Smith"


def test_4_0():
    read = only(card("N:张;三;;;".encode(), "ORG:集萃药康;研发".encode(), b"TEL;TYPE=cell:13800000000", version="4.0"))
    assert (read.organisation, read.department, read.mobiles) == ("集萃药康", "研发", ("13800000000",))


def test_broken_cards_are_named_and_the_others_read():
    data = card(b"N:;;;;") + b"BEGIN:VCARD\r\nFN:unfinished\r\n" + card(b"FN:last")
    cards, problems = vcard.read(data)
    assert [one.name for one in cards] == ["unfinished", "last"]
    assert [problem.number for problem in problems] == [1]


def test_a_file_without_cards_says_so():
    assert [problem.number for problem in vcard.read(b"a,b\n1,2\n").problems] == [0]


def test_a_large_photograph_is_left_out():
    photo = b"PHOTO;ENCODING=b:" + b"\r\n ".join([b"A" * 74] * 60_000)
    assert only(card(photo, b"FN:x")).name == "x"


words = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x9FFF, blacklist_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"]),
    min_size=1,
    max_size=60,
)


@given(words, words, words, words)
def test_any_words_come_back(family, given_name, organisation, title):
    one = Card(family + given_name, family, given_name, organisation=organisation, title=title)
    assert vcard.read(vcard.write([one])) == ([one], [])
    assert vcard.read(vcard.write([one], "2.1")) == ([one], [])


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_out_of_its_line(name, title, note):
    data = vcard.write([Card(name, title=title, note=note)])
    assert data.count(b"BEGIN:VCARD\r\n") == data.count(b"END:VCARD\r\n") == 1
    assert len(vcard.read(data).cards) <= 1


pieces = st.sampled_from(
    [
        b"BEGIN:VCARD",
        b"END:VCARD",
        b"VERSION:2.1",
        b"N:a;b",
        b"FN;CHARSET=GBK:\xc8\xfd",
        b"=",
        b" x",
        b"TEL;CELL:1",
        b"N:\\",
        b"ORG:",
    ]
    + [
        b"NOTE;ENCODING=QUOTED-PRINTABLE:=E5=",
        b"TITLE;ENCODING=BASE64:=",
        b":",
        b";",
        b"ADR:;;;",
        b'TEL;TYPE="a:1',
        b"\xff\xfe",
    ]
)


@given(st.one_of(st.binary(max_size=300), st.lists(pieces, max_size=25).map(b"\r\n".join)))
def test_any_bytes_are_read_or_reported(data):
    cards, problems = vcard.read(data)
    assert cards or problems
    assert all(str(problem.message) for problem in problems)
