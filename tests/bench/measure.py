"""How long something takes: the median of repeated runs, its share of CPU, and what it asks of the database."""

import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

BESIDE = tuple(f'FROM "{name}"' for name in ("django_session", "accounts_user", "accounts_rolegrant"))  # who asks


@dataclass(frozen=True)
class Timing:
    """Milliseconds; `queries` and `sql` without those that find out who is asking."""

    wall: float
    cpu: float = 0
    queries: int = 0
    sql: float = 0


@contextmanager
def asked():
    """Collects (statement, seconds) of everything asked of the database meanwhile."""
    found = []

    def listen(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found.append((sql, time.perf_counter() - start))

    with connection.execute_wrapper(listen):
        yield found


def side_by_side(*acts, repeat=25, warm=3):
    """[(median of wall, median of CPU)] in milliseconds, the acts taking turns: what slows one slows all."""
    for _turn in range(warm):
        for act in acts:
            act()
    took = [([], []) for _act in acts]
    for _turn in range(repeat):
        for act, (walls, cpus) in zip(acts, took, strict=True):
            wall, cpu = time.perf_counter(), time.process_time()
            act()
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
    return [(statistics.median(walls) * 1000, statistics.median(cpus) * 1000) for walls, cpus in took]


def asks(client, url):
    """Fails unless the page answers 200, so that no error page is ever measured."""

    def ask():
        answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")

    return ask


def fetches(statement, params=()):
    """The same rows by plain SQL, fetched into Python."""

    def fetch():
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            cursor.fetchall()

    return fetch


def page(ask, bare, fetch=None, repeat=25):
    """(Timing of the page, bound in milliseconds)."""
    acts = [ask, bare, *([fetch] if fetch else [])]
    (wall, cpu), *beside = side_by_side(*acts, repeat=repeat)
    counted = [own_statements(ask) for _turn in range(5)]
    sql = statistics.median(sum(took for _sql, took in own) for own in counted) * 1000
    return Timing(wall, cpu, max(map(len, counted)), sql), sum(wall for wall, _cpu in beside)


def own_statements(ask):
    with asked() as statements:
        ask()
    return [(sql, took) for sql, took in statements if not any(name in sql for name in BESIDE)]


def resident():
    """Megabytes this process holds in memory."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
