"""The words of the demo (scouting/data/demo/demo.json) and a source of chance that gives the same play each time."""

import json
import random
from datetime import timedelta
from functools import cache
from pathlib import Path

from scouting.base import clock

DATA = Path(__file__).resolve().parents[2] / "data" / "demo" / "demo.json"


@cache
def script():
    return json.loads(DATA.read_text(encoding="utf-8"))


def dice(seed):
    return random.Random(f"scouting-demo-{seed}")


def person_names(count):
    """(name, English name) pairs, no pair twice."""
    people = script()["people"]
    pairs = [(s, g) for g in people["given"] for s in people["surnames"]]
    dice("names").shuffle(pairs)
    return [(s["zh"] + g["zh"], f"{g['en']} {s['en']}", s["zh"]) for s, g in pairs[:count]]


def at_work(moment):
    """A moment in office hours, up to a day earlier and never later; what happened later stays later."""
    start = clock.local(moment - timedelta(hours=14))
    passed = timedelta(hours=start.hour, minutes=start.minute, seconds=start.second)
    return clock.at(start.date(), 9) + passed * 8.5 / 24
