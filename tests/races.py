"""Races with real connections: the fixture `real_database` (tests/conftest.py) and threads that start together."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, connections


@contextmanager
def in_a_file(path):
    """The test's SQLite tables in a file: in memory, all threads would share one connection."""
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    settings, memory = connection.settings_dict, connection.connection
    name, connection.connection = settings["NAME"], None
    settings["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = name
        connection.connection = memory


def together(*calls):
    """Run the calls at the same moment, each on a connection of its own. Returns results and exceptions, in order."""
    gate = threading.Barrier(len(calls))

    def run(call):
        try:
            gate.wait(30)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
