"""What all forms about a company share: where a fact comes from, and how a verb's refusal gets beside its field."""

from decimal import Decimal

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.forms.fields import PartialDateField
from scouting.base import clock

CONFIDENCE = [
    ("1", pgettext_lazy("confidence", "certain")),
    ("0.8", pgettext_lazy("confidence", "likely")),
    ("0.5", pgettext_lazy("confidence", "doubtful")),
]
PROVENANCE = ("source", "source_date", "confidence")


class VerbForm(forms.Form):
    """`title` and `submit` are what the page says; apply() calls the verbs and returns what happened in a sentence."""

    title = submit = ""
    wide = frozenset()  # names of fields that take the whole width

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        for field in self.fields.values():
            if isinstance(field, PartialDateField):
                field.reference = clock.local_date(now)
        last = [name for name in PROVENANCE if name in self.fields]
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def apply(self, *, by, now):
        raise NotImplementedError

    def refuse(self, error):
        """Put what a verb refused beside the field it names, or above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.error_dict.items():
            self.add_error(name if name in self.fields and name != NON_FIELD_ERRORS else None, messages)

    def changes(self, names):
        """{name: value} of those fields whose words were changed."""
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}

    def remember(self):
        """Carry along what each field said when the form was opened: what nobody touched here is not written, so
        that a form opened yesterday does not undo what a colleague corrected since."""
        for field in self.fields.values():
            field.show_hidden_initial = True

    @property
    def hidden_initials(self):
        return [bound.as_hidden(only_initial=True) for bound in self if bound.field.show_hidden_initial]

    @property
    def own_fields(self):
        return [(field, field.name in self.wide) for field in self.visible_fields() if field.name not in PROVENANCE]

    @property
    def provenance_fields(self):
        return [field for field in self.visible_fields() if field.name in PROVENANCE]


class FactForm(VerbForm):
    """A fact with its source."""

    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Article, announcement, or who said it")
    )
    source_date = forms.CharField(label=_("Date of the source"), max_length=60, required=False)
    confidence = forms.TypedChoiceField(label=_("How sure"), choices=CONFIDENCE, coerce=Decimal, initial="1")

    def provenance(self):
        return {name: self.cleaned_data[name] for name in PROVENANCE}


def choices(vocabulary, blank=None):
    """The choices of a vocabulary, with an empty one where `blank` names it."""
    return ([("", blank)] if blank is not None else []) + list(vocabulary.choices)
