"""Filters over values known only in part: in SQL what may match, in Python per row whether it surely does.

Both sides follow formats.partial_date.matches: what they leave out is a sure "no".
"""

from datetime import date, timedelta

from django.db.models import Q

from companies.formats.partial_date import PartialDate

APPROX_REACH = 366  # "about 2021" means one year either way


def may_lie_between(prefix, start, end):
    """Rows whose partial date may lie between two days (both included, None = open)."""
    known = Q(**{f"{prefix}_on__isnull": False})
    return known & begins_by(prefix, end) & ends_after(prefix, start)


def begins_by(prefix, end):
    """Not surely after `end`: the earliest possible day is no later."""
    if end is None:
        return Q()
    plain = Q(**{f"{prefix}_on__lte": end}) & ~Q(**{f"{prefix}_precision": "approx"})
    about = Q(**{f"{prefix}_on__lte": end + timedelta(days=APPROX_REACH), f"{prefix}_precision": "approx"})
    return plain | about | Q(**{f"{prefix}_relation": "before"})


def ends_after(prefix, start):
    """Not surely before `start`: the latest possible day is no earlier."""
    if start is None:
        return Q()
    found = Q(**{f"{prefix}_relation": "after"})
    for precision in ("day", "month", "quarter", "half", "year", "approx"):
        floor = PartialDate(start, precision).value
        if precision == "approx":
            floor = date(max(floor.year - 1, 1), 1, 1)
        found |= Q(**{f"{prefix}_precision": precision, f"{prefix}_on__gte": floor}) & ~Q(
            **{f"{prefix}_relation": "before"}
        )
    return found | Q(**{f"{prefix}_relation": "before", f"{prefix}_on__gt": start})


def may_reach(prefix, least):
    """Amounts that are or may be at least so much."""
    return Q(**{f"{prefix}_max__gte": least}) | Q(
        **{f"{prefix}_max__isnull": True, f"{prefix}_min__isnull": False}
    ) | Q(**{f"{prefix}_min__gte": least})  # fmt: skip


def surely_reaches(amount, least):
    return amount.minimum is not None and amount.minimum >= least
