"""Facts of a company: rounds, products and how far they are, milestones, places, names, honours, listings."""

from django import forms
from django.db import transaction
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from companies import actions
from companies.fields import Basis
from companies.formats import money
from companies.forms.base import CONFIDENCE, FactForm, choices
from companies.forms.fields import AmountField, ListField, NamesField, PartialDateField
from companies.models import Area, District, Investor, Park
from companies.vocab import Board, ParticipationRole, RoundType, SiteRole, Stage, Track

EVERY = "–"


class OfCompanyForm(FactForm):
    """A form about one company; `row` is the fact being corrected, None for a new one."""

    edited = ()

    def __init__(self, *args, company, row=None, initial=None, **kwargs):
        self.company, self.row = company, row
        known = {name: getattr(row, name) for name in self.edited} if row else {}
        super().__init__(*args, initial=known | (initial or {}), **kwargs)
        if row:
            self.title, self.submit = self.title_edit, _("Save")
            self.keep_confidence()
            self.remember()

    title_edit = ""

    def keep_confidence(self):
        """A reading that is 97% sure stays so until somebody chooses otherwise."""
        if "confidence" in self.edited:
            own = f"{self.row.confidence.normalize():f}"
            self.initial["confidence"] = own
            if own not in dict(CONFIDENCE):
                said = gettext("%(percent)d%% sure") % {"percent": round(self.row.confidence * 100)}
                self.fields["confidence"].choices = [(own, said), *CONFIDENCE]

    def apply(self, *, by, now):
        return self.correct(by=by, now=now) if self.row else self.add(by=by, now=now)

    def correct(self, *, by, now):
        changes = self.changes(self.edited)
        if not changes:
            return gettext("Nothing was changed.")
        type(self).edit_verb(self.row, by=by, now=now, changes=changes)
        return gettext("Saved; the timeline shows what changed.")


class RoundForm(OfCompanyForm):
    title, title_edit, submit = _("Add a funding round"), _("Correct the round"), _("Add the round")
    edited = (
        "label", "type", "amount", "announced", "post_money", "tranche", "note", "source", "source_date", "confidence",
    )  # fmt: skip
    edit_verb = staticmethod(actions.edit_round)
    wide = frozenset({"note"})

    label = forms.CharField(label=_("Round as announced"), max_length=80)
    type = forms.ChoiceField(label=_("Kind of round"), choices=choices(RoundType), initial=RoundType.UNDISCLOSED)
    amount = AmountField(label=_("Amount"), required=False)
    announced = PartialDateField(label=_("Announced"), required=False)
    leads = ListField(
        label=_("Led by"), required=False, help_text=_("Names with commas between them; several led together")
    )
    others = ListField(label=_("Other investors"), required=False)
    advisers = ListField(label=_("Financial adviser"), required=False)
    post_money = AmountField(label=_("Valuation after the round"), required=False, help_text="")
    tranche = forms.CharField(
        label=_("Tranche"), max_length=40, required=False, help_text=_("Where one round came in several parts: A1, A2")
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.row:
            for name in ("leads", "others", "advisers"):
                del self.fields[name]

    def add(self, *, by, now):
        data = self.cleaned_data
        plain = ("label", "type", "amount", "announced", "post_money", "tranche", "note")
        row = actions.add_round(
            self.company, by=by, now=now, **{n: data[n] for n in plain}, participations=taking_part(data),
            **self.provenance(),
        )  # fmt: skip
        return recorded(row)


def taking_part(data):
    """(Investor or raw name, role) of everybody named; each once, in the first role they were named in."""
    lead = ParticipationRole.LEAD if len(data["leads"]) == 1 else ParticipationRole.CO_LEAD
    named = [(name, lead) for name in data["leads"]]
    named += [(name, ParticipationRole.FOLLOW) for name in data["others"]]
    named += [(name, ParticipationRole.ADVISER) for name in data["advisers"]]
    known = Investor.objects.named([name for name, _role in named])
    found = {}
    for name, role in named:
        who = known.get(name, name)
        found.setdefault(who if isinstance(who, str) else who.pk, (who, role))
    return list(found.values())


def recorded(row):
    """What was recorded, and how words without a figure are read."""
    words = {"label": row.label, "amount": money.show(row.amount, get_language())}
    if row.amount.basis in (Basis.EXACT, Basis.UNDISCLOSED):
        return gettext("Recorded: %(label)s, %(amount)s.") % words
    ends = [v for v in (row.amount.minimum, row.amount.maximum) if v is not None]
    words["range"] = pgettext("range", " to ").join(money.short(v, row.amount.currency, get_language()) for v in ends)
    return gettext("Recorded: %(label)s, %(amount)s (counted as %(range)s in totals).") % words


class ProductForm(OfCompanyForm):
    title, title_edit, submit = _("Add a product"), _("Correct the product"), _("Add the product")
    edited = ("name", "name_en", "code", "aliases", "modality", "summary")
    edit_verb = staticmethod(actions.edit_product)
    wide = frozenset({"summary"})

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    code = forms.CharField(label=_("Drug code"), max_length=40, required=False)
    modality = forms.ChoiceField(label=_("Modality"), choices=choices(Track, EVERY), required=False)
    aliases = NamesField(label=_("Other names"), required=False)
    summary = forms.CharField(label=_("Summary"), max_length=300, required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=choices(Stage, EVERY), required=False)
    indication = forms.CharField(label=_("Indication"), max_length=120, required=False)
    region = forms.CharField(label=_("Region"), max_length=10, initial="CN", help_text=_("CN, US, EU, JP …"))
    reached = PartialDateField(label=_("Reached"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.row:
            for name in ("stage", "indication", "region", "reached", "source", "source_date", "confidence"):
                del self.fields[name]

    @transaction.atomic
    def add(self, *, by, now):
        given = {name: self.cleaned_data[name] for name in self.edited}
        product = actions.add_product(self.company, by=by, now=now, **given, **self.provenance())
        if self.cleaned_data["stage"]:
            set_stage(product, self, by=by, now=now)
        return gettext("%(product)s is added.") % {"product": product}


def set_stage(product, form, *, by, now):
    given = {name: form.cleaned_data[name] for name in ("stage", "indication", "region", "reached")}
    return actions.set_stage(product, by=by, now=now, **given, **form.provenance())


class StageForm(FactForm):
    """How far a product is; opened on a stage known already it is filled with indication and region."""

    submit = _("Save")

    stage = forms.ChoiceField(label=_("Stage"), choices=choices(Stage))
    indication = forms.CharField(
        label=_("Indication"), max_length=120, required=False, help_text=_("One stage for each indication and region")
    )
    region = forms.CharField(label=_("Region"), max_length=10, initial="CN", help_text=_("CN, US, EU, JP …"))
    reached = PartialDateField(label=_("Reached"), required=False)

    def __init__(self, *args, product, **kwargs):
        self.product = product
        super().__init__(*args, **kwargs)
        self.title = _("How far is %(product)s?") % {"product": product}

    def apply(self, *, by, now):
        row = set_stage(self.product, self, by=by, now=now)
        return gettext("%(product)s: %(stage)s.") % {"product": self.product, "stage": row.get_stage_display()}


class MilestoneForm(OfCompanyForm):
    title, title_edit, submit = _("Add a milestone"), _("Correct the milestone"), _("Add the milestone")
    edited = ("text", "text_en", "product", "regulator", "happened", "claim", "forecast", "speaker", "note")
    edit_verb = staticmethod(actions.edit_milestone)
    wide = frozenset({"text", "text_en", "note"})

    text = forms.CharField(label=_("What was reached"), max_length=300)
    text_en = forms.CharField(label=_("The same in English"), max_length=300, required=False)
    happened = PartialDateField(label=_("Date"), required=False)
    product = forms.ModelChoiceField(None, label=_("Product"), required=False, empty_label=EVERY)
    regulator = forms.CharField(label=_("Regulator"), max_length=40, required=False)
    claim = forms.BooleanField(label=_("A claim: somebody says so"), required=False)
    forecast = forms.BooleanField(label=_("A forecast: expected, not reached"), required=False)
    speaker = forms.CharField(label=_("Who says so"), max_length=120, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = self.company.products.all()
        if self.row:
            for name in ("source", "source_date", "confidence"):
                del self.fields[name]

    def add(self, *, by, now):
        given = {name: self.cleaned_data[name] for name in self.edited}
        actions.add_milestone(self.company, by=by, now=now, **given, **self.provenance())
        return gettext("The milestone is on the timeline.")


class SiteForm(OfCompanyForm):
    title, submit = _("Add a place"), _("Add the place")
    wide = frozenset({"address"})

    role = forms.ChoiceField(label=_("What is there"), choices=choices(SiteRole), initial=SiteRole.SETTLED)
    park = forms.ModelChoiceField(Park.objects.none(), label=_("Park"), required=False, empty_label=EVERY)
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Functional area"), required=False, empty_label=EVERY)
    district = forms.ModelChoiceField(District.objects.none(), label=_("District"), required=False, empty_label=EVERY)
    city = forms.CharField(label=_("City"), max_length=60, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    settled = PartialDateField(label=_("Settled"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["park"].queryset = Park.objects.all()
        self.fields["area"].queryset = Area.objects.all()
        self.fields["district"].queryset = District.objects.filter(abolished=False)

    def add(self, *, by, now):
        plain = ("role", "park", "area", "district", "city", "address", "settled")
        given = {name: self.cleaned_data[name] for name in plain}
        site = actions.add_site(self.company, by=by, now=now, **given, **self.provenance())
        return gettext("%(place)s is added.") % {"place": site}


class AliasForm(FactForm):
    title, submit = _("Add another name"), _("Add the name")
    wide = frozenset({"name"})

    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=200,
        help_text=_("Former name, translation or brand: search finds it"),
    )

    def __init__(self, *args, company, row=None, **kwargs):
        self.company = company
        super().__init__(*args, **kwargs)

    def apply(self, *, by, now):
        alias = actions.add_alias(self.company, self.cleaned_data["name"], by=by, now=now, **self.provenance())
        return gettext("%(company)s is found as “%(name)s” too.") % {"company": self.company, "name": alias.name}


class HonourForm(OfCompanyForm):
    title, submit = _("Add an honour"), _("Add the honour")

    name = forms.CharField(label=_("Honour"), max_length=80)
    issuer = forms.CharField(label=_("Issuer"), max_length=80, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100, required=False)
    expires_on = forms.DateField(
        label=_("Expires"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def add(self, *, by, now):
        given = {name: self.cleaned_data[name] for name in ("name", "issuer", "year", "expires_on")}
        honour = actions.add_honour(self.company, by=by, now=now, **given, **self.provenance())
        return gettext("%(honour)s is added.") % {"honour": honour}


class ListingForm(OfCompanyForm):
    title, submit = _("Add a listing"), _("Add the listing")

    board = forms.ChoiceField(label=pgettext_lazy("stock exchange", "Board"), choices=choices(Board))
    code = forms.CharField(label=_("Stock code"), max_length=12)

    def add(self, *, by, now):
        given = {name: self.cleaned_data[name] for name in ("board", "code")}
        listing = actions.add_listing(self.company, by=by, now=now, **given, **self.provenance())
        return gettext("%(listing)s is added.") % {"listing": listing}
