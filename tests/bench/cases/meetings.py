"""The timetable of 1:1 meetings: a small show at once, the largest one within twenty seconds."""

import random
import time

from roadshows import solving
from tests.bench.cases import Whole, case

SIZES = [  # funds, projects, times, tables, share of pairs that both want, seconds
    (5, 3, 6, 3, 1.0, 2),
    (60, 20, 12, 20, 0.5, 20),
]
MUST, BUSY = 0.1, 0.15


def task(funds, projects, times, tables, share, *, seed=1):
    """Wishes and absences by chance, the same in each run."""
    chance, pairs = random.Random(seed), []

    def absences(n):
        return [{t for t in range(times) if chance.random() < BUSY} for _ in range(n)]

    fund_away, project_away = absences(funds), absences(projects)
    for fund in range(funds):
        for project in range(projects):
            must = (chance.random() < MUST) + (chance.random() < MUST)
            if chance.random() < share:
                free = [t for t in range(times) if t not in fund_away[fund] | project_away[project]]
                people = [f"fund {fund}", f"project {project}", f"person {fund}", f"person {1000 + project}"]
                pair = {"kind": "site", "must": must, "free": free, "fixed": None, "resources": people}
                pairs.append({"id": f"{project}:{fund}", **pair})
    return {"slots": times, "tables": {"site": tables, "online": 0}, "pairs": pairs}


def most(asked):
    """No timetable has more: of each side no more than its times, at all tables no more than their times."""
    sums = []
    for n in (0, 1):
        wanted = {}
        for pair in asked["pairs"]:
            wanted.setdefault(pair["resources"][n], []).append(pair)
        sums.append(sum(min(len(rows), len({t for p in rows for t in p["free"]})) for rows in wanted.values()))
    return min(*sums, asked["slots"] * asked["tables"]["site"])


@case
def meetings(bench):
    for funds, projects, times, tables, share, seconds in SIZES:
        asked = task(funds, projects, times, tables, share)
        begun = time.perf_counter()
        found = {f"{reg}:{fund}" for reg, fund, _slot in solving.compute(asked)}
        took = time.perf_counter() - begun
        musts = [p for p in asked["pairs"] if p["must"]]
        met = sum(p["id"] in found for p in musts)
        possible = sum(bool(p["free"]) for p in musts)
        yield Whole(
            f"timetable: {funds} funds x {projects} projects x {times} times, {len(asked['pairs'])} wishes of both",
            f"{took:.1f} s; musts {met}/{len(musts)} ({possible} with a time in common); "
            f"meetings {len(found)} of at most {most(asked)}",
            f"≤ {seconds} s",
            took <= seconds,
        )
