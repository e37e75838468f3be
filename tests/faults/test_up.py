"""`manage.py up` started twice, in the background, stopped in every way and killed: no orphan, no second beat."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.faults.house import ROOT, free_port, parents, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

# The guard taken away: a child that does not ask to end with its parent.
UNGUARDED = """
import sys
from scouting.base import lifeline
lifeline.end_with_parent = lambda *args, **kwargs: None
from scouting.desk import child
child.main(*sys.argv[1:])
"""
SUPERVISOR_OF_UNGUARDED = f"""
import django
django.setup()
from scouting.desk.management.commands import up
guarded = up.Command.children
def children(self, listener):
    found = guarded(self, listener)
    for child in found:
        child.command[1:3] = ["-c", {UNGUARDED!r}]
    return found
up.Command.children = children
from django.core.management import call_command
call_command("up")
"""


def gone(pids):
    return not {p for p in pids if p in parents()}


def as_in_background():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def test_a_second_run_says_where_the_first_one_is(houses, home):
    first = houses(home).up()
    second = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=ROOT, env=first.env, capture_output=True, text=True, timeout=30
    )
    assert second.returncode == 0
    assert f"already running here: http://127.0.0.1:{first.port}/ (process {first.pid})" in second.stdout
    assert first.answers() == 200
    assert len(first.tree()) == 7


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_of_it_also_in_the_background(houses, home, signum):
    house = houses(home, before=as_in_background).up()
    tree = house.tree()
    os.kill(house.pid, signum)
    assert house.process.wait(25) == 0
    assert gone(tree)
    assert "Everything is stopped." in house.said()
    assert (home / "up.lock").read_text() == ""


def test_a_killed_supervisor_leaves_nothing_and_the_next_one_starts(houses, home):
    house = houses(home).up()
    tree = house.tree()
    os.kill(house.pid, signal.SIGKILL)
    wait_until(lambda: gone(tree), 5, "children outlive the supervisor")
    again = houses(home, port=house.port).up()
    assert again.answers() == 200
    assert len(again.tree()) == 7


def test_control_without_the_guard_a_killed_supervisor_leaves_orphans(houses, home):
    house = houses(home, command=[sys.executable, "-c", SUPERVISOR_OF_UNGUARDED]).up()
    tree = house.tree()
    os.kill(house.pid, signal.SIGKILL)
    house.process.wait()
    try:
        with pytest.raises(AssertionError):
            wait_until(lambda: gone(tree), 5, "orphans")
    finally:
        house.sweep(tree)


def test_a_killed_worker_comes_back_with_one_beat(houses, home):
    house = houses(home).up()
    leader, below = house.session("worker")
    assert len(below) == 3
    os.kill(leader, signal.SIGKILL)
    wait_until(lambda: gone({leader, *below}), 5, "beat or pool outlive their worker")
    wait_until(lambda: len(house.session("worker")[1]) == 3, 30, house.said)
    assert house.session("worker")[0] != leader
    assert "worker ended (-9); starting it again in 1 s" in house.said()
    assert house.answers() == 200


def test_a_killed_web_process_comes_back_on_the_same_port(houses, home):
    house = houses(home).up()
    leader, below = house.session("web")
    os.kill(leader, signal.SIGKILL)
    wait_until(lambda: gone({leader, *below}), 5, "web workers outlive their master")
    wait_until(lambda: house.answers() == 200, 30, house.said)


def test_a_taken_port_is_said_and_the_next_one_used(houses, home):
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        house = houses(home, port=port).up()
        assert f"Port {port} is taken by another program" in house.said()
        assert house.address != f"http://127.0.0.1:{port}/"
        assert house.answers() == 200
        assert house.address in (home / "up.lock").read_text()


def test_missing_folders_are_made_for_the_owner_alone(houses, tmp_path):
    home = tmp_path / "not" / "yet" / "there"
    home.parent.parent.mkdir()
    house = houses(tmp_path / "x", SCOUTING_HOME=str(home)).up(seconds=180)
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
    assert house.answers() == 200


def test_it_ends_with_make(houses, home):
    """`make run` gives --with-parent: a make that is killed outright takes the house along."""
    script = f"{sys.executable} manage.py up --with-parent; true"
    house = houses(home, command=["sh", "-c", script])
    wait_until(lambda: len(house.tree()) == 8, 60, house.said)
    tree = house.tree()
    os.kill(house.pid, signal.SIGKILL)
    wait_until(lambda: gone(tree), 25, "the supervisor outlives make")


@pytest.mark.postgres
def test_the_same_on_postgresql_and_redis(houses, tmp_path):
    import psycopg

    url = os.environ["DATABASE_URL"]
    name = f"up_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        )
        env = {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}", "REDIS_URL": os.environ["REDIS_URL"]}
        try:
            house = houses(tmp_path / "home", **env).up(seconds=120)
            assert house.answers("readyz") == 200
            tree = house.tree()
            os.kill(house.pid, signal.SIGTERM)
            assert house.process.wait(25) == 0
            assert gone(tree)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
