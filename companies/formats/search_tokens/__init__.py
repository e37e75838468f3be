"""Search by sets: a row is found if it holds every token of the query.

    tokens([short_name, "GemPharmatech", "688046"])     # stored with the row, at most 120
    query_tokens("yksw gempharm")                        # all must be contained
    matches("yksw", names)                               # which name it was, None if the hit was an accident

Kinds of tokens, kept apart by nothing but their letters, since a query cannot say which it means:
Han bigrams and single characters; pinyin of 1 to 4 neighbouring syllables, joined; initials of 2 to 6; Latin words
and codes from 3 letters on. Anything longer than 12 letters is known by its first 12.

What goes first where a row has too much: (1) bigrams and whole words of all names, (2) beginnings of codes and of
words that distinguish, (3) pinyin and initials, earlier names and earlier characters first, (4) single characters,
(5) other readings of a character, beginnings of common words, parts of compounds, legal forms.
"""

from companies.formats.search_tokens.check import matches
from companies.formats.search_tokens.queries import query_tokens
from companies.formats.search_tokens.rows import MOST_TOKENS, tokens

__all__ = ["MOST_TOKENS", "matches", "query_tokens", "tokens"]
