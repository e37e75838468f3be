"""Typed pinyin without spaces: where it can be cut into syllables, and initials that are no word."""

from functools import cache, lru_cache

from companies.formats import vocab

MOST_SYLLABLES = 4
MOST_INITIALS = 6
VOWELS = set("aeiouv")
_LONGEST = 6


def looks_like_initials(word: str) -> bool:
    """Without any vowel it can only be initials: "gempharm" is the beginning of a word, "njzdtqyy" is not."""
    return word.isascii() and not set(word) & VOWELS


def initials_windows(word: str) -> list[str]:
    """Initials longer than a row keeps, as all their windows of the kept length."""
    return [word[start : start + MOST_INITIALS] for start in range(len(word) - MOST_INITIALS + 1)]


@lru_cache(maxsize=4096)
def chunks(word: str) -> tuple[str, ...]:
    """Pinyin of more than four syllables in pieces a row can hold; () if it is none or short enough.

    Cuts fall only where every reading has a boundary ("xian" may be one syllable or two), so that they fit
    whatever the characters were; without such a place the reading with the longest first syllables is taken.
    """
    ahead, behind, most = _paths(word)
    if not behind[len(word)] or most[len(word)] <= MOST_SYLLABLES:
        return ()
    cuts = [place for place in range(len(word) + 1) if ahead[place] * behind[place] == behind[len(word)]]
    found, start = [], 0
    for place, following in zip(cuts[1:], [*cuts[2:], None], strict=True):
        if following is None or most[following] - most[start] > MOST_SYLLABLES:
            found.append(word[start:place])
            start = place
    return tuple(found)


def _paths(word):
    """Ways from each place to the end, from the start to each place, and the most syllables up to each place."""
    size, known = len(word), _known()
    behind, most = [1] + [0] * size, [0] * (size + 1)
    ahead = [0] * size + [1]
    for place in range(1, size + 1):
        for length in range(1, min(_LONGEST, place) + 1):
            if behind[place - length] and word[place - length : place] in known:
                behind[place] += behind[place - length]
                most[place] = max(most[place], most[place - length] + 1)
    for place in range(size - 1, -1, -1):
        reach = range(1, min(_LONGEST, size - place) + 1)
        ahead[place] = sum(ahead[place + length] for length in reach if word[place : place + length] in known)
    return ahead, behind, most


@cache
def _known():
    return frozenset(vocab.load("pinyin")["syllables"].split())
