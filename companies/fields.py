"""Several columns that are one value: an amount as announced, a date of which only part is known, provenance."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.formats.money import Amount
from companies.formats.partial_date import PartialDate


class Currency(models.TextChoices):
    CNY = "CNY", pgettext_lazy("currency", "CNY")
    USD = "USD", pgettext_lazy("currency", "USD")
    HKD = "HKD", pgettext_lazy("currency", "HKD")
    EUR = "EUR", pgettext_lazy("currency", "EUR")


class Basis(models.TextChoices):
    EXACT = "exact", pgettext_lazy("amount basis", "exact")
    RANGE = "range", pgettext_lazy("amount basis", "range")
    PHRASE = "phrase", pgettext_lazy("amount basis", "in words")
    AT_LEAST = "at_least", pgettext_lazy("amount basis", "at least")
    AT_MOST = "at_most", pgettext_lazy("amount basis", "at most")
    UNDISCLOSED = "undisclosed", pgettext_lazy("amount basis", "undisclosed")


class Precision(models.TextChoices):
    DAY = "day", pgettext_lazy("precision", "day")
    MONTH = "month", pgettext_lazy("precision", "month")
    QUARTER = "quarter", pgettext_lazy("precision", "quarter")
    HALF = "half", pgettext_lazy("precision", "half-year")
    YEAR = "year", pgettext_lazy("precision", "year")
    APPROX = "approx", pgettext_lazy("precision", "about")


class Relation(models.TextChoices):
    ON = "on", pgettext_lazy("relation", "on")
    BEFORE = "before", pgettext_lazy("relation", "before")
    AFTER = "after", pgettext_lazy("relation", "after")
    FORECAST = "forecast", pgettext_lazy("relation", "forecast")


class Composite:
    """Adds its columns to the model and one property that reads and writes them together."""

    def contribute_to_class(self, cls, name):
        for suffix, field in self.columns().items():
            field_name = f"{name}_{suffix}"
            if not any(f.name == field_name for f in cls._meta.local_fields):
                cls.add_to_class(field_name, field)
        cls.composites = getattr(cls, "composites", {}) | {name: self}
        setattr(cls, name, property(lambda obj: self.read(obj, name), lambda obj, v: self.write(obj, name, v)))


class AmountField(Composite):
    """<name>_text, _min, _max, _currency, _basis; the property is a formats.money.Amount."""

    PARTS = ("text", "min", "max", "currency", "basis")

    def __init__(self, label):
        self.label = label

    def columns(self):
        money = {"max_digits": 20, "decimal_places": 2, "null": True, "blank": True}
        return {
            "text": models.CharField(self.label, max_length=120, blank=True),
            "min": models.DecimalField(_("at least"), **money),
            "max": models.DecimalField(_("at most"), **money),
            "currency": models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.CNY),
            "basis": models.CharField(_("basis"), max_length=12, choices=Basis, default=Basis.UNDISCLOSED),
        }

    def read(self, obj, name):
        return Amount(*(getattr(obj, f"{name}_{part}") for part in self.PARTS))

    def write(self, obj, name, amount):
        for column, value in amount_columns(name, amount).items():
            setattr(obj, column, value)


def amount_columns(name, amount):
    """The column values of one Amount, for create() and update()."""
    return {
        f"{name}_text": amount.text,
        f"{name}_min": amount.minimum,
        f"{name}_max": amount.maximum,
        f"{name}_currency": amount.currency,
        f"{name}_basis": amount.basis,
    }


class PartialDateField(Composite):
    """<name>_on (earliest possible day), _precision, _relation; the property is a PartialDate or None."""

    def __init__(self, label):
        self.label = label

    def columns(self):
        return {
            "on": models.DateField(self.label, null=True, blank=True),
            "precision": models.CharField(_("precision"), max_length=8, choices=Precision, blank=True),
            "relation": models.CharField(_("relation"), max_length=8, choices=Relation, default=Relation.ON),
        }

    def read(self, obj, name):
        day = getattr(obj, f"{name}_on")
        if day is None:
            return None
        return PartialDate(day, getattr(obj, f"{name}_precision") or "day", getattr(obj, f"{name}_relation"))

    def write(self, obj, name, value):
        for column, part in date_columns(name, value).items():
            setattr(obj, column, part)


def date_columns(name, value):
    """The column values of one PartialDate (or None), for create() and update()."""
    return {
        f"{name}_on": value.value if value else None,
        f"{name}_precision": value.precision if value else "",
        f"{name}_relation": value.relation if value else Relation.ON,
    }


class Provenance(models.Model):
    """Where a fact comes from, as of when, who entered it, how sure the reading is (0 to 1)."""

    source = models.CharField(_("source"), max_length=300, blank=True)
    source_date = models.CharField(_("date of source"), max_length=60, blank=True)
    confidence = models.DecimalField(_("confidence"), max_digits=3, decimal_places=2, default=1)
    entered_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    demo = models.BooleanField(_("demo data"), default=False)

    class Meta:
        abstract = True
