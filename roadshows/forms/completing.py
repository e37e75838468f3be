"""What a presenter corrects on the personal page: the words of the project, and what the checklist asks in words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.formats import money
from roadshows.actions.materials import LONGEST_TEXT

TEXT = "text-"


class WordsForm(forms.Form):
    one_liner = forms.CharField(
        label=_("In one sentence"),
        max_length=200,
        help_text=_("What it is and for whom; funds read this first"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ask = forms.CharField(
        label=_("Ask"), max_length=120, required=False, help_text=_("In words, as the company says it; or undisclosed")
    )
    needs = forms.CharField(
        label=_("Needs besides money"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, reg, rows):
        """`rows` are the items of the checklist that are answered in words."""
        project = reg.project
        initial = {"one_liner": project.one_liner, "needs": project.needs, "ask": reg.ask_text}
        super().__init__(data, initial=initial)
        for row in rows:
            self.fields[f"{TEXT}{row.item.code}"] = forms.CharField(
                label=row.item.label,
                max_length=LONGEST_TEXT,
                required=False,
                initial=row.answer.text if row.answer else "",
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean_ask(self):
        text = self.cleaned_data["ask"].strip()
        return money.parse(text) if text else money.Amount()

    def changes(self):
        """What save_words() takes. A field with a mistake in it is left as it was; the others are kept."""
        data = self.cleaned_data
        texts = {name.removeprefix(TEXT): text for name, text in data.items() if name.startswith(TEXT)}
        return {name: data[name] for name in ("one_liner", "ask", "needs") if name in data} | {"texts": texts}
