"""The whole files of Crunchbase, and what a web process holds in memory after all pages were asked for."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from django.urls import reverse

from tests.bench import served
from tests.bench.cases import Whole, case

LISTS = ("list", "rounds", "people", "investors", "products", "milestones")
ROUNDS = 100


@case
def crunchbase(bench):
    """On SQLite, as a first start would do it; needs SCOUTING_DATA."""
    folder = os.environ.get("SCOUTING_DATA")
    if not folder:
        return
    files = [str(Path(folder) / f"cb2013-{name}.csv") for name in ("companies", "rounds")]
    with tempfile.TemporaryDirectory() as home:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")}
        env |= {"SCOUTING_HOME": home, "SCOUTING_PRODUCTION": "0"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=served.ROOT, env=env, check=True)
        for turn in ("first", "second"):
            yield loaded(turn, [sys.executable, "manage.py", "load_crunchbase", *files], env)


def loaded(turn, command, env):
    watched = [sys.executable, "-c", WATCH, *command]
    lines = subprocess.run(watched, cwd=served.ROOT, env=env, check=True, capture_output=True, text=True).stdout
    figures = {name: float(value) for name, value in re.findall(r"^bench-(\w+)=([\d.]+)$", lines, re.M)}
    return Whole(
        f"load_crunchbase on SQLite, {turn} run: 17,727 companies, 31,679 rounds",
        f"{figures['wall']:.0f} s ({figures['cpu']:.0f} s CPU), {figures['peak']:.0f} MB",
        "≤ 120 s, ≤ 300 MB",
        figures["wall"] <= 120 and figures["peak"] <= 300,
    )


WATCH = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"bench-wall={time.perf_counter() - start:.1f}")
print(f"bench-cpu={used.ru_utime + used.ru_stime:.1f}")
print(f"bench-peak={used.ru_maxrss / 1024:.0f}")
sys.exit(code)
"""


@case
def web_process(bench):
    session = bench.session("promoter")
    with served.gunicorn() as (port, process):
        assert served.call(port, "GET", "/bench/bare/", session) == 200, "nobody is signed in"
        fresh = served.resident_of(process)
        for _turn in range(ROUNDS):
            for name in LISTS:
                served.call(
                    port, "GET", f"{reverse(f'companies:{name}')}?q=生物".replace("生物", "%E7%94%9F%E7%89%A9"), session
                )
                served.call(port, "GET", reverse(f"companies:{name}"), session)
            served.call(port, "GET", reverse("desk:home"), session)
        after = served.resident_of(process)
    yield Whole(
        f"web process after {ROUNDS * (2 * len(LISTS) + 1):,} pages",
        f"{after:.0f} MB resident (fresh {fresh:.0f} MB)",
        "≤ 200 MB",
        after <= 200,
    )
