"""The park and its cluster: figures and features as sources state them, companies as the directory counts them."""

import re

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from companies.models import ClusterFigure, Company, Park, ParkFeature, Site
from companies.vocab import Track

KINDS = {
    "platform": pgettext_lazy("feature", "Platforms"),
    "policy": pgettext_lazy("feature", "Policies"),
    "programme": pgettext_lazy("feature", "Programmes"),
    "institution": pgettext_lazy("feature", "Institutions"),
    "fund": pgettext_lazy("feature", "Funds"),
    "strategy": pgettext_lazy("feature", "Aims"),
    "event": pgettext_lazy("feature", "Events"),
    "park": pgettext_lazy("feature", "Places"),
}
SAME = {"area": "park", "place": "park"}  # listed together
OTHER = pgettext_lazy("feature", "Other")
COLON = re.compile("\uff1a|: ")
NOT_COMPARED = ("%", "CNY")
FEW_BARS = 5  # bars that leave room for names of two lines
SEEN = 500  # a bar so many times shorter than the longest cannot be seen
FEW = 4  # bars that do with half the height
OWN_CARD = 3  # figures of one subject; with fewer it shares a card
MORE = pgettext_lazy("figures", "Other figures")
FEWEST = 2  # figures of one unit; fewer need no drawing


def features():
    """[(name of the kind, features)] in a fixed order; kinds nobody named come last."""
    by_kind = {}
    for row in ParkFeature.objects.select_related("park"):
        kind = SAME.get(row.kind, row.kind)
        by_kind.setdefault(kind if kind in KINDS else "", []).append(row)
    return [(KINDS.get(kind, OTHER), by_kind[kind]) for kind in (*KINDS, "") if kind in by_kind]


def figures():
    return list(ClusterFigure.objects.all())


def inside(park):
    """The park and the parks within it, as ids."""
    return list(Park.objects.filter(Q(pk=park.pk) | Q(part_of=park)).values_list("pk", flat=True)) if park else []


def by_park(user):
    """[(park, number of companies there or in a park within it)], the fullest first, as this reader may see them."""
    seen = Company.objects.current().visible_to(user).values("pk")
    rows = Site.objects.filter(park__isnull=False, company__in=seen)
    rows = rows.annotate(whole=Coalesce("park__part_of", "park")).values("whole")
    counted = {row["whole"]: row["n"] for row in rows.annotate(n=Count("company", distinct=True))}
    parks = Park.objects.filter(pk__in=counted)
    return sorted(((p, counted[p.pk]) for p in parks), key=lambda pair: (-pair[1], pair[0].code))


def by_track(user, parks):
    """[(code, name, number of companies)] of those in these parks, the fullest first."""
    there = Site.objects.filter(park__in=parks).values("company")
    here = Company.objects.current().visible_to(user).filter(pk__in=there)
    counted = here.order_by().values_list("track").annotate(n=Count("pk"))
    return sorted(((code, Track(code).label, n) for code, n in counted), key=lambda row: (-row[2], row[0]))


def bars(rows):
    """Horizontal bars of [(name, number, url, words)], the first on top; each leads to what makes it."""
    rows = list(reversed(rows))
    return {
        "grid": {
            "left": 4,
            "right": 8 + max(width(row[3]) for row in rows),
            "top": 4,
            "bottom": 4,
            "containLabel": True,
        },
        "xAxis": {"type": "value", "show": False},
        "yAxis": {
            "type": "category",
            "data": [str(row[0]) for row in rows],
            "axisTick": {"show": False},
            "axisLabel": {"width": 130, "overflow": "break" if len(rows) <= FEW_BARS else "truncate"},
        },
        "series": [{"type": "bar", "data": [datum(*row[1:]) for row in rows], "barMaxWidth": 18}],
    }


def width(words):
    """About how many pixels words take behind a bar: a Chinese character is twice as wide as a Latin letter."""
    return sum(13 if sign > "\u2e80" else 7 for sign in str(words))


def datum(value, url, words):
    return {"value": value, "url": url, "label": {"show": True, "position": "right", "formatter": str(words)}}


def park_bars(rows):
    address = reverse("companies:list")
    return bars([(park, n, f"{address}?park={park.pk}", n) for park, n in rows])


def track_bars(rows, park):
    address = reverse("companies:list")
    return bars([(label, n, f"{address}?park={park.pk}&track={code}", n) for code, label, n in rows])


def grouped(rows, park=None):
    """[(what they are about, figures, drawings)]: figures under the words before the colon of their subject.

    The park's own come first, then what has most figures.
    """
    groups = {}
    for row in rows:
        about, _colon, measure = COLON.sub(": ", row.subject, count=1).partition(": ")
        row.measure = measure or about
        groups.setdefault(about, []).append(row)
    own, rest = str(park or ""), str(MORE)
    groups = gathered(groups, own)
    order = sorted(groups, key=lambda about: (about == rest, -len(about) if about in own else 0, -len(groups[about])))
    drawn = {about: drawings(groups[about], f"figures-{n}") for n, about in enumerate(order, 1) if about != rest}
    return [(about, groups[about], drawn.get(about, [])) for about in order]


def gathered(groups, own):
    """Subjects with a figure or two, the park aside, share one card, each figure then under its whole name."""
    single = [about for about, found in groups.items() if len(found) < OWN_CARD and about not in own]
    if len(single) < FEWEST:
        return groups
    rest = [row for about in single for row in groups[about]]
    for row in rest:
        row.measure = row.subject
    return {about: found for about, found in groups.items() if about not in single} | {str(MORE): rest}


def drawings(rows, name):
    """One per unit in which several figures compare. Sums of money of different measures and shares do not."""
    by_unit = {}
    for row in rows:
        if number(row) is not None and row.unit not in NOT_COMPARED:
            by_unit.setdefault(row.unit, []).append(row)
    drawn = [sorted(found, key=number, reverse=True) for found in by_unit.values() if compare(found)]
    return [{"id": f"{name}-{n}", "option": figure_bars(rows), "few": len(rows) < FEW} for n, rows in enumerate(drawn)]


def compare(rows):
    return len(rows) >= FEWEST and number(max(rows, key=number)) <= SEEN * number(min(rows, key=number))


def number(row):
    try:
        return float(row.value)
    except ValueError:
        return None


def figure_bars(rows):
    """Each bar carries the figure as stated ("over 1,000 companies") and leads to its line of the table."""
    return bars([(row.measure, number(row), f"#figure-{row.pk}", row.shown) for row in rows])
