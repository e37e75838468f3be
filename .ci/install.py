#!/usr/bin/env python3
"""Make .venv hold what a lock file names. Standard library only; does nothing when it already does.

usage: install.py LOCKFILE
A stamp with the lock's hash is written last, so that an interrupted installation is done again.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def stop(line):
    sys.exit(f"scouting: {line}")


def ran(*command):
    return subprocess.run([str(part) for part in command], check=False).returncode == 0


def stamp_of(lock):
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{version} {hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()}\n"


def satisfied(lock):
    """The development lock holds the other one whole, so for requirements.txt either stamp will do."""
    stamp = VENV / "stamp"
    held = stamp.read_text() if stamp.exists() else ""
    return PYTHON.exists() and held in {stamp_of(lock), stamp_of("requirements-dev.txt")}


def usable():
    """An environment of this Python is kept and added to: a server may be running from it."""
    check = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    return PYTHON.exists() and ran(PYTHON, "-c", check)


def with_uv(lock):
    uv = shutil.which("uv")
    if not uv:
        return False
    made = usable() or ran(uv, "venv", "-q", "--clear", "--python", sys.executable, VENV)
    return made and ran(uv, "pip", "install", "-q", "--require-hashes", "--python", PYTHON, "-r", ROOT / lock)


def with_pip(lock):
    if not (usable() and ran(PYTHON, "-c", "import pip")):
        try:
            import ensurepip  # noqa: F401, PLC0415 - Debian ships python3 without it
            import venv  # noqa: PLC0415 - likewise
        except ImportError:
            stop("python3 cannot make virtual environments here; install that: apt-get install -y python3-venv")
        venv.create(VENV, with_pip=True, symlinks=True, clear=True)
    options = ("-q", "--disable-pip-version-check", "--require-hashes")
    return ran(PYTHON, "-m", "pip", "install", *options, "-r", ROOT / lock)


def main(lock):
    if sys.version_info < OLDEST:
        stop(f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}")
    guard = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(guard, fcntl.LOCK_EX)  # `make run` and `make test` started together build one environment
    if satisfied(lock):
        return
    print(f"Installing what {lock} names into .venv (a minute or two, only when it has changed) ...", flush=True)
    if not (with_uv(lock) or with_pip(lock)):
        stop(f"the packages of {lock} could not be installed; see the lines above, then give the command again")
    (VENV / "stamp").write_text(stamp_of(lock))


if __name__ == "__main__":
    main(*sys.argv[1:])
