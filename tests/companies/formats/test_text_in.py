import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.formats.text_in import (
    DELIMITERS,
    RUINS,
    decode,
    delimiter,
    spreadsheet_ruin,
)

TABLE = "企业名称,联系人\n睿璘生物,䶮珺赟喆\n驯鹿生物,𬭎\n"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encodings_are_found(written, read):
    assert decode(TABLE.encode(written)) == (TABLE, read, [])


@pytest.mark.parametrize("text", ["䶮", "李珺", "药康生物", "姓名,公司\n许强,A轮\n"])
def test_short_chinese_files(text):
    found = decode(text.encode("gb18030"))
    assert (found.text, found.encoding) == (text, "gb18030")


@pytest.mark.parametrize("ends", ["\r", "\r\n", "\n"])
def test_all_line_ends_become_one(ends):
    assert decode(f"a,b{ends}1,2{ends}".encode()).text == "a,b\n1,2\n"


def test_a_few_bytes_that_are_chinese_and_utf_8_at_once_are_doubted():
    found = decode("药".encode("gbk"))
    assert (found.encoding, [note.text for note in found.notes]) == ("utf-8", ["药"])
    assert decode("药".encode("gbk"), "gb18030").text == "药"
    assert decode("Qualtré, Müller".encode()).notes == []


def test_lines_of_mac_roman_between_lines_of_utf_8_are_read_each_its_way():
    lines = [b"Miasol\x8e", b"Jake\xd5s", b"Anchor\xaa", b"ag\xcc\xc1mi", "Voalt\u0329, 药康".encode(), b"plain"]
    text, encoding, notes = decode(b"\r".join(lines))
    assert text == "Miasolé\nJake’s\nAnchor™\nagÃ¡mi\nVoalt\u0329, 药康\nplain"
    assert encoding == "utf-8+mac_roman"
    assert [(note.line, note.kind, note.encoding) for note in notes] == [(n, "line", "mac_roman") for n in (1, 2, 3, 4)]


def test_lines_of_gbk_between_lines_of_utf_8():
    data = "药康生物,南京\n".encode() + "睿璘生物,江北新区\n".encode("gb18030")
    text, encoding, notes = decode(data)
    assert (text, encoding, notes[0].line) == ("药康生物,南京\n睿璘生物,江北新区\n", "utf-8+gb18030", 2)


def test_western_windows_files():
    data = "café,Ž\r\nnaïve,résumé\r\n".encode("cp1252")
    assert decode(data).text == "café,Ž\nnaïve,résumé\n"


def test_a_chosen_encoding_is_obeyed_and_its_losses_are_named():
    found = decode("药康\nabc".encode(), "cp1252")
    assert found.encoding == "cp1252"
    found = decode(b"abc\n\xff\xfe\xfd\n", "utf-8")
    assert [(note.line, note.kind) for note in found.notes] == [(2, "lost")]


@pytest.mark.data
@pytest.mark.parametrize(("name", "lines"), [("cb2013-companies.csv", 18), ("cb2013-rounds.csv", 32)])
def test_the_whole_files_lose_nothing(name, lines):
    data = Path(os.environ["SCOUTING_DATA"], name).read_bytes()
    found = decode(data)
    assert found.encoding == "utf-8+mac_roman"
    assert len(found.notes) == lines
    assert found.text.count("\n") == data.count(b"\r")
    assert delimiter(found.text) == ","


@given(st.binary(max_size=400))
def test_any_bytes_become_text(data):
    text, encoding, notes = decode(data)
    assert "\r" not in text
    for chosen in ("utf-8", "gb18030", "utf-16", "big5", "mac_roman"):
        decode(data, chosen)


@given(st.text(st.characters(blacklist_characters="\r\x00", blacklist_categories=["Cs"]), max_size=200))
def test_every_text_in_utf_8_comes_back(text):
    assert decode(text.encode("utf-8-sig")).text == text


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a;b\n1,5;2,5\n3,5;4\n", ";"),
        ('name,note\n"x;y",\n', ","),
        ("one column\n", ","),
        ("", ","),
        ("企业\t联系人\n甲, 乙\t丙\n", "\t"),
    ],
)
def test_delimiters(text, sign):
    assert delimiter(text) == sign


@given(st.text())
def test_any_text_has_a_delimiter(text):
    assert delimiter(text) in DELIMITERS


@pytest.mark.parametrize(
    ("cell", "ruin"),
    [
        ("9.13E+17", "scientific"),
        ("9.13e17", "scientific"),
        ("９.13E+17", "scientific"),
        ("1E+17", "scientific"),
        ("10/23/75", "date"),
        ("5/18/27", "date"),
        ("#" * 255, "hashes"),
        ("#NAME?", "error"),
        ("#DIV/0!", "error"),
        ("4E10", ""),
        ("#waywire", ""),
        ("2026/11/30", ""),
        ("91320191MA0TEXT043", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_what_a_spreadsheet_ruined(cell, ruin):
    assert spreadsheet_ruin(cell) == ruin
    assert not ruin or str(RUINS[ruin])
