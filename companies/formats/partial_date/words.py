"""Brings every way to write a date down to a few ASCII forms, by the vocabulary.

spell("second half of 2024") == " H2  of 2024"; take("before 2024Y5M") == ("2024Y5M", {"before"})
"""

import re
from functools import cache

from companies.formats import vocab

_MARKS = ("approx", "before", "by", "after", "forecast", "noise")
_NAMED = ("this_year", "last_year", "next_year", "two_years_ago", "two_years_on")
_NAMED += ("this_month", "last_month", "next_month", "today", "yesterday")


def spell(text: str) -> str:
    """Chinese numerals, unit words and named days replaced; Latin month names become @1 to @12."""
    pattern, meaning = _spelling()
    return pattern.sub(lambda found: meaning[found.group()], _arabic(text))


def take(text: str) -> tuple[str, set[str]]:
    """The text without its marks, and which marks there were."""
    pattern, meaning = _marking()
    marks = set()

    def note(found):
        marks.add(meaning[found.group()])
        return " "

    rest = pattern.sub(note, text)
    return " ".join(rest.split()), marks - {"noise"}


def ends(text: str) -> list[tuple[str, str]]:
    """The ways to read a text as two dates: "2021 to 2023", "2021-2023"; the first is "" in "up to 2021"."""
    found = [(text[: cut.start()].strip(), text[cut.end() :].strip()) for cut in _ranging().finditer(text)]
    return [(first, last) for first, last in found if last]


@cache
def _ranging():
    years = r"(?<=^\d{4})-(?=\d{4}$)"
    return re.compile(f"{_alternatives(vocab.load('dates')['read']['range']).pattern}|{years}")


def _arabic(text):
    words = vocab.load("dates")["read"]
    digits, ten = words["digits"], words["ten"]  # two signs for zero come first

    def number(found):
        run = found.group()
        if ten not in run:
            return "".join(str(max(digits.index(character) - 1, 0)) for character in run)
        tens, _ten, ones = run.partition(ten)
        value = [str(max(digits.index(part) - 1, 0)) if part else None for part in (tens, ones)]
        return (value[0] or "1") + (value[1] or "0")

    return _numeral_run(digits, ten).sub(number, text)


@cache
def _numeral_run(digits, ten):
    return re.compile(f"[{digits}]?{ten}[{digits}]?|[{digits}]+")


@cache
def _spelling():
    words = vocab.load("dates")
    meaning = {}
    codes = {"year": "Y", "month": "M", "day": "D", "quarter": "Q", "ordinal": " "}
    # The beginning of a year is surely in its first half, its end in the second: no more is claimed.
    codes |= {"first_half": " H1 ", "second_half": " H2 ", "early": " H1 ", "late": " H2 ", "middle": "Y "}
    codes |= {"by_year": "Y by ", "by_month": "M by ", "by_end": " by ", "whole": " "}
    for kind, code in codes.items():
        meaning.update(dict.fromkeys(words["read"][kind], code))
    for name in _NAMED:
        meaning.update({spelling: f" {name.upper()} " for spelling in words["read"][name]})
    for number, spellings in enumerate(words["read"]["quarters"], start=1):
        meaning.update(dict.fromkeys(spellings.split(", "), f" Q{number} "))
    for number, spellings in enumerate(words["months"], start=1):
        meaning.update(dict.fromkeys(spellings.split(), f" @{number} "))
    return _alternatives(meaning), meaning


@cache
def _marking():
    words = vocab.load("dates")["read"]
    meaning = {spelling: kind for kind in _MARKS for spelling in words[kind]}
    return _alternatives(meaning), meaning


def _alternatives(meaning):
    return re.compile("|".join(_guarded(spelling) for spelling in sorted(meaning, key=len, reverse=True)))


def _guarded(spelling):
    guard = "[a-z]"
    before = f"(?<!{guard})" if spelling[0].isascii() and spelling[0].isalpha() else ""
    after = f"(?!{guard})" if spelling[-1].isascii() and spelling[-1].isalpha() else ""
    return before + re.escape(spelling) + after
