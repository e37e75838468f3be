"""Amounts as people read them: the announced words unchanged, or a figure of our own in the reader's language."""

from decimal import ROUND_HALF_UP, Decimal

from companies.formats import vocab
from companies.formats.money.amount import Amount


def show(amount: Amount, language: str | None = None) -> str:
    """The words as announced; only "undisclosed", which says nothing, is said in the reader's language."""
    words = _words(language)
    if amount.basis == "undisclosed":
        return words["undisclosed"]
    if amount.text:
        return amount.text
    if amount.maximum is None:
        return words["at_least"].format(amount=exact(amount.minimum, amount.currency, language))
    if amount.minimum is None:
        return words["at_most"].format(amount=exact(amount.maximum, amount.currency, language))
    if amount.minimum == amount.maximum:
        return exact(amount.minimum, amount.currency, language)
    return show_range(amount.minimum, amount.maximum, amount.currency, language)


def short(value: Decimal, currency: str, language: str | None = None) -> str:
    """About three significant digits with the unit of the language: CNY 120M, or its Chinese form."""
    name, size = _unit(value, language)
    return _one(_digits(value / size, 2 if size > 1 else 0), name, currency, language)


def exact(value: Decimal, currency: str, language: str | None = None) -> str:
    """Nothing rounded: with a Chinese unit where at most four decimals do, else all digits."""
    name, size = _unit(value, language)
    scaled = value / size
    if vocab.language(language) == "en" or scaled != scaled.quantize(Decimal("0.0001")):
        name, scaled = "", value
    return _one(_trim(f"{scaled:,f}"), name, currency, language)


def show_range(low: Decimal, high: Decimal, currency: str, language: str | None = None) -> str:
    """Two bounds under the unit of the upper one; spelled out one by one where the lower would vanish."""
    name, size = _unit(high, language)
    if size == 1 or low / size < Decimal("0.1"):
        ends = {"low": short(low, currency, language), "high": short(high, currency, language)}
        return _words(language)["two"].format(**ends)
    places = Decimal(1) if low / size >= 10 else Decimal("0.1")
    ends = [f"{(end / size).quantize(places, ROUND_HALF_UP):,f}" for end in (low, high)]
    if all(end.endswith(".0") for end in ends) and vocab.language(language) == "en":
        ends = [end[:-2] for end in ends]
    return _words(language)["range"].format(
        low=ends[0], high=ends[1], unit=name, currency=_currency(currency, language)
    )


def _words(language):
    return vocab.load("money")["figures"][vocab.language(language)]


def _unit(value, language):
    """The largest unit the value fills once rounded, so that 99,999,999 reads 100M and not 100.0M minus one."""
    for name, size in _words(language)["units"]:
        if abs(value) >= size * Decimal("0.99995"):
            return name, Decimal(size)
    return "", Decimal(1)


def _digits(value, places):
    return _trim(f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}")


def _trim(text):
    return text.rstrip("0").rstrip(".") if "." in text else text


def _currency(code, language):
    return _words(language).get("currency", {}).get(code, code)


def _one(number, unit, currency, language):
    return _words(language)["one"].format(number=number, unit=unit, currency=_currency(currency, language))
