"""What is measured. A case is a function from a Bench to results, entered by the decorator.

A page case says its address, the plain SQL for the same rows, and what it must reach; others return a Result of
their own.
"""

from dataclasses import dataclass

from tests.bench.measure import Timing

CASES = []


@dataclass(frozen=True)
class Result:
    name: str
    timing: Timing
    must: str
    met: bool
    bound: float = 0


@dataclass(frozen=True)
class Whole:
    """Work measured as a whole: what was found, in words."""

    name: str
    found: str
    must: str
    met: bool


def case(function):
    CASES.append(function)
    return function


def page_result(bench, name, url, plain, params=(), *, times=6, queries=5, sql=None, user="promoter", repeat=25):
    """The page against the bare page and the plain SQL, taking turns."""
    from tests.bench import measure

    ask, fetch = measure.asks(bench.client(user), url), plain and measure.fetches(plain, params)
    timing, bound = measure.page(ask, bench.bare, fetch, repeat=repeat)
    met = timing.wall <= times * bound and timing.queries <= queries and (sql is None or timing.sql <= sql)
    limits = [f"≤ {times} x", f"≤ {queries} queries", *([f"SQL ≤ {sql} ms"] if sql else [])]
    return Result(name, timing, ", ".join(limits), met, bound)
