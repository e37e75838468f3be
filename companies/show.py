"""Facts in words for lists and exports, in the reader's language."""

from functools import lru_cache

from django.utils.translation import get_language, gettext, override

from companies.formats import money, partial_date, regions
from companies.formats.partial_date import PartialDate
from companies.vocab import RoundType
from companies.wording import HAN

READ_INTO = ("phrase", "at_least", "at_most", "range")


def label_of(vocabulary, code):
    """The label of a code in the reader's language, as get_FOO_display gives it, at a fraction of its time."""
    return labels_of(vocabulary, get_language()).get(code, code)


@lru_cache(maxsize=64)
def labels_of(vocabulary, language):
    with override(language):
        return {code: str(label) for code, label in vocabulary.choices}


def date_words(value):
    """A partial date as far as it is known; empty for none."""
    return partial_date.show(value, get_language()) if value else ""


def amount_words(amount):
    """The words as announced; before Chinese words, an English reader is told what they mean."""
    words = money.show(amount, get_language())
    meaning = amount_meaning(amount) if foreign(words) else ""
    return f"{meaning} ({words})" if meaning else words


def amount_meaning(amount):
    """The bounds a phrase stands for, by convention; they serve sorting and totals, the words are the fact."""
    low, high = amount.minimum, amount.maximum
    if amount.basis == "exact":
        return money.exact(low, amount.currency, get_language()) if foreign(amount.text) else ""
    if amount.basis not in READ_INTO:
        return ""
    if low and high:
        return money.show_range(low, high, amount.currency, get_language())
    if low:
        return gettext("at least %(amount)s") % {"amount": money.short(low, amount.currency, get_language())}
    return (
        gettext("at most %(amount)s") % {"amount": money.short(high, amount.currency, get_language())} if high else ""
    )


def amount_alone(amount):
    """For the middle of a sentence: as announced, or in place of Chinese words only what they mean to the reader."""
    if amount.text and not foreign(amount.text):
        return amount.text
    if amount.basis == "exact" and amount.text:
        return money.short(amount.minimum, amount.currency, get_language())
    return amount_meaning(amount) or money.show(amount, get_language())


def foreign(words):
    """Chinese before an English reader."""
    return get_language() == "en" and bool(HAN.search(words))


def round_words(row):
    """A round as it was announced; to an English reader of the usual Chinese name, the name of its type."""
    usual = foreign(row.label) and row.label == labels_of(RoundType, "zh-hans").get(row.type)
    return label_of(RoundType, row.type) if usual else row.label


def announced_words(text):
    """As amount_words, of words kept alone."""
    try:
        return amount_words(money.parse(text)) if text else ""
    except money.AmountError:
        return text


def city_words(city):
    """A city we know in the reader's language; any other as it was typed."""
    return regions.name(city, get_language())


def latest_round_date(company):
    if company.latest_round_on is None:
        return None
    precision = company.latest_round_precision or "day"
    return PartialDate(company.latest_round_on, precision, company.latest_round_relation or "on")
