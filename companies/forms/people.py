"""People: added with a look at who it may be already, corrected, their positions."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies import actions
from companies.duplicates import person_candidates
from companies.forms.base import FactForm, VerbForm, choices
from companies.forms.fields import PartialDateField, PhoneField, SeveralField
from companies.models import Company, Investor
from companies.models.people import Basis, Prefers
from companies.vocab import PersonKind

EDITED = (
    "name", "name_en", "address", "kinds", "mobile", "wechat", "email", "prefers", "language", "basis",
    "basis_source",
)  # fmt: skip
CONTACT = ("mobile", "wechat", "email")


class PersonFields(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    address = forms.CharField(
        label=_("Form of address"), max_length=40, required=False, help_text=_("Empty: from name and position")
    )
    kinds = SeveralField(label=_("Kind"), choices=PersonKind.choices, required=False)
    mobile = PhoneField(label=_("Mobile"))
    wechat = forms.CharField(label=_("WeChat id"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    prefers = forms.ChoiceField(label=_("Preferred channel"), choices=choices(Prefers), initial=Prefers.WECHAT)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE)
    basis = forms.ChoiceField(
        label=_("Why we may keep this"), choices=choices(Basis), help_text=_("The legal basis for holding the details")
    )
    basis_source = forms.CharField(
        label=_("Where it was given"), max_length=200, required=False, help_text=_("Card handed over at …, form of …")
    )


class AddPersonForm(PersonFields, FactForm):
    """`found` are people reached the same way; saving needs `confirmed` to name them all."""

    title, submit = _("New person"), _("Add the person")

    title_held = forms.CharField(label=_("Position"), max_length=80, required=False)
    company = forms.ModelChoiceField(
        Company.objects.none(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )
    investor = forms.ModelChoiceField(
        Investor.objects.none(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=160, required=False)
    known = forms.BooleanField(label=_("I know them"), required=False, initial=True)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        self.user, self.found = user, []
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = Company.objects.current().visible_to(user)
        self.fields["investor"].queryset = Investor.objects.visible_to(user)
        self.order_fields(["name", "title_held", "organisation", *self.fields])
        if self.holder:
            del self.fields["organisation"]

    @property
    def holder(self):
        """The company or investor the position is at, as chosen before this form was opened."""
        for name in ("company", "investor"):
            slug = self[name].value()
            found = slug and self.fields[name].queryset.filter(slug=slug).first()
            if found:
                return found
        return None

    def clean(self):
        data = super().clean()
        if not any(data.get(n) for n in CONTACT) and not self.errors.keys() & set(CONTACT):
            self.add_error("mobile", _("Give at least one of mobile, WeChat id and e-mail."))
        if not self.errors:
            self.found = self.who_it_may_be(data)
        return data

    def who_it_may_be(self, data):
        """Without the contact right only people of the same name: no number may be tried out here."""
        found = person_candidates(**{n: data[n] for n in CONTACT})
        if not self.user.may_see_contacts:
            found = [(person, reason) for person, reason in found if person.name == data["name"].strip()]
        return found

    @property
    def to_confirm(self):
        return ",".join(str(person.pk) for person, _reason in self.found)

    @property
    def needs_a_look(self):
        seen = set(self.cleaned_data["confirmed"].split(","))
        return any(str(person.pk) not in seen for person, _reason in self.found)

    def apply(self, *, by, now):
        data = self.cleaned_data
        at = data["company"] or data["investor"]
        self.person = actions.add_person(
            by=by, now=now, **{name: data[name] for name in EDITED}, title=data["title_held"], company=data["company"],
            investor=data["investor"], known_by=by if data["known"] else None, demo=bool(at and at.demo),
            **self.provenance(),
        )  # fmt: skip
        if data.get("organisation"):
            actions.add_position(self.person, by=by, now=now, organisation=data["organisation"],
                                 title=data["title_held"])  # fmt: skip
        return gettext("%(person)s is in the address book.") % {"person": self.person.address or self.person.name}


class EditPersonForm(PersonFields, VerbForm):
    """Without the contact right the details are not offered: they could be read from the fields."""

    title, submit = _("Correct the person's details"), _("Save")

    def __init__(self, *args, person, user, **kwargs):
        self.person = person
        super().__init__(*args, initial={name: getattr(person, name) for name in EDITED}, **kwargs)
        if not user.may_see_contacts:
            for name in CONTACT:
                del self.fields[name]
        self.remember()

    def apply(self, *, by, now):
        changes = self.changes([name for name in EDITED if name in self.fields])
        if not changes:
            return gettext("Nothing was changed.")
        self.person = actions.edit_person(self.person, by=by, now=now, changes=changes)
        return gettext("Saved.")


class PositionForm(FactForm):
    title, submit = _("Add a position"), _("Add the position")

    organisation = forms.CharField(
        label=_("Company, investor or organisation"), max_length=160, help_text=_("The exact name links it")
    )
    title_held = forms.CharField(label=_("Position"), max_length=80, required=False)
    started = PartialDateField(label=_("Since"), required=False)

    def __init__(self, *args, person, user, **kwargs):
        self.person, self.user = person, user
        super().__init__(*args, **kwargs)

    def clean_organisation(self):
        """Companies and investors known by exactly this name become links; a mixture with demo data is refused."""
        name = self.cleaned_data["organisation"].strip()
        rows = Company.objects.current().visible_to(self.user).filter(demo=self.person.demo)
        self.at = {"company": named(rows, name)}
        if not self.at["company"]:
            self.at = {"investor": Investor.objects.visible_to(self.user).named([name]).get(name)}
        if not any(self.at.values()):
            self.at = {"organisation": name}
        return name

    def apply(self, *, by, now):
        data = self.cleaned_data
        actions.add_position(self.person, by=by, now=now, **self.at, title=data["title_held"], started=data["started"],
                             **self.provenance())  # fmt: skip
        return gettext("The position is recorded.")


def named(companies, name):
    """The company of exactly this name, short name or English name; None if there is none or more than one."""
    found = list(companies.search(name)[:20])
    same = [c for c in found if name in (c.name, c.short_name, c.name_en)]
    return same[0] if len(same) == 1 else None
