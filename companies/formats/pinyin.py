"""Readings of Chinese characters, without tones, the surname's own reading among them.

syllables(name) == ("dan", "wei"); person(name) == ("shan", "wei"); readings(name) has both
"""

import re
from functools import cache, lru_cache

from companies.formats import vocab

HAN_CLASS = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
HAN = re.compile(f"[{HAN_CLASS}]+")
_SYLLABLE = re.compile(r"[a-z]{1,6}")
MOST_VARIANTS = 4


@lru_cache(maxsize=65536)
def syllables(han: str) -> tuple[str, ...]:
    """The common reading of a run of Han characters, one entry a character, "" where none is known."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 55 MB of phrases, of no use to who only shows pages

    found = lazy_pinyin(han)
    if len(found) != len(han):
        found = [lazy_pinyin(character)[0] for character in han]
    return tuple(syllable if _SYLLABLE.fullmatch(syllable) else "" for syllable in found)


def surname(name: str) -> str:
    """The surname of a Chinese name without spaces; two characters where the table has such a surname."""
    return name[:2] if len(name) > 2 and name[:2] in _table("compound_surnames") else name[:1]


def person(name: str) -> tuple[str, ...]:
    """As `syllables`, with the reading the first characters have as a surname (zeng, not ceng)."""
    family = surname(name)
    special = _special(family)
    return special + syllables(name)[len(special) :] if special else syllables(name)


def readings(han: str) -> tuple[tuple[str, ...], ...]:
    """The common reading first, then the surname's, then those with one character read its other way."""
    found = dict.fromkeys((syllables(han), person(han)))
    others = _other_readings()
    for place, character in enumerate(han):
        for other in others.get(character, ()):
            found[(*syllables(han)[:place], other, *syllables(han)[place + 1 :])] = None
            if len(found) >= MOST_VARIANTS:
                return tuple(found)
    return tuple(found)


@cache
def _table(name):
    return frozenset(vocab.load("names")[name])


@cache
def _other_readings():
    return vocab.load("names")["other_readings"]


def _special(family):
    return tuple(vocab.load("names")["surname_readings"].get(family, "").split())
