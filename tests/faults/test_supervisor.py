"""The supervisor alone, with children that do not behave."""

import sys

import pytest

from scouting.desk import supervisor
from scouting.desk.supervisor import Child, Supervisor
from tests.faults.house import descendants, parents, wait_until

pytestmark = pytest.mark.faults

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"])
print("ready", flush=True)
time.sleep(60)
"""
POLITE_PARENT = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def said():
    return []


def run(child, said, *, until):
    boss = Supervisor(said.append, None)
    child.start(None, said.append)
    boss.children = [child]
    wait_until(lambda: until in "".join(said), 10, lambda: str(said))
    return boss


def test_what_ignores_term_is_killed_with_all_below_it(said, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 1.0)
    child = Child("deaf", [sys.executable, "-c", STUBBORN])
    boss = run(child, said, until="ready")
    tree = {child.process.pid, *descendants(child.process.pid)}
    assert len(tree) == 2
    boss.stop()
    wait_until(lambda: not tree & parents().keys(), 5, "something of the session is left")


def test_what_a_dead_child_left_behind_is_killed_before_it_starts_again(said):
    child = Child("leaver", [sys.executable, "-c", POLITE_PARENT])
    boss = run(child, said, until="ready")  # its standard input is empty: it ends at once and leaves its own child
    wait_until(child.ended, 10, "ended")
    first = child.process.pid
    boss.keep(child)
    assert child.process is None
    wait_until(lambda: first not in parents().values(), 5, "left behind")
    assert any("starting it again in 1 s" in line for line in said)
    wait_until(lambda: boss.keep(child) or child.process, 5, "no second start")
    boss.stop()


def test_the_pause_grows_and_is_forgotten_after_a_steady_life(said):
    child = Child("short", [sys.executable, "-c", "raise SystemExit(3)"])
    child.started = supervisor.time.monotonic()
    assert [child.pause() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    child.started -= supervisor.STEADY
    assert child.pause() == 1


def test_lines_of_a_child_carry_its_name(said):
    child = Child("web", [sys.executable, "-c", "print('药')"])
    run(child, said, until="药").stop()
    assert "web    | 药" in said
