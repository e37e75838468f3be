"""Correcting a registration after it was sent in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.formats import money
from companies.vocab import Modality, RoundType, Stage, Track
from roadshows.forms.edition import OpenLong
from roadshows.forms.register import BLANK, people_of, presenter_words
from roadshows.models.project import Landing
from scouting.accounts.models import User, holders
from scouting.accounts.roles import WRITERS

OF_PROJECT = ("name", "one_liner", "track", "modality", "stage", "city", "competing", "landing", "needs")


class CorrectionForm(OpenLong, forms.Form):
    name = forms.CharField(label=_("Project name"), max_length=160)
    one_liner = forms.CharField(label=_("In one sentence"), max_length=200, required=False)
    track = forms.ChoiceField(label=_("Track"), choices=BLANK + Track.choices)
    modality = forms.ChoiceField(label=_("Modality"), choices=BLANK + Modality.choices, required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=BLANK + Stage.choices, required=False)
    ask = forms.CharField(label=_("Ask"), max_length=120, required=False)
    round_type = forms.ChoiceField(label=_("Round sought"), choices=BLANK + RoundType.choices, required=False)
    presenter = forms.TypedChoiceField(label=_("Presenter"), coerce=int)
    owner = forms.ModelChoiceField(label=_("Promoter"), queryset=User.objects.none(), required=False)
    city = forms.CharField(label=_("Present city"), max_length=60, required=False)
    competing = forms.CharField(label=_("Competing places"), max_length=160, required=False)
    landing = forms.ChoiceField(label=_("Landing intention"), choices=BLANK + Landing.choices, required=False)
    needs = forms.CharField(
        label=_("Needs besides money"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, reg, user):
        initial = {name: getattr(reg.project, name) for name in OF_PROJECT}
        initial |= {"ask": reg.ask_text, "round_type": reg.round_type}
        initial |= {"presenter": reg.presenter_id, "owner": reg.owner_id}
        super().__init__(data, initial=initial)
        self.people = people_of(reg.project.company, user)
        if reg.presenter and reg.presenter not in self.people:
            self.people.insert(0, reg.presenter)
        self.fields["presenter"].choices = [(p.pk, presenter_words(p, user)) for p in self.people]
        self.fields["owner"].queryset = holders(*WRITERS, also=reg.owner_id)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean_ask(self):
        text = self.cleaned_data["ask"].strip()
        return money.parse(text) if text else money.Amount()

    def changes(self):
        """What edit_registration() takes; the presenter as a person, of both registration and project."""
        changed = super().changes()
        if "presenter" in changed:
            changed["presenter"] = next(p for p in self.people if p.pk == changed["presenter"])
        return changed
