"""Forms in which an amount or a partial date is one field, typed as it was announced."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from companies.fields import AmountField
from companies.formats import money, partial_date
from companies.models import Company, Investor, Person


class FoundBy:
    """Searched by what it belongs to, in Chinese, pinyin, English, by alias or code: the tokens of every page, and
    nothing that would have to read a table of a million rows."""

    through, among = "", None

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        found = self.matching(request, search_term).order_by()
        return queryset.filter(**{f"{self.through}__in": found.values("pk")}), False

    def matching(self, request, term):
        return self.among.objects.search(term)


class FoundByCompany(FoundBy):
    """A company's tokens hold the names and codes of its products too."""

    through, among = "company", Company
    search_fields = ["company__name"]


class FoundByInvestor(FoundBy):
    through, among = "investor", Investor
    search_fields = ["investor__name"]


class FoundByPerson(FoundBy):
    """By name, or by their number for those who may see it."""

    through = "person"
    search_fields = ["person__name"]

    def matching(self, request, term):
        return Person.objects.search(term, user=request.user)


def fact_form(model):
    """A ModelForm with one text field for each composite of the model in place of its columns."""
    locked = set(getattr(model, "LOCKED", ()))  # what verbs derive is not typed
    hidden = [f"{name}_{suffix}" for name, c in model.composites.items() for suffix in c.columns()]
    texts = {
        name: forms.CharField(label=composite.label, required=False, widget=admin.widgets.AdminTextInputWidget)
        for name, composite in model.composites.items()
        if f"{name}_on" not in locked
    }
    meta = type("Meta", (), {"model": model, "exclude": hidden})
    return type(f"{model.__name__}Form", (FactForm,), texts | {"Meta": meta})


class FactForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, composite in self._meta.model.composites.items():
            if name in self.fields:
                value = getattr(self.instance, name)
                self.initial[name] = as_typed(composite, value)

    def clean(self):
        cleaned = super().clean()
        for name, composite in self._meta.model.composites.items():
            if name in cleaned and name in self.changed_data:
                try:
                    setattr(self.instance, name, parse(composite, cleaned[name]))
                except (ValueError, ValidationError) as error:
                    self.add_error(name, str(error))
        return cleaned


def parse(composite, text):
    if isinstance(composite, AmountField):
        return money.parse(text) if text.strip() else money.Amount()
    return partial_date.parse(text) if text.strip() else None


def as_typed(composite, value):
    if isinstance(composite, AmountField):
        return value.text
    return partial_date.show(value, "zh-hans") if value else ""
