"""Examine a file in a process of its own, which a hostile file can fill or stop without anybody noticing."""

import json
import os
import subprocess
import sys
from pathlib import Path

from .report import REASONS, Report

ROOT = Path(__file__).resolve().parents[2]
WAIT = 20  # seconds: a file gets three of processor time, which on a busy machine take longer by the clock


def check(path):
    """The Report of the file at `path`; never raises for what the file does."""
    env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-s", "-m", "roadshows.filecheck", str(path)]
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, timeout=WAIT, check=False)
        told = Report(**json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError, TypeError):
        return Report(reason="too_hard")
    return told if told.ok or told.reason in REASONS else Report(reason="too_hard")
