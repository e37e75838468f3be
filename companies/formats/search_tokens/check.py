"""Looks at the names themselves: which one a query meant, where tokens alone may have met by accident."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from companies.formats import pinyin
from companies.formats.search_tokens import pieces
from companies.formats.search_tokens.queries import parts
from companies.formats.search_tokens.rows import SHORTEST_BEGINNING


def matches(query: str, names: Iterable[str]) -> str | None:
    """The name that holds most of the query, if each part of it is in some name; None otherwise."""
    wanted = parts(query)
    if not wanted:
        return None
    best, most, met = None, 0, set()
    for name in names:
        folded = pieces.fold(name or "")
        here = {number for number, part in enumerate(wanted) if _holds(folded, *part)}
        met |= here
        if len(here) > most:
            best, most = name, len(here)
    return best if len(met) == len(wanted) else None


def _holds(name, kind, piece):
    own = pieces.of(name)
    if kind == "han":
        return any(piece in part for sort, part in own if sort == "han")
    if any(_begins(part, piece) for sort, part in own if sort != "han"):
        return True
    if any(_begins(compound, piece) for compound in pieces.compounds(name)):
        return True
    return kind == "word" and any(_sounds_like(part, piece) for sort, part in own if sort == "han")


def _begins(word, piece):
    return word == piece or (len(piece) >= SHORTEST_BEGINNING and word.startswith(piece))


@lru_cache(maxsize=4096)
def _sounds_like(han, piece):
    for reading in pinyin.readings(han):
        initials = "".join(syllable[:1] or " " for syllable in reading)
        if len(piece) > 1 and piece in initials:
            return True
        if _from_syllable_to_syllable(reading, piece):
            return True
    return False


def _from_syllable_to_syllable(reading, piece):
    said = [syllable or " " for syllable in reading]
    joined = "".join(said)
    borders = {0, *accumulate(map(len, said))}
    start = joined.find(piece)
    while start >= 0:
        if start in borders and start + len(piece) in borders:
            return True
        start = joined.find(piece, start + 1)
    return False
