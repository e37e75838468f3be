"""A whole house started as a stranger would start it: `manage.py up` in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FROM_OUTSIDE = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(check, seconds, what):
    """The check's first true answer; fails with `what` when it does not come in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")


def parents():
    """{process: parent} of everything that runs and is no zombie."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    found[int(entry.name)] = int(parent)
    return found


def descendants(pid):
    tree, found, level = parents(), set(), {pid}
    while level:
        level = {child for child, parent in tree.items() if parent in level} - found
        found |= level
    return found


class House:
    """One run of `manage.py up` on a state directory."""

    def __init__(self, home, *, port=None, command=None, before=None, **env):
        self.port = port or free_port()
        self.log = Path(f"{home}.log")
        self.env = self.clean_env(home) | {"SCOUTING_BIND": f"127.0.0.1:{self.port}"} | env
        self.out = self.log.open("a")
        self.process = subprocess.Popen(
            command or [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=self.env,
            stdout=self.out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=before,
        )
        self.pid = self.process.pid
        self.seen = set()

    @staticmethod
    def clean_env(home):
        """Nothing of the test run's own settings."""
        clean = {k: v for k, v in os.environ.items() if k not in FROM_OUTSIDE and not k.startswith("SCOUTING_")}
        ours = {"SCOUTING_HOME": str(home), "SCOUTING_DEMO": "0", "SCOUTING_PRODUCTION": "0"}
        return clean | ours | {"DJANGO_SETTINGS_MODULE": "scouting.settings"}

    def said(self):
        return self.log.read_text()

    def up(self, seconds=60):
        """Wait for the address to be printed and the whole tree to stand: web with 2, worker with 2 and beat."""
        wait_until(lambda: "Scouting is running" in self.said(), seconds, self.said)
        self.address = re.findall(r"Scouting is running: (\S+)", self.said())[-1]
        wait_until(lambda: len(self.tree()) == 7, 30, lambda: f"{self.tree()} {self.said()}")
        return self

    def tree(self):
        found = descendants(self.pid)
        self.seen |= found
        return found

    def session(self, kind):
        """(leader, everything below it) of web or worker."""
        for pid in self.tree():
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                if parents().get(pid) == self.pid and kind in words:
                    return pid, descendants(pid)
        return None, set()

    def answers(self, path="healthz"):
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def end(self):
        """Kill what is left; how it stops by itself is what tests look at before."""
        self.sweep(self.seen | self.tree())
        self.process.wait()
        self.out.close()

    def sweep(self, pids):
        for pid in {*pids, self.pid}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
