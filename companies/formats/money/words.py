"""Cuts an announced amount into tokens (kind, value) by the vocabulary; the longest spelling wins."""

import re
from decimal import Decimal
from functools import cache

from companies.formats import vocab

NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_GROUPS = re.compile(r"(?<=\d)[, '](?=\d{3}(?:\D|$|[, ']\d))")


def ungroup(text: str) -> str:
    """10,000,000 and 10 000 000 as 10000000."""
    return _GROUPS.sub("", text)


def cut(text: str) -> list[tuple[str, object]]:
    """Tokens of a folded, lower-case text; what the vocabulary does not know comes out as ("strange", it)."""
    pattern, meaning = _lexicon()
    tokens, place = [], 0
    while place < len(text):
        if text[place] == " ":
            place += 1
        elif found := NUMBER.match(text, place):
            tokens.append(("number", Decimal(found.group())))
            place = found.end()
        elif found := pattern.match(text, place):
            tokens.extend(meaning[found.group()])
            place = found.end()
        else:
            end = _end_of_word(text, place)
            tokens.append(("strange", text[place:end]))
            place = end
    return tokens


def _end_of_word(text, place):
    found = re.compile(r"[a-z]+|.", re.DOTALL).match(text, place)
    return found.end()


@cache
def _lexicon():
    words = vocab.load("money")
    meaning = {}
    for kind, spellings in words["words"].items():
        meaning.update({spelling: [(kind, None)] for spelling in spellings})
    for kind in ("digits", "small", "big"):
        name = "number" if kind == "digits" else kind
        meaning.update({spelling: [(name, Decimal(value))] for spelling, value in words[kind].items()})
    for code, spellings in words["currency"].items():
        meaning.update({spelling: [("currency", code)] for spelling in spellings})
    meaning.update({spelling: [("other_currency", spelling)] for spelling in words["other_currency"]})
    for spelling, tokens in words["expand"].items():
        meaning[spelling] = [(kind, value if value is None else Decimal(value)) for kind, value in tokens]
    longest_first = sorted(meaning, key=len, reverse=True)
    return re.compile("|".join(map(_guarded, longest_first))), meaning


def _guarded(spelling):
    """A Latin word must end where its letters end: "b" is no part of "bio"."""
    return re.escape(spelling) + (r"(?![a-z])" if spelling[-1].isascii() and spelling[-1].isalpha() else "")
