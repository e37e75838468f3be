"""What PostgreSQL is asked before the site starts."""

import psycopg
import pytest
from django.db import connection

from scouting.base import services

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def database(settings):
    """database(options) makes a database with these options and points the check at it."""
    made, before = [], connection.settings_dict["NAME"]
    server = psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True)

    def make(options):
        name = f"check_{len(made)}_{before}"[:60]
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 {options}')
        made.append(name)
        connection.settings_dict["NAME"] = name

    yield make
    connection.settings_dict["NAME"] = before
    for name in made:
        server.execute(f'DROP DATABASE "{name}"')
    server.close()


def test_the_tests_own_database_is_fine():
    assert services.database_problem() == ""


@pytest.mark.parametrize(
    "options", ["ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"]
)
def test_a_database_that_is_not_in_utf8_is_told_how_to_be(database, options):
    database(options)
    assert "createdb -T template0 -E UTF8 --locale=C.UTF-8" in services.database_problem()


def test_a_database_in_utf8_is_taken(database):
    database("ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
    assert services.database_problem() == ""


def test_an_old_server_is_refused(monkeypatch):
    monkeypatch.setattr(services, "OLDEST_POSTGRES", 99)
    assert "is too old" in services.database_problem()
