"""An investor: added, corrected."""

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from companies import actions
from companies.forms.base import FactForm, choices
from companies.forms.fields import AmountField, NamesField, SeveralField, WordsField
from companies.models import Investor
from companies.vocab import InvestorKind, Modality, Region, RoundType, Stage, Track
from scouting.base.signs import joined

EDITED = (
    "name", "short_name", "name_en", "kind", "manager", "city", "ticket", "website", "tracks", "stages", "thesis",
    "modalities", "phases", "regions", "excluded_tracks", "exclusions",
)  # fmt: skip


class ManagerField(WordsField):
    """A fund manager by name: the directory is too long for a list to choose from."""

    def words(self, value):
        return value.name

    def read(self, text):
        managers = Investor.objects.filter(kind=InvestorKind.MANAGER)
        found = managers.named([text]).get(text)
        if found is None:
            raise forms.ValidationError(_("There is no fund manager of exactly this name; add it first."))
        return found


class InvestorForm(FactForm):
    """`investor` is the row being corrected, None for a new one."""

    title, submit = _("New investor"), _("Add the investor")
    wide = frozenset(
        {"name", "tracks", "stages", "thesis", "modalities", "phases", "regions", "excluded_tracks", "exclusions"}
    )

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=choices(InvestorKind))
    manager = ManagerField(label=_("Manager"), required=False, help_text=_("Of a vehicle: the manager's exact name"))
    city = forms.CharField(label=_("City"), max_length=60, required=False)
    ticket = AmountField(label=_("Ticket"), required=False, help_text=_("What it puts into one company"))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    tracks = SeveralField(label=_("Tracks"), choices=Track.choices, required=False)
    stages = SeveralField(label=_("Rounds it enters"), choices=RoundType.choices, required=False)
    modalities = SeveralField(label=_("Modalities"), choices=Modality.choices, required=False)
    phases = SeveralField(label=_("Development stages it enters at"), choices=Stage.choices, required=False)
    regions = SeveralField(label=_("Regions it invests in"), choices=Region.choices, required=False)
    excluded_tracks = SeveralField(label=_("Tracks it never enters"), choices=Track.choices, required=False)
    exclusions = NamesField(
        label=_("Further exclusions"),
        required=False,
        help_text=_(
            "One a line: a company, a city or a word. A project that has it in its name or sentence is left out."
        ),
    )
    thesis = forms.CharField(label=_("Thesis"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, investor=None, **kwargs):
        self.investor = investor
        known = {name: getattr(investor, name) for name in EDITED} if investor else {}
        super().__init__(*args, initial=known, **kwargs)
        if investor:
            self.title, self.submit = _("Correct the investor"), _("Save")
            self.remember()

    def clean(self):
        data = super().clean()
        if data.get("manager") and data.get("kind") != InvestorKind.VEHICLE:
            self.add_error("manager", _("Only a fund vehicle has a manager."))
        both = set(data.get("tracks") or ()) & set(data.get("excluded_tracks") or ())
        if both:
            names = joined(Track(code).label for code in sorted(both))
            self.add_error(
                "excluded_tracks", _("Also named among the tracks it invests in: %(names)s.") % {"names": names}
            )
        return data

    def apply(self, *, by, now):
        if self.investor is None:
            given = {name: self.cleaned_data[name] for name in EDITED}
            self.investor = actions.add_investor(by=by, now=now, **given, **self.provenance())
            return gettext("%(investor)s is in the directory.") % {"investor": self.investor}
        changes = self.changes(EDITED)
        if not changes:
            return gettext("Nothing was changed.")
        self.investor = actions.edit_investor(
            self.investor, by=by, now=now, changes=changes, source=self.cleaned_data["source"]
        )
        return gettext("Saved.")
