"""Counts that stay cheap on large tables: nobody reads more than "1,000+" off a tab."""

from contextlib import suppress

from django.core.exceptions import EmptyResultSet
from django.db import connection

MOST = 1000


def capped_counts(querysets, most=MOST):
    """{key: number of rows, at most `most` + 1} of several querysets by one statement."""
    parts, params = [], []
    for number, rows in enumerate(querysets.values()):
        with suppress(EmptyResultSet):  # rows.none(): nothing to ask for
            sql, values = rows.order_by().values("pk")[: most + 1].query.sql_with_params()
            parts.append(f"SELECT {number}, COUNT(*) FROM ({sql}) AS part{number}")
            params += values
    found = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            found = dict(cursor.fetchall())
    return {key: found.get(number, 0) for number, key in enumerate(querysets)}


def said(count, most=MOST):
    """ "1,000+" where the count stopped counting."""
    return f"{most:,}+" if count > most else str(count)
