"""The rules of the house that a test can hold."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from importlinter.application.use_cases import lint_imports
from importlinter.cli import configuration

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["accounts", "outbox", "companies", "roadshows", "desk"]
LONGEST = 400
CHINESE = re.compile("[\u3400-\u9fff]")
RANGE = re.compile(".-.")  # in a pattern for characters
COMMENT = re.compile(r"{% comment.*?{% endcomment %}|{#.*?#}|<!--.*?-->|/\*.*?\*/|^\s*//.*?$", re.S | re.M)
CODE = ("scouting", "companies", "roadshows", "templates")
TOP = {"Makefile", "LICENSE", "README.md", "manage.py", "pyproject.toml", "requirements.txt", "requirements-dev.txt"}


@cache
def ours():
    """Every file of the repository, without what is vendored; of a copy without git, every file that is there."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = [Path(line) for line in listed.splitlines()]
    else:
        paths = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
        paths = [path for path in paths if not any(part[0] == "." or part == "__pycache__" for part in path.parts)]
    return [path for path in paths if "vendor" not in path.parts and (ROOT / path).exists()]


def python(*, but=("migrations",)):
    return [path for path in ours() if path.suffix == ".py" and not set(but) & set(path.parts)]


def test_rooms_and_layers_import_in_one_direction(capsys):
    configuration.configure()
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None), capsys.readouterr().out


def test_no_foreign_key_points_upward():
    for model in apps.get_models():
        here = model._meta.app_label
        if here not in LAYERS:
            continue
        for field in model._meta.get_fields():
            there = getattr(field.related_model, "_meta", None) if getattr(field, "concrete", False) else None
            if there and there.app_label in LAYERS:
                assert LAYERS.index(there.app_label) <= LAYERS.index(here), f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_no_migration_is_missing_whatever_the_order_of_sets(seed, tmp_path):
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"PYTHONHASHSEED": seed, "SCOUTING_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "scouting.settings"}
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    found = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_no_file_written_by_hand_is_longer_than_one_can_read():
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in python()}
    assert {path: n for path, n in lengths.items() if n > LONGEST} == {}


def test_the_top_level_holds_no_more_than_it_should():
    folders = {*CODE, "tests", "deploy", "docs"}
    found = {path.parts[0] for path in ours() if not path.parts[0].startswith(".")}
    assert found <= TOP | folders


def words_of(path):
    """The literals of a Python file (docstrings and comments are for readers), or a template without comments."""
    text = (ROOT / path).read_text()
    if path.suffix != ".py":
        return [COMMENT.sub("", text)]
    tree = ast.parse(text)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in strings if id(node) not in notes]


def chinese(words):
    return CHINESE.search(RANGE.sub("", words))


def test_chinese_lies_in_translations_and_data_alone():
    kinds = {".py", ".html", ".txt", ".js", ".css", ".svg", ".xml"}
    files = [path for path in ours() if path.parts[0] in CODE and path.suffix in kinds and "data" not in path.parts]
    assert len(files) > 100
    assert [str(path) for path in files if any(map(chinese, words_of(path)))] == []


@cache
def locked(name):
    pins = re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.M)
    return {f"{package}=={version}" for package, version in pins}


def test_locks_hold_hashes_and_no_addresses_and_agree():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert len(re.findall(r"^\S+==", text, re.M)) == len(
            re.findall(r"^\S+==[^\n]*\\\n    --hash=sha256:", text, re.M)
        )
    assert locked("requirements.txt") <= locked("requirements-dev.txt")


def test_nothing_names_a_machine_or_is_left_undone():
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|no co" r"ver|/ro" r"ot/|/ho" r"me/\w+/")
    found = [str(path) for path in python(but=()) if marks.search((ROOT / path).read_text())]
    assert found == []


def test_each_test_file_mirrors_something():
    assert not [path for path in ours() if path.parts[0] in CODE and path.name.startswith("test_")]
