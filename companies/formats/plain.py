r"""What every parser does first: one spelling for what people type in many.

plain.fold(" \uff0b86\u3000138 ") == "+86 138"
"""

import re
import unicodedata

LONGEST = 2000
_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"))


def fold(text: object) -> str:
    """NFKC (full width becomes half), marks nobody sees removed, runs of space to one, ends trimmed.

    For names and figures: what is longer than LONGEST is none of them and is cut, so that no input costs seconds.
    """
    folded = unicodedata.normalize("NFKC", "" if text is None else str(text)[:LONGEST])
    return _SPACE.sub(" ", _INVISIBLE.sub("", folded)).strip()


def dashes(text: str) -> str:
    """All the dashes of typography as the one on the keyboard."""
    return text.translate(_DASHES)
