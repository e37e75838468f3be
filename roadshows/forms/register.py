"""The form that registers a project: what was typed becomes what registrations.submit() takes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from companies.duplicates import candidates, person_candidates
from companies.formats import credit_code as codes
from companies.formats import money, phone
from companies.models import Company, Person
from companies.vocab import Modality, RoundType, Stage, Track
from roadshows import materials
from roadshows.forms import prefill
from roadshows.models import Registration
from roadshows.models.project import Landing
from roadshows.states import LIVE
from scouting.base import clock
from scouting.base.masking import mask_mobile

NEW = "new"
BLANK = [("", "–")]
LONGEST_DRAFT_VALUE = 2000
IN_HAND = (materials.Kind.FILE, materials.Kind.TICK)  # what a promoter can hold already


class RegisterForm(forms.Form):
    """`company` is the chosen Company or None; `people` are the Person rows offered as presenter.

    `last` is the company's latest registration, `former` the presentation (Upload) that came with it, maybe `old`.
    """

    company = forms.ModelChoiceField(
        Company.objects.none(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )
    company_name = forms.CharField(label=_("Name of the company or team"), max_length=200, required=False)
    is_team = forms.BooleanField(label=_("The company does not exist yet: register the team"), required=False)
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=40, required=False)
    not_duplicate = forms.BooleanField(label=_("It is none of these: add it as new"), required=False)

    project_name = forms.CharField(label=_("Project name"), max_length=160)
    one_liner = forms.CharField(
        label=_("In one sentence"), max_length=200, help_text=_("What it is and for whom; funds read this first")
    )
    track = forms.ChoiceField(label=_("Track"), choices=BLANK + Track.choices)
    modality = forms.ChoiceField(label=_("Modality"), choices=BLANK + Modality.choices, required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=BLANK + Stage.choices, required=False)
    ask = forms.CharField(
        label=_("Ask"), max_length=120, required=False, help_text=_("In words, as the company says it; or undisclosed")
    )
    round_type = forms.ChoiceField(label=_("Round sought"), choices=BLANK + RoundType.choices, required=False)

    presenter = forms.ChoiceField(label=_("Presenter"), required=False, widget=forms.RadioSelect)
    presenter_name = forms.CharField(label=_("Presenter's name"), max_length=80, required=False)
    presenter_title = forms.CharField(label=_("Position"), max_length=80, required=False)
    mobile = forms.CharField(label=_("Mobile"), max_length=40, required=False)
    wechat = forms.CharField(label=_("WeChat id"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    other_person = forms.BooleanField(label=_("Another person uses the same number"), required=False)

    materials = forms.MultipleChoiceField(
        label=_("In hand"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "one-a-line"})
    )
    bring = forms.MultipleChoiceField(
        label=_("Handed in before"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "one-a-line"})
    )
    company_adds_later = forms.BooleanField(label=_("The company adds what is missing later"), required=False)

    city = forms.CharField(label=_("Present city"), max_length=60, required=False)
    competing = forms.CharField(
        label=_("Competing places"), max_length=160, required=False, help_text=_("Other places that court the project")
    )
    landing = forms.ChoiceField(label=_("Landing intention"), choices=BLANK + Landing.choices, required=False)
    needs = forms.CharField(
        label=_("Needs besides money"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, user, edition, company=None, people=(), last=None, former=None, old=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.edition, self.chosen, self.people = user, edition, company, list(people)
        self.found, self.clash = [], []
        self.last, self.former = last, former
        self.fields["bring"].choices = [(prefill.DECK, former_words(former) if former else "")]
        if old:
            self.fields["bring"].help_text = _("More than half a year old: better ask for a new one.")
        self.fields["company"].queryset = Company.objects.current().visible_to(user)
        self.fields["materials"].choices = [
            (item.code, item.label) for item in materials.asked_for(edition) if item.kind in IN_HAND
        ]
        self.offer_people()

    def offer_people(self):
        choices = [(str(p.pk), presenter_words(p, self.user)) for p in self.people]
        self.fields["presenter"].choices = [*choices, (NEW, pgettext_lazy("presenter", "Somebody else"))]

    @property
    def new_person(self):
        """Whether the presenter is typed in rather than chosen."""
        return (self["presenter"].value() or NEW) == NEW

    # --- what each field must say -----------------------------------------------------------------
    def clean_credit_code(self):
        text = self.cleaned_data["credit_code"].strip()
        return codes.check(text) if text else ""

    def clean_ask(self):
        text = self.cleaned_data["ask"].strip()
        return money.parse(text) if text else money.Amount()

    def clean_mobile(self):
        text = self.cleaned_data["mobile"].strip()
        return direct_number(text) if text and self.new_person else text

    def clean(self):
        data = super().clean()
        if not data.get("company"):
            self.clean_holder(data)
        if (data.get("presenter") or NEW) == NEW:
            self.clean_new_presenter(data)
        else:
            data["person"] = next(p for p in self.people if str(p.pk) == data["presenter"])
        return data

    def clean_holder(self, data):
        """A new company or a team: named, and not one that is here already."""
        name = (data.get("company_name") or "").strip()
        if not name:
            if "company" not in self.errors:
                self.add_error("company_name", _("Choose a company above, or name a new company or team."))
            return
        code = "" if data.get("is_team") else data.get("credit_code", "")
        self.found = candidates(name=name, credit_code=code)
        if any(c.code == "code" for c in self.found):
            self.add_error("credit_code", _("A company with this code is here already: choose it."))
        elif self.found and not data.get("not_duplicate") and not self.sent_before(data):
            self.add_error("company_name", _("This may be here already: choose it, or say that it is none of these."))

    def sent_before(self, data):
        """Whether this user sent in the same under the same names: the page was gone back to, and the verb answers
        with what there is."""
        rows = Registration.objects.filter(edition=self.edition, owner=self.user, state__in=LIVE)
        project, company = ((data.get(name) or "").strip() for name in ("project_name", "company_name"))
        return rows.filter(project__name=project, project__company__name=company).exists()

    def clean_new_presenter(self, data):
        """Somebody who can be called, and is not in the book under this number already."""
        if not (data.get("presenter_name") or "").strip():
            self.add_error("presenter_name", _("Who presents? Enter a name."))
        if "mobile" in self.errors:
            return
        if not data.get("mobile"):
            self.add_error("mobile", _("Enter the presenter's mobile: with its last four digits they open their page."))
            return
        self.known_person(data)

    def known_person(self, data):
        """Same number and same name is the same person; the same number under another name is asked about."""
        known = [person for person, _reason in person_candidates(mobile=data["mobile"])]
        same = next((p for p in known if p.name == data.get("presenter_name", "").strip()), None)
        if same:
            data["person"] = same
        elif known and not data.get("other_person"):
            self.clash = known
            self.people += [p for p in known if p not in self.people]
            self.offer_people()
            self.add_error("mobile", _("This is the number of somebody in the book: choose them, or say it is shared."))

    # --- what the verb takes ----------------------------------------------------------------------
    def as_data(self):
        data = self.cleaned_data
        name = data["company_name"].strip()
        is_team = data["is_team"] and not data["company"]
        wanted = materials.asked_for(self.edition)
        kept = (
            "one_liner",
            "track",
            "modality",
            "stage",
            "city",
            "competing",
            "landing",
            "needs",
            "project_name",
            "ask",
        )
        typed = ("presenter_name", "presenter_title", "mobile", "wechat", "email", "round_type", "credit_code")
        return {key: data[key] for key in (*kept, *typed, "company_adds_later")} | {
            "edition": self.edition,
            "company": data["company"],
            "company_name": "" if is_team else name,
            "team_name": name if is_team else "",
            "presenter": data.get("person"),
            "former": self.former if data["bring"] else None,
            "materials": {item.code: item.code in data["materials"] for item in wanted if item.kind in IN_HAND},
        }

    def refuse(self, error):
        """Show what a verb refused, beside its field where the form has it."""
        messages = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, said in messages.items():
            self.add_error(name if name in self.fields else None, ValidationError(said))


def direct_number(text):
    """A number under which one person is reached: hotlines such as 400 or 12345 are none."""
    if not phone.parse(text).e164:
        raise ValidationError(_("Enter a number of one's own, not a hotline."))
    return text


def presenter_words(person, user):
    """How a person is offered: form of address, name, number as far as the reader may see it."""
    number = phone.show(person.mobile) if user.may_see_contacts else mask_mobile(person.mobile)
    words = {"address": person.address or person.name, "name": str(person), "number": number if person.mobile else ""}
    if words["address"] == words["name"]:
        return pgettext("presenter", "%(name)s %(number)s") % words
    return pgettext("presenter", "%(address)s (%(name)s) %(number)s") % words


def former_words(upload):
    words = {"month": date_format(clock.local(upload.at), "Y-m"), "n": upload.pages}
    said = ngettext("Presentation of %(month)s, %(n)d page", "Presentation of %(month)s, %(n)d pages", upload.pages)
    return said % words


def people_of(company, user):
    """Those who hold a position there now."""
    if company is None:
        return []
    held = Person.objects.visible_to(user).filter(positions__company=company, positions__ended_on__isnull=True)
    return list(held.distinct())


def typed(post):
    """What is kept as a draft of a posted form: strings under the form's names, lists of the ticked."""
    kept = {}
    for name, field in RegisterForm.base_fields.items():
        if isinstance(field, forms.MultipleChoiceField):
            kept[name] = [value[:LONGEST_DRAFT_VALUE] for value in post.getlist(name)[:20]]
        elif name in post:
            kept[name] = post[name][:LONGEST_DRAFT_VALUE]
    return kept


def worth_keeping(fields):
    """Whether anything was typed: somebody who only looks for a company leaves no empty draft behind."""
    return any(value for name, value in fields.items() if name != "presenter")
