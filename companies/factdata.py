"""Values of facts as JSON keeps them (events, reports), and back."""

from datetime import date
from decimal import Decimal

from django.db import models

from companies.formats.money import Amount
from companies.formats.partial_date import PartialDate


def plain(value):
    """A value as JSON can keep it."""
    if isinstance(value, PartialDate):
        return date_data(value)
    if isinstance(value, Amount):
        return amount_data(value)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (bool, int)) or value is None:
        return value
    return str(value)


def date_data(value):
    return {"on": value.value.isoformat(), "precision": value.precision, "relation": value.relation} if value else None


def amount_data(amount):
    bounds = [None if v is None else str(v) for v in (amount.minimum, amount.maximum)]
    return {"text": amount.text, "bounds": bounds, "currency": amount.currency, "basis": amount.basis}


def read_date(data):
    return PartialDate(date.fromisoformat(data["on"]), data["precision"], data["relation"])


def read_amount(data):
    low, high = (None if v is None else Decimal(v) for v in data["bounds"])
    return Amount(data["text"], low, high, data["currency"], data["basis"])
