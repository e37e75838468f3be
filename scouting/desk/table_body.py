"""The body of a table, cell by cell as django-tables2 would give it, but asking once what each column is like.

django-tables2 looks at the signature of a column's render method and at the choices of its field for every cell: two
thirds of the time of a list of fifty rows. A row that says the same as one before is not drawn again: most visits to a
list are to rows that this process has shown.
"""

from functools import cached_property, partial
from inspect import Parameter, signature

from django.core.exceptions import FieldDoesNotExist
from django.utils.formats import localize
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from scouting.base.form_widgets import escape
from scouting.desk.drawn import Drawn

KNOWN = ("value", "record", "column", "bound_column", "bound_row", "table")  # to a render method, by name


class Cells:
    """One column."""

    def __init__(self, bound, table):
        self.bound, self.table = bound, table
        self.open = f'<td {bound.attrs["td"].as_html()} data-label="{escape(bound.header)}">'
        asked = signature(bound.render).parameters.values()
        self.wanted = KNOWN if any(p.kind is Parameter.VAR_KEYWORD for p in asked) else [p.name for p in asked]
        self.plain = "__" not in bound.accessor and "." not in bound.accessor
        self.labels = self.labels_of(getattr(table._meta, "model", None))
        self.default = bound.default
        self.whole_row = not bound.column.empty_values and "value" not in self.wanted and not bound.link

    def labels_of(self, model):
        """{code: label} of a field with choices, in the reader's language."""
        try:
            field = model._meta.get_field(str(self.bound.accessor)) if model and self.plain else None
        except FieldDoesNotExist:
            return None
        return {code: str(label) for code, label in field.flatchoices} if getattr(field, "choices", None) else None

    def value(self, record):
        if self.labels is not None:
            found = getattr(record, str(self.bound.accessor))
            return self.labels.get(found, found)
        try:
            return self.bound.accessor.resolve(record)
        except Exception:  # a column of no field: its render method knows what it shows
            return None

    def html(self, row):
        if not self.plain:
            return self.written(row.get_cell(self.bound.name))
        value = None if self.whole_row else self.value(row.record)
        if value in self.bound.column.empty_values:
            return self.written(self.default)
        if self.wanted == ["record"] and not self.bound.link:
            return self.written(self.bound.render(record=row.record))
        told = (value, row.record, self.bound.column, self.bound, row, self.table)
        known = dict(zip(KNOWN, told, strict=True))
        content = self.bound.render(**{name: known[name] for name in self.wanted})
        return self.written(self.bound.link(content, **known) if self.bound.link else content)

    def written(self, content):
        shown = content if isinstance(content, str) else localize(content)
        return f"{self.open}{escape(shown)}</td>"


ROWS = Drawn(1000)  # the cells of a row


def told(record, below=()):
    """All that was loaded of a record and of what hangs on it: whoever says the same looks the same."""
    values, below = record.__dict__, (*below, record)
    parts = [type(record), *(tuple(v) if type(v) is list else v for k, v in values.items() if k[0] != "_")]
    for name, found in (values["_state"].fields_cache | values.get("_prefetched_objects_cache", {})).items():
        several = found if hasattr(found, "__iter__") else [found]
        parts += [name, *(told(one, below) for one in several if one is not None and one not in below)]
    return tuple(parts)


class Body:
    """Asks what the columns are like when it meets the first row that was not drawn before."""

    def __init__(self, table):
        self.table = table
        drawn_from = getattr(table, "drawn_from", None)
        self.kept = drawn_from is not None  # else its rows also show what neither they nor the table hold
        beside = [getattr(table, name) for name in drawn_from or ()]
        self.key = (type(table), get_language(), *table.columns.names(), *beside)
        self.starts = {}

    @cached_property
    def columns(self):
        return [Cells(bound, self.table) for bound in self.table.columns]

    def row(self, row):
        cells = ROWS.piece((*self.key, told(row.record)), partial(self.drawn, row)) if self.kept else self.drawn(row)
        return f"<tr {self.start(row.attrs)}>{cells}</tr>"

    def drawn(self, row):
        return "".join([column.html(row) for column in self.columns])

    def start(self, attrs):
        """Rows differ in being even or odd, if at all."""
        key = tuple(attrs.items())
        if key not in self.starts:
            self.starts[key] = attrs.as_html()
        return self.starts[key]


def body(table):
    drawing = Body(table)
    return mark_safe("\n".join([drawing.row(row) for row in table.paginated_rows]))
