"""What the matching page can be narrowed to."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SHOWN = [
    ("", pgettext_lazy("matching", "Those that fit")),
    ("all", pgettext_lazy("matching", "All that are not excluded")),
]


class MatchFilter(forms.Form):
    """`found` are the edition's matching.Project rows; narrowed() gives those that are asked for."""

    project = forms.ChoiceField(label=_("Project"), required=False)
    q = forms.CharField(label=_("Fund"), max_length=80, required=False)
    show = forms.ChoiceField(label=_("Show"), choices=SHOWN, required=False)

    def __init__(self, data, *, found):
        super().__init__(data)
        self.found = found
        every = [("", pgettext_lazy("filter", "All"))]
        self.fields["project"].choices = every + [(str(p.reg.pk), str(p.reg.project)) for p in found]

    @property
    def form(self):
        """As the filter bar asks a filterset for it."""
        return self

    def asked(self, name):
        return self.cleaned_data.get(name) or "" if self.is_valid() else ""

    @property
    def everything(self):
        return self.asked("show") == "all"

    def narrowed(self):
        chosen, words = self.asked("project"), self.asked("q").strip().casefold()
        rows = [p for p in self.found if not chosen or str(p.reg.pk) == chosen]
        for row in rows:
            row.pairs = [pair for pair in row.pairs if has(pair.fund, words)] if words else row.pairs
        return rows


def has(fund, words):
    return any(words in name.casefold() for name in (fund.name, fund.short_name, fund.name_en))
