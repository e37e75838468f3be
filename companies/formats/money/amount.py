"""The value an announced amount parses to, and the error where it does not."""

from dataclasses import dataclass
from decimal import Decimal

from companies.formats.errors import FormatError

CURRENCIES = ("CNY", "USD", "HKD", "EUR")
BASES = ("exact", "range", "phrase", "at_least", "at_most", "undisclosed")


class AmountError(FormatError):
    """Reasons: blank, length, ruined, words, currency, currencies, order, large, zero, form."""


@dataclass(frozen=True)
class Amount:
    """`text` as announced; `minimum` and `maximum` in whole units of `currency`, None where open.

    Bounds of a phrase are conventions (a "several tens of millions" is 20,000,000 to 99,999,999), never facts.
    """

    text: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currency: str = "CNY"
    basis: str = "undisclosed"


def sort_value(amount: Amount) -> Decimal | None:
    """What to sort by: the lower bound, else the upper; None (sorts last) for undisclosed."""
    return amount.maximum if amount.minimum is None else amount.minimum
