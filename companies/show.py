"""Facts in words for lists and exports, in the reader's language."""

from django.utils.translation import get_language

from companies.formats import money, partial_date
from companies.formats.partial_date import PartialDate


def date_words(value):
    """A partial date as far as it is known; empty for none."""
    return partial_date.show(value, get_language()) if value else ""


def amount_words(amount):
    """The words as announced."""
    return money.show(amount, get_language())


def latest_round_date(company):
    if company.latest_round_on is None:
        return None
    precision = company.latest_round_precision or "day"
    return PartialDate(company.latest_round_on, precision, company.latest_round_relation or "on")
