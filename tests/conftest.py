import os
from datetime import date

import pytest
from factory.django import DjangoModelFactory

HEAVY = {"postgres", "browser", "faults", "data"}


def pytest_addoption(parser):
    parser.addoption("--everything", action="store_true", help="also what needs servers, Chromium or SCOUTING_DATA")


def pytest_configure(config):
    # Tables straight from the models where the database is SQLite: 58 history-laden migrations rebuild
    # each table many times there. tests/test_migrations.py checks the migrations themselves.
    if not os.environ.get("DATABASE_URL"):
        config.option.nomigrations = True


def pytest_collection_modifyitems(config, items):
    """What needs more than Python runs by `make test-all`, or where -m names it."""
    if config.option.markexpr:
        return
    without = {"data"} if config.option.everything else HEAVY
    if os.environ.get("SCOUTING_DATA") and config.option.everything:
        without = set()
    kept = [i for i in items if not without.intersection(m.name for m in i.iter_markers())]
    config.hook.pytest_deselected(items=[i for i in items if i not in kept])
    items[:] = kept


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits and sessions of one test do not reach the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def first_names():
    """A test names its things alike wherever it runs: no "测试1183" where it looks for no 83."""
    from tests import factories

    for made in vars(factories).values():
        kept = (DjangoModelFactory, factories.UserFactory)  # a login that a test left behind is not taken twice
        if isinstance(made, type) and issubclass(made, DjangoModelFactory) and made not in kept:
            made.reset_sequence(0, force=True)


@pytest.fixture(autouse=True)
def first_words():
    """No test reads in the language, or at the hour, of a page that an earlier one opened."""
    from django.utils import timezone, translation

    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def now():
    """Monday 16 November 2026, 10:00 in Nanjing: the day the scenarios begin."""
    from scouting.base import clock

    return clock.at(date(2026, 11, 16), 10)


@pytest.fixture
def real_database(transactional_db, tmp_path):
    """A database that threads reach by connections of their own: PostgreSQL as it is, SQLite in a file."""
    from django.db import connection

    from tests.races import in_a_file

    if connection.vendor != "sqlite":
        yield
        return
    with in_a_file(tmp_path / "race.sqlite3"):
        yield
