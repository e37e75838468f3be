"""The checklist of an edition as one form: every row with its names, and buttons that move or drop one."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadshows.materials import DERIVED, LABELS, Kind, asked_for, everything

LONGEST = 80
STEPS = {"up": -1, "down": 1}


class NewItemForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("material", "Kind"), choices=Kind, initial=Kind.FILE)
    code = forms.ChoiceField(label=_("Taken from"), required=False)
    name = forms.CharField(label=pgettext_lazy("material", "Name"), max_length=LONGEST, required=False)
    name_en = forms.CharField(label=_("In English"), max_length=LONGEST, required=False)
    required = forms.BooleanField(label=pgettext_lazy("material", "Required"), required=False, initial=True)
    experts = forms.BooleanField(label=_("Experts may read it"), required=False)

    def __init__(self, data=None, *, edition):
        super().__init__(data, prefix="new")
        taken = {item.code for item in everything(edition)}
        free = [(code, LABELS[code]) for code in DERIVED if code not in taken]
        self.fields["code"].choices = [("", "–"), *free]
        if not free:
            del self.fields["code"]
            self.fields["kind"].choices = [(k, label) for k, label in Kind.choices if k != Kind.DERIVED]

    def clean(self):
        data = super().clean()
        if data.get("kind") == Kind.DERIVED:
            if not data.get("code"):
                self.add_error("code", _("Choose what it is taken from."))
        elif not (data.get("name") or data.get("name_en") or "").strip():
            self.add_error("name", _("Give it a name."))
        return data


def typed(edition, data):
    """{code: what the rows say}, of the items that the page showed."""
    shown = set(data.getlist("code"))
    return {
        item.code: {
            "name": data.get(f"name-{item.code}", "").strip()[:LONGEST],
            "name_en": data.get(f"name_en-{item.code}", "").strip()[:LONGEST],
            "required": f"required-{item.code}" in data,
            "experts": item.kind == Kind.FILE and f"experts-{item.code}" in data,
        }
        for item in asked_for(edition)
        if item.code in shown
    }


def pressed(data):
    """What the pressed button does besides saving."""
    for way, step in STEPS.items():
        if data.get(way):
            return {"move": (data[way], step)}
    for deed in ("drop", "restore"):
        if data.get(deed):
            return {deed: data[deed]}
    return {}
