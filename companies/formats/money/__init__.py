"""Announced amounts: the words stay as announced, bounds are kept beside them for sorting and totals.

amount = parse("nearly 100 million yuan")      # minimum 80000000, maximum 99999999, "CNY", basis "phrase"
show(amount, language)                         # the words as announced
short(Decimal(120000000), "CNY", language)     # a figure of our own: CNY 120M; exact(...) rounds nothing
show_totals(totals(amounts), language)         # exact + estimated + n undisclosed, per currency
"""

from companies.formats.money.amount import BASES, CURRENCIES, Amount, AmountError, sort_value
from companies.formats.money.parse import parse
from companies.formats.money.show import exact, short, show, show_range
from companies.formats.money.totals import CurrencyTotal, Totals, show_totals, totals

__all__ = [
    "BASES",
    "CURRENCIES",
    "Amount",
    "AmountError",
    "CurrencyTotal",
    "Totals",
    "exact",
    "parse",
    "short",
    "show",
    "show_range",
    "show_totals",
    "sort_value",
    "totals",
]
