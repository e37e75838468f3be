"""A transaction that does not wait long for what others hold: for pages that only look."""

from contextlib import contextmanager

from django.db import OperationalError, connection, transaction


class Busy(Exception):
    """Somebody else writes the same at this moment."""


@contextmanager
def brief_transaction(seconds):
    """transaction.atomic(), but whoever would wait longer than that for a lock gives up. Raises Busy."""
    try:
        with _sqlite_waits(seconds), transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(seconds * 1000)}ms"])
            yield
    except OperationalError as error:
        raise Busy from error


@contextmanager
def _sqlite_waits(seconds):
    """SQLite has one lock for all, which it waits for as long as the connection says."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
