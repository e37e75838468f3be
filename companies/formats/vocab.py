"""The words parsers and printers use, read once from scouting/data/vocab/<name>.json.

vocab.load("money")["several"]; vocab.language("zh-hans") == "zh"
"""

import json
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language


@cache
def load(name: str) -> dict:
    return json.loads((files("scouting") / "data" / "vocab" / f"{name}.json").read_text(encoding="utf-8"))


def language(code: str | None = None) -> str:
    """ "zh" or "en", the two the words exist in; None means the language that is active now."""
    return "zh" if (code or get_language() or "zh").lower().startswith("zh") else "en"
