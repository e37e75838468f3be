"""The tokens a row must hold to be found by a query."""

from companies.formats.search_tokens import pieces, syllables
from companies.formats.search_tokens.pieces import LONGEST_TOKEN
from companies.formats.search_tokens.rows import CREDIT_CODE, bigrams

MOST_TOKENS = 32


def query_tokens(query: str) -> list[str]:
    """Distinct tokens, all of which must be contained; [] for a query without a letter, digit or character."""
    found: dict[str, None] = {}
    for kind, piece in parts(query):
        found.update(dict.fromkeys(_tokens(kind, piece)))
    return list(found)[:MOST_TOKENS]


def parts(query: str) -> list[tuple[str, str]]:
    """(kind, piece) of what was typed: blanks part words, legal forms do not count where something else does."""
    split = [pair for word in pieces.fold(query).split() for pair in pieces.of(word)]
    return pieces.distinctive(split)


def _tokens(kind, piece):
    if kind == "han":
        return bigrams(piece)
    if kind == "code":
        return [piece[:LONGEST_TOKEN], piece] if len(piece) == CREDIT_CODE else [piece[:LONGEST_TOKEN]]
    if len(piece) > syllables.MOST_INITIALS and syllables.looks_like_initials(piece):
        return syllables.initials_windows(piece)
    return [chunk[:LONGEST_TOKEN] for chunk in syllables.chunks(piece)] or [piece[:LONGEST_TOKEN]]
