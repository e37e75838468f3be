"""Honest totals: what was stated exactly, what is estimated from phrases, and how many said nothing - per currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from companies.formats.money.amount import CURRENCIES, Amount
from companies.formats.money.show import _words, exact, short, show_range

ZERO = Decimal(0)


@dataclass
class CurrencyTotal:
    """`estimated_max` is None once an amount without upper bound ("over 100 million") is in it."""

    currency: str
    exact: Decimal = ZERO
    estimated_min: Decimal = ZERO
    estimated_max: Decimal | None = ZERO
    undisclosed: int = 0

    @property
    def has_figures(self) -> bool:
        return bool(self.exact or self.estimated_min or self.estimated_max is None or self.estimated_max)

    def add(self, amount: Amount) -> None:
        if amount.basis == "undisclosed" or (amount.minimum is None and amount.maximum is None):
            self.undisclosed += 1
        elif amount.basis == "exact":
            self.exact += amount.minimum
        else:
            self.estimated_min += amount.minimum or ZERO
            open_above = amount.maximum is None or self.estimated_max is None
            self.estimated_max = None if open_above else self.estimated_max + amount.maximum


Totals = list[CurrencyTotal]


def totals(amounts: Iterable[Amount]) -> Totals:
    """One CurrencyTotal per currency that occurs, the yuan first; nothing is ever converted."""
    found: dict[str, CurrencyTotal] = {}
    for amount in amounts:
        found.setdefault(amount.currency, CurrencyTotal(amount.currency)).add(amount)
    order = {code: place for place, code in enumerate(CURRENCIES)}
    return sorted(found.values(), key=lambda total: (order.get(total.currency, len(order)), total.currency))


def show_totals(rows: Iterable[CurrencyTotal], language: str | None = None) -> str:
    """Exact + estimated + n undisclosed; other currencies apart. A dash where there is nothing to add up."""
    rows, words = list(rows), _words(language)
    parts = [_figures(row, language) for row in rows if row.has_figures]
    silent = sum(row.undisclosed for row in rows)
    if silent:  # an amount nobody disclosed has no currency either: counted once, beside the first sum
        count = words["count"].format(count=silent)
        parts[:1] = [parts[0] + words["plus"] + count] if parts else [count]
    return words["apart"].join(parts) or words["none"]


def _figures(row, language):
    words, parts = _words(language), []
    if row.exact:
        parts.append(exact(row.exact, row.currency, language))
    if row.estimated_max is None:
        least = words["at_least"].format(amount=short(row.estimated_min, row.currency, language))
        parts.append(words["estimated"].format(amount=least))
    elif row.estimated_max and row.estimated_min:
        span = show_range(row.estimated_min, row.estimated_max, row.currency, language)
        parts.append(words["estimated"].format(amount=span))
    elif row.estimated_max:
        parts.append(words["at_most"].format(amount=short(row.estimated_max, row.currency, language)))
    return words["plus"].join(parts)
