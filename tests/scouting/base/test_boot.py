"""The start is refused with one line that says what to set; what is safe starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scouting.base import boot

ROOT = Path(__file__).resolve().parents[3]
KEY = "k7vRz0pYw3mQ9tLx2sNf8bHc5dJg1aVe4uKi6oPqWzXyTrEnMl"
PRODUCTION = {
    "DATABASE_URL": "postgres://scouting@127.0.0.1:1/scouting",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "scouting.example",
    "SITE_URL": "https://scouting.example",
}


def start(tmp_path, *command, **env):
    """Settings read in a process of its own, with this environment and no other."""
    clean = {"PATH": os.environ["PATH"], "SCOUTING_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    command = command or ("-c", "import scouting.settings")
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=clean | env, capture_output=True, text=True, check=False
    )


def test_with_nothing_set_it_starts_with_a_key_of_its_own_on_loopback(tmp_path):
    names = "s.BIND, s.SITE_URL, s.DEBUG, s.PRODUCTION, s.DEMO, len(s.SECRET_KEY)"
    found = start(tmp_path, "-c", f"from scouting import settings as s; print({names})")
    assert found.stdout == "127.0.0.1:8000 http://127.0.0.1:8000 False False True 86\n"
    assert start(tmp_path, "-c", "from scouting import settings as s; print(s.SECRET_KEY)").stdout.strip() == (
        (tmp_path / "home" / "secret-key").read_text().strip()
    )


@pytest.mark.parametrize(
    ("env", "names"),
    [
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"PROXY_COUNT": "many"}, "PROXY_COUNT"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SCOUTING_BIND": "8000"}, "SCOUTING_BIND"),
        ({"SCOUTING_BIND": "127.0.0.1:99999"}, "SCOUTING_BIND"),
        ({"DEBUG": "1", "SCOUTING_BIND": "0.0.0.0:8000", "SCOUTING_DEMO": "0"}, "DEBUG"),
        ({"SCOUTING_BIND": "0.0.0.0:8000"}, "SCOUTING_DEMO"),
        ({"SITE_URL": "https://scouting.example"}, "SCOUTING_DEMO"),
        ({"ALLOWED_HOSTS": ".scouting.example"}, "SCOUTING_DEMO"),
        ({"SITE_URL": "scouting.example"}, "SITE_URL"),
        ({"SITE_URL": "http://[bad"}, "SITE_URL"),
        ({"SCOUTING_BIND": "[::1:80"}, "SCOUTING_BIND"),
        ({"REDIS_URL": "redis://[bad"}, "REDIS_URL"),
        ({"DEBUG": "1", "SCOUTING_DEMO": "0", "ALLOWED_HOSTS": "scouting.example"}, "DEBUG"),
        ({"DEBUG": "1", "SCOUTING_DEMO": "0", "SITE_URL": "https://scouting.example"}, "DEBUG"),
        ({"DATABASE_URL": "mysql://x/y", "SCOUTING_PRODUCTION": "0"}, "DATABASE_URL"),
        ({"DATABASE_URL": "nonsense", "SCOUTING_PRODUCTION": "0"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL"),
        ({"EMAIL_URL": "nonsense"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp://host:port"}, "EMAIL_URL"),
        ({"SCOUTING_HOME": "/dev/null/home"}, "SCOUTING_HOME"),
        (PRODUCTION | {"SECRET_KEY": ""}, "SECRET_KEY"),
        (PRODUCTION | {"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        (PRODUCTION | {"SITE_URL": ""}, "SITE_URL"),
        (PRODUCTION | {"DEBUG": "1"}, "DEBUG"),
        (PRODUCTION | {"SCOUTING_DEMO": "1"}, "SCOUTING_DEMO"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_one_line_says_what_to_set(tmp_path, env, names):
    found = start(tmp_path, **env)
    assert found.returncode == 2
    assert found.stderr.startswith("scouting: ")
    assert found.stderr.count("\n") == 1
    assert names in found.stderr
    assert KEY not in found.stderr


def test_production_settings_pass_djangos_own_check(tmp_path):
    found = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert found.returncode == 0, found.stderr


def test_a_database_that_does_not_answer_stops_web_and_check(tmp_path):
    web = start(tmp_path, "-c", "import scouting.wsgi", **PRODUCTION)
    assert (web.returncode, web.stderr.count("\n")) == (2, 1)
    assert "PostgreSQL does not answer" in web.stderr
    assert "DATABASE_URL" in web.stderr
    check = start(tmp_path, "manage.py", "check", "--database", "default", **PRODUCTION)
    assert check.returncode == 1
    assert "scouting.E001" in check.stderr


@pytest.mark.parametrize(
    ("url", "line"),
    [("redis://127.0.0.1:1/0", "Redis does not answer at 127.0.0.1"), ("redis://:hidden@127.0.0.1:1", "REDIS_URL")],
)
def test_a_redis_that_does_not_answer_stops_up(tmp_path, url, line):
    found = start(tmp_path, "manage.py", "up", REDIS_URL=url)
    assert found.returncode == 2
    assert line in found.stderr
    assert "hidden" not in found.stderr


def test_two_that_start_together_agree_on_the_key(tmp_path):
    first = boot.write_private(tmp_path / "key", "one")
    assert boot.write_private(tmp_path / "key", "two") == first == "one"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_spoilt_key_file_is_refused(tmp_path, capsys):
    (tmp_path / "secret-key").write_text("\n")
    with pytest.raises(SystemExit):
        boot.secret_key("", tmp_path, production=False)
    assert "delete that file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("bind", "host"), [("127.0.0.1:8000", "127.0.0.1"), ("[::1]:80", "::1"), ("localhost:1", "localhost")]
)
def test_the_host_of_an_address(bind, host):
    assert boot.host_of(bind) == host
