"""Forms of the organiser about a review: how it runs, who is on the panel, what is scored, who is tied."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Person
from companies.vocab import Track
from roadshows import rubric as rules
from roadshows.forms.edition import Deadline
from roadshows.models import Project
from roadshows.models.reviews import ConflictKind
from roadshows.states import ReviewState

EMPTY_ROWS = 3  # for criteria to add, without a script


class ReviewForm(forms.Form):
    blind = forms.BooleanField(
        label=_("Read blind"),
        required=False,
        help_text=_("Experts see track, stage, ask and the one-liner under a number, no names"),
    )
    closes_at = Deadline(label=_("Scores until"), required=False)
    per_project = forms.IntegerField(label=_("Experts for each project"), min_value=1, max_value=15)

    def __init__(self, data=None, *, review):
        names = ("blind", "closes_at", "per_project")
        super().__init__(data, initial={name: getattr(review, name) for name in names})
        if review.state != ReviewState.PREPARING:
            self.fields["blind"].disabled = True
            self.fields["blind"].help_text = _("Settled when scoring was opened")


class SeatForm(forms.Form):
    """An expert joins the panel, found by name."""

    who = forms.CharField(label=_("Expert"), max_length=120, help_text=_("Name, as among the people"))
    tracks = forms.MultipleChoiceField(
        label=_("Tracks"), choices=Track.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    most = forms.IntegerField(label=_("Projects at most"), min_value=1, max_value=200, initial=10)

    def __init__(self, data=None, *, people):
        super().__init__(data)
        self.people = people  # those whom the reader may see

    def clean_who(self):
        """One person of that name, or told apart by the number that the list offers."""
        text = self.cleaned_data["who"].strip()
        number = text.rpartition("#")[2]
        if "#" in text and number.isascii() and number.isdigit() and len(number) < 12:
            found = list(self.people.filter(pk=int(number)))
        else:
            found = list(self.people.filter(name=text)[:2]) or list(self.people.filter(name_en__iexact=text)[:2])
        if not found:
            raise forms.ValidationError(_("Nobody of that name is among the people: add them there first."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people have that name: choose one from the list."))
        return found[0]


class TieOfExpertForm(forms.Form):
    """A tie that we know of: shares in a company, a family."""

    company = forms.ModelChoiceField(label=_("Company"), queryset=Company.objects.none(), required=False)
    project = forms.ModelChoiceField(label=_("Project"), queryset=Project.objects.none(), required=False)
    kind = forms.ChoiceField(label=_("What ties them"), choices=ConflictKind, initial=ConflictKind.SHARE)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, data=None, *, registrations):
        super().__init__(data)
        companies = {r.project.company_id for r in registrations if r.project.company_id}
        self.fields["company"].queryset = Company.objects.filter(pk__in=companies).defer("tokens", "summary")
        self.fields["project"].queryset = Project.objects.filter(pk__in={r.project_id for r in registrations})

    def clean(self):
        data = super().clean()
        if bool(data.get("company")) == bool(data.get("project")):
            raise forms.ValidationError(_("Choose a company (for all its projects) or one project."))
        return data


def experts_first(people):
    """People to offer for the panel: whom one would ask, scientists before others."""
    rows = Person.objects.filter(pk__in=people.values("pk")).only("pk", "name", "name_en", "kinds")
    return sorted(rows[:400], key=lambda p: ("scientist" not in p.kinds, p.pk))[:120]


class RubricForm:
    """Rows of criteria as they are typed; a row without a name and weight is none."""

    FIELDS = ("key", *rules.WORDS, *(f"{w}_en" for w in rules.WORDS), "weight")

    def __init__(self, rubric, data=None):
        kept = list(rubric.criteria)
        self.rows = read(data) if data is not None else kept
        spare = max(min(EMPTY_ROWS, rules.MOST - len(self.rows)), 0)
        self.shown = [*self.rows, *({"key": "", "weight": ""} for _n in range(spare))]
        self.sum = sum(weight_of(row) for row in self.rows)

    def criteria(self):
        return [row | {"weight": weight_of(row)} for row in self.rows]


def read(data):
    columns = {name: data.getlist(name) for name in RubricForm.FIELDS}
    count = min(max((len(values) for values in columns.values()), default=0), rules.MOST + EMPTY_ROWS)
    rows = [{name: at(values, n) for name, values in columns.items()} for n in range(count)]
    return [row for row in rows if row["name"] or row["weight"] not in ("", "0")]


def at(values, n):
    return values[n].replace("\0", "").strip()[:300] if n < len(values) else ""


def weight_of(row):
    text = str(row.get("weight") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
