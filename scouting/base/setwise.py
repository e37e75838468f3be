"""The same thing for many rows at once, in few statements: columns each to its own value, and history."""

from django.db import connections, router
from django.utils import timezone


def update_rows(rows, columns):
    """One prepared UPDATE run for each row: a tenth of the time of bulk_update, whose CASE grows with the rows.

    Like every queryset UPDATE it writes no history. Call it inside a transaction.
    """
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    places = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {places} WHERE {quote(model._meta.pk.column)} = %s"
    values = [[*(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields), row.pk] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def write_history(rows, *, by, kind="+", reason=None):
    """The history rows of rows just written, copied inside the database; `kind` as simple_history: +, ~ or -."""
    if not rows:
        return
    past = type(rows[0]).history.model
    own = {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_user_id": by and by.pk,
        "history_change_reason": reason,
    }
    connection = connections[router.db_for_write(past)]
    statement = copying(type(rows[0]), past, list(own), len(rows), connection.ops.quote_name)
    fields = {f.attname: f for f in past._meta.concrete_fields}
    given = [fields[name].get_db_prep_save(value, connection) for name, value in own.items()]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given, *(row.pk for row in rows)])


def copying(model, past, own, count, quote):
    """INSERT … SELECT of `count` rows of a table into its history, with `own` columns given beside."""
    copied = ", ".join(quote(field.column) for field in past.tracked_fields)
    key = quote(model._meta.pk.column)
    return (
        f"INSERT INTO {quote(past._meta.db_table)} ({copied}, {', '.join(map(quote, own))}) "
        f"SELECT {copied}, {marks(len(own))} FROM {quote(model._meta.db_table)} "
        f"WHERE {key} IN ({marks(count)}) ORDER BY {key}"
    )


def marks(count):
    return ", ".join(["%s"] * count)
