"""A set of search tokens: text[] with GIN on PostgreSQL, space-joined text elsewhere."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class TokensField(models.Field):
    """A list of short tokens without spaces. Lookup `has_all` takes a list: every token must be there."""

    def __init__(self, **options):
        super().__init__(**{"default": list, "editable": False, "blank": True} | options)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("default", "editable", "blank"):
            kwargs.pop(key, None)
        return name, path, args, kwargs

    def db_type(self, connection):
        return "text[]" if connection.vendor == "postgresql" else "text"

    def from_db_value(self, value, expression, connection):
        return value.split() if isinstance(value, str) else (value or [])

    def to_python(self, value):
        return value.split() if isinstance(value, str) else list(value or [])

    def get_prep_value(self, value):
        return self.to_python(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        tokens = self.to_python(value)
        return tokens if connection.vendor == "postgresql" else f" {' '.join(tokens)} "

    def value_to_string(self, obj):
        return " ".join(self.value_from_object(obj))


@TokensField.register_lookup
class HasAll(models.Lookup):
    """Rows that hold every one of the given tokens."""

    lookup_name = "has_all"

    def get_prep_lookup(self):
        return list(self.rhs)

    def get_db_prep_lookup(self, value, connection):
        return ("", value)

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} @> %s::text[]", [*params, list(self.rhs)]
        if not self.rhs:
            return "1 = 1", []
        parts = " AND ".join([f"instr({column}, %s) > 0"] * len(self.rhs))
        values = [v for token in self.rhs for v in (*params, f" {token} ")]
        return f"({parts})", values


class PostgresGinIndex(GinIndex):
    """A GIN index on PostgreSQL; other databases remember it in migrations and create nothing."""

    def create_sql(self, model, schema_editor, using="", **kwargs):
        if schema_editor.connection.vendor != "postgresql":
            return "SELECT 1"  # the schema editor must be given a statement
        return super().create_sql(model, schema_editor, using=using, **kwargs)

    def remove_sql(self, model, schema_editor, **kwargs):
        if schema_editor.connection.vendor != "postgresql":
            return "SELECT 1"
        return super().remove_sql(model, schema_editor, **kwargs)
