"""Funding rounds as a drawing that claims no more than what was announced: ranges as ranges, gaps as gaps."""

from django.utils.translation import get_language, gettext

from companies.fields import Basis
from companies.formats import money
from companies.sentences import round_name
from companies.show import amount_alone

FEWEST = 2  # rounds with a figure in one currency; fewer need no drawing


def of_rounds(rounds):
    """[(currency, ECharts option)] of each currency in which there is something to compare, oldest round first."""
    by_currency = {}
    for row in reversed(rounds):
        by_currency.setdefault(row.amount_currency, []).append(row)
    drawn = [(c, rows) for c, rows in by_currency.items() if sum(has_figure(r) for r in rows) >= FEWEST]
    return [(currency, option(rows)) for currency, rows in drawn]


def has_figure(row):
    return row.amount_min is not None or row.amount_max is not None


def option(rows):
    """Three stacked bars a round: stated, at least (read into words), and up to."""
    return {
        "grid": {"left": 8, "right": 8, "top": 24, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": [name(r) for r in rows], "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "value", "show": False},
        "series": [
            bar(gettext("stated"), [datum(r, stated(r)) for r in rows], opacity=1),
            bar(gettext("at least, as read from the words"), [datum(r, least(r)) for r in rows], opacity=0.6),
            bar(gettext("at most"), [datum(r, room(r), top=True) for r in rows], opacity=0.22),
        ],
    }  # fmt: skip


def bar(label, data, *, opacity):
    return {
        "type": "bar", "stack": "amount", "name": label, "data": data, "barMaxWidth": 44,
        "tone": "info", "itemStyle": {"opacity": opacity},
    }  # fmt: skip


def datum(row, value, *, top=False):
    """A bar that leads to its row of the table; the topmost carries the words of the announcement."""
    found = {"value": float(value), "url": f"#round-{row.pk}", "tooltip": {"formatter": words(row)}}
    if top:
        found["label"] = {"show": True, "position": "top", "formatter": amount_alone(row.amount)}
    return found


def words(row):
    when = row.announced.show(get_language()) if row.announced else gettext("date not known")
    return f"{name(row)}\n{money.show(row.amount, get_language())}\n{when}"


def name(row):
    return round_name({"label": row.label, "type": row.type})


def stated(row):
    return row.amount_min or 0 if row.amount_basis == Basis.EXACT else 0


def least(row):
    return 0 if row.amount_basis == Basis.EXACT else row.amount_min or 0


def room(row):
    """How much more it may have been; nothing where no upper end is known."""
    if row.amount_basis == Basis.EXACT or row.amount_max is None:
        return 0
    return row.amount_max - (row.amount_min or 0)
