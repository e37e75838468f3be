"""What a rubric may be: a list of criteria with weights that sum to 100. The proposed sheet is data."""

import json
from functools import cache

from django.conf import settings

from roadshows.scoring import HIGHEST, LOWEST

FILE = settings.BASE_DIR / "scouting" / "data" / "rubric" / "default.json"
ANCHORS = ("high", "middle", "low")
WORDS = ("name", *ANCHORS)
MOST = 15
WHOLE = 100


@cache
def proposed():
    """The default criteria, as a tuple that nobody changes by mistake."""
    return tuple(json.loads(FILE.read_text(encoding="utf-8"))["criteria"])


def weights(criteria):
    return {c["key"]: c["weight"] for c in criteria}


def sum_of(criteria):
    return sum(c["weight"] for c in criteria)


def settled(criteria):
    """The criteria with a key each and nothing but what belongs there; a key once given stays with its criterion."""
    used = {c["key"] for c in criteria if c.get("key")}
    found = []
    for c in criteria:
        key = c.get("key") or next(f"c{n}" for n in range(1, 99) if f"c{n}" not in used)
        used.add(key)
        words = {f"{w}{tail}": (c.get(f"{w}{tail}") or "").strip() for w in WORDS for tail in ("", "_en")}
        found.append({"key": key, "weight": int(c["weight"]), **words})
    return found


def whole_scores(scores, criteria):
    """(the scores that are a number from LOWEST to HIGHEST, the criteria that lack one)."""
    read = {c["key"]: as_score(scores.get(c["key"])) for c in criteria}
    return {k: v for k, v in read.items() if v is not None}, [c for c in criteria if read[c["key"]] is None]


def as_score(value):
    text = str(value if value is not None else "").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return number if LOWEST <= number <= HIGHEST else None
