"""The conventions: what a phrase means as lower and upper bound. Raises AmountError, or ValueError for nonsense."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from companies.formats.money.amount import AmountError
from companies.formats.money.numerals import read_figure

LARGEST = Decimal(10) ** 15
CENT = Decimal("0.01")
_FIGURE = {"number", "small", "big"}
_LEAST, _MOST = {"over", "or_more"}, {"at_most", "or_less"}
_CURRENCY = {"currency"}
_MARKS = _LEAST | _MOST | {"near", "several", "level", "approx"}


def of(tokens: list[tuple[str, object]]) -> tuple[Decimal | None, Decimal | None, str]:
    """(minimum, maximum, basis) of tokens without noise."""
    dashes = [place for place, (kind, _value) in enumerate(tokens) if kind == "dash"]
    if len(dashes) > 1:
        raise ValueError("more than one range")
    if dashes:
        return _range(tokens[: dashes[0]], tokens[dashes[0] + 1 :])
    figure, marks = _side(tokens)
    if marks & _LEAST:
        return _checked(_inner(figure, marks)[0], None, "at_least")
    if marks & _MOST:
        return _checked(None, _inner(figure, marks)[1], "at_most")
    if marks or figure.bare:
        return _checked(*_phrase(figure, marks), "phrase")
    return _checked(figure.value, figure.value, "exact")


def _side(tokens):
    marks = {kind for kind, _value in tokens} - _FIGURE - _CURRENCY
    figures = [token for token in tokens if token[0] in _FIGURE]
    if not figures or marks - _MARKS:
        raise ValueError("no figure, or a word out of place")
    if bool(marks & _LEAST) + bool(marks & _MOST) + ("near" in marks) > 1:
        raise ValueError("contradicting words")
    figure = read_figure(figures)
    if not figure.bare and "several" in marks:
        marks -= {"several"}  # "20 millions"
    return figure, marks


def _inner(figure, marks):
    if marks & {"several", "level"}:
        return _phrase(figure, marks)
    return figure.value, figure.value


def _phrase(figure, marks):
    value = figure.value
    if "several" in marks:
        return 2 * value, 10 * value - 1
    if "near" in marks:
        return value * Decimal("0.8"), value - 1 if _is_power_of_ten(value) else value
    if "approx" in marks or ("level" in marks and not _is_power_of_ten(value)):
        return value * Decimal("0.9"), value * Decimal("1.1")
    return value, 10 * value - 1


def _is_power_of_ten(value):
    return value > 1 and value.normalize().as_tuple().digits == (1,)


def _range(left, right):
    (low, low_marks), (high, high_marks) = _side(left), _side(right)
    if (low_marks | high_marks) - {"approx"}:
        raise ValueError("a range of phrases")
    minimum, complete = low.value, left[-1][0] == "currency"  # "2 yuan - 1 million" shares no unit
    if not low.has_unit and high.has_unit and not complete:  # "1-2 hundred million": the unit counts for both
        scaled = low.value * high.scale
        whole = low.value >= 1000 or _CURRENCY & {kind for kind, _value in left}
        minimum = low.value if whole and scaled > high.value else scaled
    return _checked(minimum, high.value, "range")


def _checked(minimum, maximum, basis):
    minimum, maximum = (_rounded(value) for value in (minimum, maximum))
    if minimum is not None and maximum is not None and minimum > maximum:
        raise AmountError("order", _("The lower amount comes first, then the higher."))
    return minimum, maximum, basis


def _rounded(value):
    if value is None:
        return None
    if value > LARGEST:
        raise AmountError("large", _("This amount is too large to be true; check the unit."))
    value = value.quantize(CENT)
    if value <= 0:
        raise AmountError("zero", _("An amount is more than zero; write “undisclosed” if it is not known."))
    return value.to_integral_value() if value == value.to_integral_value() else value
