"""One table on the screen and in docs/performance.md."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import django
from django.db import connection

from tests.bench.cases import Whole

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
WHOLE_HEAD = ("work", "found", "must", "")
HEAD = ("work", "median ms", "CPU ms", "queries", "SQL ms", "bound ms", "x bound", "must", "")
INTRODUCTION = """# Performance

Written by `make bench` on {day}: {machine}. PostgreSQL {postgres}, Python {python}, Django {django}; {rows}.
Whoever measures elsewhere should compare the ratios, not the milliseconds.

bound = a bare page behind the login ({bare:.1f} ms here) and the same rows by plain SQL, medians of the same run.
Queries and SQL without those that find out who is asking (session, user, roles). CPU is that of the page alone.
For comparison, a conference peer at 10,000 submissions and 30,000 reviews, measured on such a machine in November 2026:
a list of 50 rows 135 queries and 1,561 ms of CPU, a review board of 250 rows 555 queries and 4,493 ms.

"""
REMARKS = "\n## Remarks\n"  # written by hand; kept when the page is written again


def machine():
    model = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    return f"{os.cpu_count()} cores, {model.partition(':')[2].strip() or platform.machine()}"


def cells(result):
    if isinstance(result, Whole):
        return (result.name, result.found, result.must, "met" if result.met else "MISSED")
    t = result.timing
    figures = (
        (f"{t.wall:.1f}", f"{t.cpu:.1f}", str(t.queries), f"{t.sql:.1f}")
        if t.queries
        else (f"{t.wall:.1f}", "", "", "")
    )
    bound = (f"{result.bound:.1f}", f"{t.wall / result.bound:.1f}") if result.bound else ("", "")
    return (result.name, *figures, *bound, result.must, "met" if result.met else "MISSED")


def tables(results):
    """The pages, then the works measured as a whole."""
    wholes = [result for result in results if isinstance(result, Whole)]
    pages = [result for result in results if not isinstance(result, Whole)]
    return "\n\n".join(table(found, head) for found, head in ((pages, HEAD), (wholes, WHOLE_HEAD)) if found)


def table(results, head):
    rows = [head, *map(cells, results)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
    lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def write(results, *, bare, rows):
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split()[0]
    head = INTRODUCTION.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine(), postgres=server, rows=rows, bare=bare,
        python=platform.python_version(), django=django.get_version(),
    )  # fmt: skip
    PAGE.parent.mkdir(exist_ok=True)
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    remarks = "".join(before.partition(REMARKS)[1:])
    PAGE.write_text(head + tables(results) + "\n" + remarks, encoding="utf-8")
