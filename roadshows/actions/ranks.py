"""One of a numbered row changes its place. Through negative numbers, since each step must stay unique."""

from django.db.models import F


def shift(rows, column, pk, old, new):
    """Give the row `pk` the number `new` instead of `old`; those between move by one. `rows` is the whole row."""
    if old == new:
        return
    step = 1 if new < old else -1
    between = {f"{column}__gte": min(old, new), f"{column}__lte": max(old, new)}
    rows.filter(**between).exclude(pk=pk).update(**{column: -(F(column) + step)})
    rows.filter(pk=pk).update(**{column: -new})
    rows.filter(**{f"{column}__lt": 0}).update(**{column: -F(column)})


def close(rows, column, left):
    """Everybody behind `left` moves up by one."""
    rows.filter(**{f"{column}__gt": left}).update(**{column: 1 - F(column)})
    rows.filter(**{f"{column}__lt": 0}).update(**{column: -F(column)})


def renumber(rows, column, order):
    """Numbers from 1 in the order of these keys, whatever gaps there were."""
    for number, pk in enumerate(order, 1):
        rows.filter(pk=pk).update(**{column: -number})
    rows.filter(**{f"{column}__lt": 0}).update(**{column: -F(column)})
