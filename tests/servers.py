"""Runs a command with a PostgreSQL and a Redis of its own, thrown away afterwards.

usage: python -m tests.servers [--chromium] [--durable] COMMAND ...
DATABASE_URL and REDIS_URL are respected where they are given. Nothing is installed: a missing server is named
with the line that installs it.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

APT = "apt-get install -y postgresql redis-server chromium fonts-noto-cjk"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OLDEST_POSTGRES = 15
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def stop(line):
    sys.exit(f"scouting: {line}; {APT}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def postgres_folder():
    """Where initdb and postgres of the newest version lie."""
    places = [Path(p) for p in Path("/usr/lib/postgresql").glob("*/bin")]
    places.sort(key=lambda p: int(p.parent.name) if p.parent.name.isdigit() else 0)
    found = shutil.which("postgres")
    places = ([Path(found).resolve().parent] if found else []) + places
    good = [p for p in places if (p / "initdb").exists() and version_of(p) >= OLDEST_POSTGRES]
    return good[-1] if good else stop(f"PostgreSQL {OLDEST_POSTGRES} or newer is not installed")


def version_of(folder):
    words = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout.split()
    number = words[2].split(".")[0] if len(words) > 2 else ""
    return int(number) if number.isdigit() else 0


def owner():
    """PostgreSQL refuses to run as root; then it runs as the user its package makes, or as nobody."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


@contextmanager
def process(command, **options):
    """A server of our own: stopped at the end, whatever happened; killed if it does not listen within 10 s."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(port, server, name):
    for _attempt in range(300):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"scouting: the {name} started for this run did not answer on port {port}")


@contextmanager
def postgres(folder, *, durable):
    binaries, as_owner = postgres_folder(), owner()
    data = folder / "postgres"
    data.mkdir(mode=0o700)
    if as_owner:
        folder.chmod(0o711)
        os.chown(data, as_owner["user"], as_owner["group"])
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    made = subprocess.run(
        [binaries / "initdb", *options, "-D", data], capture_output=True, cwd="/", text=True, **as_owner
    )
    if made.returncode:
        sys.exit(f"scouting: initdb failed: {made.stderr.strip()}")
    port = free_port()
    settings = [
        "-p",
        str(port),
        "-h",
        "127.0.0.1",
        "-k",
        data,
        "-c",
        "max_connections=200",
        "-c",
        "shared_buffers=512MB",
    ]
    command = [binaries / "postgres", "-D", data, *settings, *(() if durable else FAST)]
    with process(command, cwd="/", **as_owner) as server:
        wait_for(port, server, "PostgreSQL")
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder):
    binary = shutil.which("redis-server") or shutil.which("valkey-server") or stop("Redis is not installed")
    port = free_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
    with process(command) as server:
        wait_for(port, server, "Redis")
        yield f"redis://127.0.0.1:{port}/0"


def chromium():
    given = os.environ.get("CHROMIUM")
    found = given or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return found if found and Path(found).exists() else stop("Chromium is not installed")


def main(arguments):
    flags = [a for a in arguments if a in ("--chromium", "--durable")]
    command = arguments[len(flags) :]
    if "--chromium" in flags:
        os.environ["CHROMIUM"] = chromium()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="scouting-servers-")))
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = running.enter_context(postgres(folder, durable="--durable" in flags))
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = running.enter_context(redis(folder))
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
