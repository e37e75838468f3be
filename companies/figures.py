"""How a figure of the cluster is written: > 30000000000 CNY is "over 30 billion", 0.135 is 13.5%."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import get_language, gettext, pgettext

from companies.formats import money

SHARE, YUAN = "%", "CNY"


def show(comparator, value, unit):
    """In the active language. A value that is no number is written as it is."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        said = joined(value, unit)
    else:
        said = said_number(number, unit)
    said = compared(comparator, said)
    return gettext("%(amount)s a year") % {"amount": said} if yearly(unit) else said


def yearly(unit):
    return unit.startswith(f"{YUAN}/")


def said_number(number, unit):
    if unit == SHARE:
        return f"{(number * 100).normalize():f}%"
    if unit.split("/")[0] == YUAN:
        return money.short(number, YUAN, get_language())
    return joined(f"{number:,f}", unit)


def joined(value, unit):
    return pgettext("figure with unit", "%(value)s %(unit)s") % {"value": value, "unit": unit} if unit else value


def compared(comparator, said):
    patterns = {
        ">": gettext("over %(figure)s"),
        "<": gettext("under %(figure)s"),
        ">=": gettext("at least %(figure)s"),
        "<=": gettext("at most %(figure)s"),
        "≈<": gettext("nearly %(figure)s"),
        "class": gettext("of the order of %(figure)s"),
    }
    return patterns.get(comparator, "%(figure)s") % {"figure": said}
