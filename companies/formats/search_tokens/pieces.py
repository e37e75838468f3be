"""Cuts names and queries into runs of Han, words of letters, and codes (words with a digit)."""

import re
from functools import lru_cache

from companies.formats import pinyin, plain
from companies.formats.names import ascii_letters, without_legal_form
from companies.formats.vocab import load

LONGEST_TEXT = 200
LONGEST_TOKEN = 12
_HAN_GAP = re.compile(rf"(?<=[{pinyin.HAN_CLASS}])[^\w]+(?=[{pinyin.HAN_CLASS}])")
_PIECE = re.compile(rf"([{pinyin.HAN_CLASS}]+)|([^\W_{pinyin.HAN_CLASS}]+)")
_COMPOUND = re.compile(rf"[^\W_{pinyin.HAN_CLASS}]+(?:[-.&'/+_][^\W_{pinyin.HAN_CLASS}]+)+")


def fold(text: str) -> str:
    """One spelling: half width, lower case, no accents; Han across brackets and dots becomes one run."""
    return ascii_letters(plain.dashes(plain.fold(text[: LONGEST_TEXT * 2])).lower())[:LONGEST_TEXT]


@lru_cache(maxsize=8192)
def of(text: str) -> tuple[tuple[str, str], ...]:
    """(kind, piece) of a folded text in order; kind is han, word or code."""
    found = []
    for match in _PIECE.finditer(_HAN_GAP.sub("", text)):
        if match[1]:
            found.append(("han", match[1]))
        else:
            found.append(("word" if match[2].isalpha() else "code", match[2]))
    return tuple(found)


def compounds(text: str) -> list[str]:
    """Words tied by a sign, joined: "gdc-0077" as gdc0077."""
    return [re.sub(r"[-.&'/+_]", "", found) for found in _COMPOUND.findall(text)]


def distinctive(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without legal forms (Co., Ltd. and their Chinese likes), unless nothing else is there."""
    forms = load("names")["legal_latin"]
    kept = []
    for kind, piece in pieces:
        if kind == "han":
            kept.append((kind, without_legal_form(piece)))
        elif piece not in forms:
            kept.append((kind, piece))
    return [pair for pair in kept if pair[1] not in load("names")["legal"]] or list(pieces)
