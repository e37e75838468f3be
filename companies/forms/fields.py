"""Fields that take what people write (amounts, dates, several names) and give the values the verbs take.

What was typed comes back unchanged beside the error; a field counts as changed only if its words changed.
"""

import re

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.formats import credit_code, money, partial_date, phone
from companies.formats.money import Amount
from companies.formats.partial_date import PartialDate

LINES = re.compile("[\n;\uff1b]+")
# A comma parts two names, but not "Co., Ltd."
COMMAS = re.compile(
    r"[\n;\u3001\uff0c\uff1b]+|,(?!\s*(?:ltd|inc|llc|co|l\.?p|limited|corp|plc|gmbh|s\.a)\b)", re.IGNORECASE
)


class WordsField(forms.CharField):
    """Shows a value in words and compares words, so that a form left as it was changes nothing."""

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else self.words(value)

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "").strip() != (data or "").strip()

    def clean(self, value):
        text = super().clean(value)
        return self.read(text) if text else self.nothing()

    def nothing(self):
        return None


class AmountField(WordsField):
    """An amount as announced; an empty field means that it was not disclosed."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "help_text", _("As announced: 120 million yuan, tens of millions, USD 5 million, undisclosed")
        )
        super().__init__(max_length=120, **kwargs)

    def words(self, value):
        return "" if value == Amount() else money.show(value, get_language())

    def read(self, text):
        return money.parse(text)

    def nothing(self):
        return Amount()


class PartialDateField(WordsField):
    """A date as far as it is known. `reference` is the day that "last year" is counted from."""

    reference = None

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("As far as it is known: 2021, 2022-04, 2024-Q3, 2026-11-30, before 2021-06"))
        super().__init__(max_length=60, **kwargs)

    def words(self, value):
        return value.show(get_language()) if isinstance(value, PartialDate) else str(value)

    def read(self, text):
        return partial_date.parse(text, reference=self.reference)


class NamesField(WordsField):
    """Several names, one a line; gives a list."""

    widget = forms.Textarea(attrs={"rows": 3})
    between = LINES

    def words(self, value):
        return "\n".join(value)

    def read(self, text):
        return list(dict.fromkeys(filter(None, (part.strip() for part in self.between.split(text)))))

    def nothing(self):
        return []


class ListField(NamesField):
    """Several names in a line, parted by commas."""

    widget = forms.TextInput
    between = COMMAS


class CreditCodeField(forms.CharField):
    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Unified social credit code"))
        kwargs.setdefault("help_text", _("18 characters; leave it empty while there is none"))
        super().__init__(max_length=40, required=False, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        return credit_code.check(text) if text else ""


class PhoneField(forms.CharField):
    """Kept as typed; refused where it is no telephone number."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}), **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if text:
            phone.parse(text)
        return text


class SeveralField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def has_changed(self, initial, data):
        return set(initial or ()) != set(data or ())
