"""Honest totals over a set of rounds, summed by the database."""

from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from companies.fields import Basis
from companies.formats import money

MOST = 10_000  # rounds; adding up more than one screen's interest costs more than the page


def round_totals(rows):
    """The totals in words, of MOST rounds and fewer."""
    zero = Decimal(0)
    exact, silent = Q(amount_basis=Basis.EXACT), Q(amount_min__isnull=True, amount_max__isnull=True)
    estimated = ~exact & ~silent
    found = rows.order_by().values("amount_currency").annotate(
        exact=Coalesce(Sum("amount_min", filter=exact & ~silent), zero),
        low=Coalesce(Sum("amount_min", filter=estimated), zero),
        high=Coalesce(Sum("amount_max", filter=estimated), zero),
        open=Count("pk", filter=estimated & Q(amount_max__isnull=True)),
        silent=Count("pk", filter=silent),
    )  # fmt: skip
    place = {code: n for n, code in enumerate(money.CURRENCIES)}
    totals = [
        money.CurrencyTotal(t["amount_currency"], t["exact"], t["low"], None if t["open"] else t["high"], t["silent"])
        for t in sorted(found, key=lambda t: place.get(t["amount_currency"], 99))
    ]
    return money.show_totals(totals, get_language())
