"""The tokens stored with a row, most useful first, at most MOST_TOKENS of them."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from companies.formats import pinyin, vocab
from companies.formats.names import without_legal_form
from companies.formats.search_tokens import pieces, syllables
from companies.formats.search_tokens.pieces import LONGEST_TOKEN

MOST_TOKENS = 120
MOST_NAMES = 40
SHORTEST_BEGINNING = 3
CREDIT_CODE = 18
SHORT_FORM = 2  # legal forms of two characters are said with the name, longer ones are not


def tokens(names: Iterable[str]) -> list[str]:
    """Distinct tokens of all names and codes of a row, in order of use. Put the names people say first."""
    folded = dict.fromkeys(pieces.fold(name) for name in names if name)
    rows = [(name, pieces.of(name)) for name in list(folded)[:MOST_NAMES] if name]
    found: dict[str, None] = {}
    for step in (_whole, _beginnings, _sounds, _characters, _rest):
        for name, parts in rows:
            for token in step(name, parts):
                found[token] = None
                if len(found) == MOST_TOKENS:
                    return list(found)
    return list(found)


def _whole(_name, parts):
    for kind, piece in parts:
        if kind == "han":
            yield from bigrams(without_legal_form(piece))
        else:
            yield piece[:LONGEST_TOKEN]
            if len(piece) == CREDIT_CODE:
                yield piece


def _beginnings(_name, parts):
    common = _common_words()
    for kind, piece in parts:
        if kind != "han" and piece not in common:
            yield from beginnings(piece)


def _sounds(_name, parts):
    for kind, piece in parts:
        if kind == "han":
            yield from _sounds_of(without_legal_form(piece))
        elif kind == "word":
            yield from (chunk[:LONGEST_TOKEN] for chunk in syllables.chunks(piece))
            if len(piece) > syllables.MOST_INITIALS and syllables.looks_like_initials(piece):
                yield from syllables.initials_windows(piece)


def _characters(_name, parts):
    for kind, piece in parts:
        if kind == "han":
            yield from without_legal_form(piece)


def _rest(name, parts):
    for kind, piece in parts:
        if kind == "han":
            yield from _rest_of_han(piece)
        elif piece in _common_words():
            yield from beginnings(piece)
    for compound in pieces.compounds(name):
        yield from beginnings(compound)


def _rest_of_han(piece):
    core = without_legal_form(piece)
    said = piece if len(piece) - len(core) <= SHORT_FORM else core
    yield from _sounds_of(said)
    first, *others = pinyin.readings(said)
    yield from _long_initials(first)
    for reading in others:
        yield from _of_reading(reading)
        yield from _long_initials(reading)
    yield from bigrams(piece)
    yield from piece


def bigrams(han: str) -> list[str]:
    """Neighbouring pairs; a single character stands for itself."""
    return [han[place : place + 2] for place in range(len(han) - 1)] or list(han)


def beginnings(word: str) -> Iterator[str]:
    """From three letters up to twelve; a shorter word only whole."""
    for length in range(min(SHORTEST_BEGINNING, len(word)), min(LONGEST_TOKEN, len(word)) + 1):
        yield word[:length]


@lru_cache(maxsize=65536)
def _sounds_of(han):
    return tuple(_of_reading(pinyin.syllables(han)))


def _of_reading(reading):
    for start in range(len(reading)):
        for end in range(start + 1, len(reading) + 1):
            run = reading[start:end]
            if len(run) > syllables.MOST_INITIALS or not all(run):
                break
            if len(run) <= syllables.MOST_SYLLABLES:
                yield "".join(run)[:LONGEST_TOKEN]
            if len(run) > 1:
                yield "".join(syllable[0] for syllable in run)


def _long_initials(reading):
    """Initials with a vowel among them, which a query cannot tell from a word, are kept longer."""
    initials = "".join(syllable[:1] or " " for syllable in reading)
    for start in range(len(initials) - syllables.MOST_INITIALS):
        for end in range(start + syllables.MOST_INITIALS + 1, min(start + LONGEST_TOKEN, len(initials)) + 1):
            run = initials[start:end]
            if " " not in run and not syllables.looks_like_initials(run):
                yield run


@cache
def _common_words():
    words = vocab.load("names")
    return frozenset(words["common_words"]) | frozenset(words["legal_latin"])
