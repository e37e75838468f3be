"""deploy/ against the site: settings that exist, one beat, and an example that starts."""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
README = (ROOT / "README.md").read_text()
SETTINGS = (ROOT / "scouting" / "settings.py").read_text()


def example():
    lines = (DEPLOY / "scouting.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_setting_is_read_and_explained():
    given = {*example(), *COMPOSE["x-app"]["environment"]}
    for name in given | set(re.findall(r'env\.\w+(?:\(|, )"(\w+)"', SETTINGS)):
        assert f'"{name}"' in SETTINGS, name
        assert f"`{name}`" in README, name


def test_the_example_filled_in_starts_and_passes_djangos_check(tmp_path):
    env = example() | {key: str(value) for key, value in COMPOSE["x-app"]["environment"].items()}
    env |= {"SECRET_KEY": "k7vRz0pYw3mQ9tLx2sNf8bHc5dJg1aVe4uKi6oPqWzXyTrEnMl", "PATH": os.environ["PATH"]}
    env |= {"SCOUTING_HOME": str(tmp_path), "DATABASE_URL": re.sub(r"\${.*?}", "secret", env["DATABASE_URL"])}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    found = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_one_process_alone_has_beat():
    commands = [str(service.get("command", "")) for service in COMPOSE["services"].values()]
    units = [path.read_text() for path in DEPLOY.glob("*.service")]
    assert sum("--beat" in command for command in commands) == 1
    assert sum("--beat" in unit.split("[Service]")[1] for unit in units) == 1


def test_what_the_image_copies_is_there():
    copied = re.findall(r"^COPY (.+)$", (DEPLOY / "Dockerfile").read_text(), re.M)
    for line in copied:
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
