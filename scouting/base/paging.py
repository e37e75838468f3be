"""Paging by the last row seen, never by OFFSET: as fast a million rows deep as on the first page, and a row that is
added or removed meanwhile neither repeats nor hides another."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, GeneratedField, Value

COUNT_CAP = 1_000
SIZE = 50


class RowCompare(Func):
    """(a, b) > (x, y), which an index over (a, b) answers. All columns run in one direction."""

    output_field = BooleanField()

    def __init__(self, names, sign, values):
        self.sign, self.count = sign, len(names)
        super().__init__(*[F(n) for n in names], *values)

    def as_sql(self, compiler, connection, **kwargs):
        parts = [compiler.compile(e) for e in self.source_expressions]
        left, right = parts[: self.count], parts[self.count :]
        sql = f"({', '.join(s for s, _ in left)}) {self.sign} ({', '.join(s for s, _ in right)})"
        return sql, [p for _, params in (*left, *right) for p in params]


@dataclass(frozen=True)
class Page:
    """Rows in order, cursors for the neighbours ("" where there is none)."""

    rows: list
    next: str = ""
    previous: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def keyset(queryset, order, *, cursor="", size=SIZE):
    """One page of `queryset` in `order`: names ending in a unique one, all ascending or all with "-".

    A cursor that cannot be read gives the first page.
    """
    down = order[0].startswith("-")
    if any(name.startswith("-") != down for name in order):
        raise ValueError("all columns of an order must run in one direction")
    names = [name.removeprefix("-") for name in order]
    backward, values = read_cursor(cursor, queryset.model, names)
    queryset = queryset.order_by(*([n if down else f"-{n}" for n in names] if backward else order))
    if values:
        sign = "<" if down != backward else ">"
        queryset = queryset.filter(RowCompare(names, sign, values))
    rows = list(queryset[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    return Page(
        rows,
        next=write_cursor(rows[-1], names) if rows and (more or backward) else "",
        previous=write_cursor(rows[0], names, backward=True) if rows and (more if backward else bool(values)) else "",
    )


def capped_count(queryset, cap=COUNT_CAP):
    """(n, whether there are more): counts no further than the cap."""
    n = queryset.order_by()[: cap + 1].count()
    return min(n, cap), n > cap


def count_words(n, more):
    """What capped_count() found, as a list says it."""
    return f"{n:,}+" if more else f"{n:,}"


def value_of(row, name):
    """The value of an order column on a row: a field, an annotation, or what stands behind "relation__field"."""
    annotated = name.replace("__", "_at_")
    if hasattr(row, annotated):
        return getattr(row, annotated)
    for step in name.split("__"):
        row = getattr(row, step)
    return row


def write_cursor(row, names, *, backward=False):
    values = [value_of(row, n) for n in names]
    texts = [v.isoformat() if isinstance(v, date | datetime) else str(v) for v in values]
    return base64.urlsafe_b64encode(json.dumps([int(backward), *texts]).encode()).decode().rstrip("=")


def read_cursor(cursor, model, names):
    """(backward, values as expressions); (False, []) for none or one that was tampered with."""
    if not cursor:
        return False, []
    try:
        backward, *texts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(texts) != len(names) or not all(isinstance(t, str) and "\0" not in t for t in texts):
            return False, []
        fields = [field_of(model, n) for n in names]
        return bool(backward), [Value(read_value(f, t), output_field=f) for f, t in zip(fields, texts, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError, OverflowError, UnicodeDecodeError):
        return False, []


def read_value(field, text):
    """The value a column may hold; ValueError, ValidationError or OverflowError for one that no database takes."""
    text.encode()  # half a surrogate pair
    value = field.to_python(text)
    field.run_validators(value)
    if isinstance(value, datetime):
        value.astimezone(UTC)  # may lie before the first or after the last day there is
    return value


def field_of(model, name):
    *path, last = name.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model
    field = model._meta.pk if last == "pk" else model._meta.get_field(last)
    if isinstance(field, GeneratedField):
        return field.output_field
    return field.target_field if field.is_relation else field
