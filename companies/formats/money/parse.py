"""From the words of an announcement to tokens, and what is wrong with them if they make no amount."""

import re

from django.utils.translation import gettext_lazy as _

from companies.formats import plain
from companies.formats.money import bounds
from companies.formats.money.amount import CURRENCIES, Amount, AmountError
from companies.formats.money.words import cut, ungroup
from companies.formats.text_in import spreadsheet_ruin

LONGEST = 120
_ASIDE = re.compile(r"\(([^()]*)\)")
_SILENT = {"noise", "between"}
_FORM = _(
    "This amount is not understood at “%(part)s”. Expected for example: 120 million yuan, tens of millions of yuan, "
    "nearly 100 million, 50-100 million, USD 5 million, or undisclosed."
)


def parse(text: object, *, currency: str = "CNY") -> Amount:
    """The amount an announcement states; `currency` is used where it names none. Raises AmountError."""
    announced = plain.fold(text)
    if not announced:
        raise AmountError("blank", _("Enter the amount as announced, or “undisclosed”."))
    if len(announced) > LONGEST:
        raise AmountError("length", _("An amount has at most %(most)d characters."), most=LONGEST)
    lower = plain.dashes(announced.lower())
    if spreadsheet_ruin(announced):
        message = _("A spreadsheet ruined this amount (%(part)s); enter the original figure.")
        raise AmountError("ruined", message, part=announced[:20])
    tokens = _without_asides(ungroup(lower))
    currency = _currency(tokens, currency)
    kinds = {kind for kind, _value in tokens} - _SILENT - {"currency"}
    if kinds == {"undisclosed"}:
        return Amount(_verbatim(text), None, None, currency, "undisclosed")
    tokens = [token for token in tokens if token[0] not in _SILENT]
    minimum, maximum, basis = _bounds(tokens, announced)
    return Amount(_verbatim(text), minimum, maximum, currency, basis)


def _verbatim(text):
    return str(text).strip()


def _bounds(tokens, announced):
    try:
        return bounds.of(tokens)
    except ValueError:
        raise AmountError("form", _FORM, part=announced[:40]) from None


def _without_asides(text):
    """A currency in brackets counts; a conversion in brackets ("about 35 million yuan") is left to the words."""
    outside = _ASIDE.sub(" ", text).strip()
    if not outside:
        return _cut(text.strip("() "))
    tokens = _cut(("about " + outside[1:]) if outside.startswith("~") else outside)
    for aside in _ASIDE.findall(text):
        inner = _cut(aside)
        kinds = {kind for kind, _value in inner}
        if kinds <= _SILENT | {"currency", "undisclosed"}:
            tokens += inner
        elif "approx" not in kinds:
            raise AmountError("form", _FORM, part=aside[:40])
    return tokens


def _cut(text):
    tokens = cut(text)
    for kind, value in tokens:
        if kind == "strange":
            raise AmountError("words", _FORM, part=str(value)[:40])
    return tokens


def _currency(tokens, default):
    for kind, value in tokens:
        if kind == "other_currency":
            message = _("Amounts are kept in %(known)s; “%(part)s” is none of them.")
            raise AmountError("currency", message, known=", ".join(CURRENCIES), part=value)
    named = {value for kind, value in tokens if kind == "currency"}
    if len(named) > 1:
        message = _("This amount names two currencies (%(part)s); enter them as two amounts.")
        raise AmountError("currencies", message, part=", ".join(sorted(named)))
    return named.pop() if named else default
