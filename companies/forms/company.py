"""A company itself: added with a look at possible duplicates, corrected later."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies import actions
from companies.duplicates import candidates
from companies.forms.base import FactForm, VerbForm, choices
from companies.forms.fields import CreditCodeField, NamesField, PartialDateField
from companies.models import Park
from companies.vocab import Track
from scouting.accounts.models import User, holders
from scouting.accounts.roles import TEAM

EDITED = (
    "name", "short_name", "name_en", "credit_code", "track", "founded", "website", "summary", "country", "owner",
    "confidential",
)  # fmt: skip


class CompanyFields(forms.Form):
    name = forms.CharField(label=_("Legal name"), max_length=200, help_text=_("As on the business licence"))
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    credit_code = CreditCodeField()
    track = forms.ChoiceField(label=_("Track"), choices=choices(Track), initial=Track.OTHER)
    founded = PartialDateField(label=_("Founded"), required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("nobody"))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    country = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Country"),
        initial="CHN",
        max_length=3,
        error_messages={"invalid": _("Three capital letters: CHN, USA, SGP.")},
    )
    summary = forms.CharField(label=_("Summary"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    confidential = forms.BooleanField(label=_("For the team only, not shown to funds"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues()


def colleagues(owner=None):
    """Those of the team who may own a company, and who owns it now: else saving the form would take it from them.

    Roles are in force in real time, as for whoever signs in: a demo may play before its logins were made.
    """
    return holders(*TEAM, also=owner).order_by("name", "id")


class AddCompanyForm(CompanyFields, FactForm):
    """`found` holds the possible duplicates once it was checked; saving needs `confirmed` to name them all."""

    title, submit = _("New company"), _("Add the company")
    wide = frozenset({"name", "summary", "aliases", "confidential"})

    aliases = NamesField(
        label=_("Other names"), required=False, help_text=_("Former names, translations, brands: one a line")
    )
    park = forms.ModelChoiceField(Park.objects.none(), label=_("Park"), required=False, empty_label=_("not settled"))
    settled = PartialDateField(label=_("Settled"), required=False)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first = ("name", "short_name", "name_en", "credit_code", "track", "founded", "owner", "park", "settled")
        self.order_fields([*first, "website", "country", "aliases", "summary", "confidential", *self.fields])
        self.fields["park"].queryset = Park.objects.all()
        self.found = []

    def clean(self):
        data = super().clean()
        if data.get("settled") and not data.get("park"):
            self.add_error("park", _("Say in which park it settled."))
        if not self.errors:
            self.found = duplicates_of(data)
        holder = next((c.company for c in self.found if c.code == "code"), None)
        if holder:
            taken = _("%(company)s holds this credit code already.")
            self.add_error("credit_code", forms.ValidationError(taken, params={"company": holder}))
        return data

    @property
    def to_confirm(self):
        return ",".join(str(c.company.pk) for c in self.found)

    @property
    def needs_a_look(self):
        """Whether there are candidates that nobody has seen and set aside."""
        seen = set(self.cleaned_data["confirmed"].split(","))
        return any(str(c.company.pk) not in seen for c in self.found)

    @transaction.atomic
    def apply(self, *, by, now):
        data = self.cleaned_data
        given = {name: data[name] for name in EDITED} | {"aliases": data["aliases"]}
        self.company = actions.add_company(by=by, now=now, **given, **self.provenance())
        if data["park"]:
            actions.add_site(self.company, by=by, now=now, park=data["park"], area=data["park"].area,
                             settled=data["settled"], **self.provenance())  # fmt: skip
        return gettext("%(company)s is in the directory.") % {"company": self.company}


def duplicates_of(data):
    """Candidates for any of the names or the code, the surest first; `data` may lack some of them."""
    names = [data.get(n, "") for n in ("name", "short_name", "name_en")] + list(data.get("aliases") or ())
    found = {}
    for name in dict.fromkeys(filter(None, names)):
        for candidate in candidates(name=name):
            known = found.get(candidate.company.pk)
            if known is None or known.score < candidate.score:
                found[candidate.company.pk] = candidate
    for candidate in candidates(credit_code=data.get("credit_code") or ""):
        found[candidate.company.pk] = candidate
    return sorted(found.values(), key=lambda c: (-c.score, c.company.sort_key))[:5]


class EditCompanyForm(CompanyFields, VerbForm):
    title, submit = _("Correct the company's facts"), _("Save")
    wide = frozenset({"name", "summary", "confidential", "source"})

    source = forms.CharField(
        label=_("Source of the correction"), max_length=300, required=False, help_text=_("Shown beside the facts")
    )

    def __init__(self, *args, company, **kwargs):
        self.company = company
        super().__init__(*args, initial={name: getattr(company, name) for name in EDITED}, **kwargs)
        self.fields["owner"].queryset = colleagues(company.owner_id)
        self.remember()

    def apply(self, *, by, now):
        changes = self.changes(EDITED)
        if not changes:
            return gettext("Nothing was changed.")
        self.company = actions.edit_company(
            self.company, by=by, now=now, changes=changes, source=self.cleaned_data["source"]
        )
        return gettext("Saved; the timeline shows what changed.")
