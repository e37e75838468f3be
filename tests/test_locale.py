"""The catalogue: everything translated, nothing doubtful, and the committed .mo is that of the .po."""

import ast
import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "scouting" / "locale" / "zh_Hans" / "LC_MESSAGES"
MESSAGE_AT = {
    "_": 0,
    "gettext": 0,
    "gettext_lazy": 0,
    "ngettext": 0,
    "ngettext_lazy": 0,
    "pgettext": 1,
    "pgettext_lazy": 1,
    "npgettext": 1,
}
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(FOLDER / "django.po"))


def test_nothing_is_untranslated_or_doubtful(catalogue):
    assert [e.msgid for e in catalogue.untranslated_entries()] == []
    assert [e.msgid for e in catalogue.fuzzy_entries()] == []
    assert [e.msgid for e in catalogue.obsolete_entries()] == []


def test_the_header_names_this_catalogue(catalogue):
    header = catalogue.metadata
    placeholders = ("PACKAGE", "FULL NAME", "LL@li.org", "YEAR", "DESCRIPTIVE TITLE")
    assert not [word for word in placeholders if word in f"{header} {catalogue.header}"]
    assert header["Language"] == "zh_Hans" and not catalogue.metadata_is_fuzzy


def test_every_place_to_fill_in_is_in_the_translation(catalogue):
    wrong = [
        e.msgid
        for e in catalogue
        for text in ([e.msgstr] if not e.msgid_plural else e.msgstr_plural.values())
        if not set(HOLES.findall(text)) <= set(HOLES.findall(e.msgid + e.msgid_plural))
    ]
    assert wrong == []


def test_the_compiled_catalogue_says_the_same(catalogue):
    def told(entries):
        return {(e.msgctxt, e.msgid): (e.msgstr, tuple(e.msgstr_plural.values())) for e in entries if e.msgid}

    assert told(polib.mofile(str(FOLDER / "django.mo"))) == told(catalogue)


def said(path):
    """Each message a Python file asks for by name, with its context: xgettext overlooks f-strings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        at = MESSAGE_AT.get(node.func.id) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
        if at is None or len(node.args) <= at or not all(isinstance(a, ast.Constant) for a in node.args[: at + 1]):
            continue
        yield (node.args[0].value if at else None), node.args[at].value


def test_every_message_of_the_code_stands_in_the_catalogue(catalogue):
    known = {(e.msgctxt, e.msgid) for e in catalogue}
    files = [path for room in ("scouting", "companies", "roadshows") for path in (ROOT / room).rglob("*.py")]
    assert [f"{path.name}: {text}" for path in files for text in said(path) if text not in known] == []
