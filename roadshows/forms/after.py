"""Forms for what is entered once an event is over."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from companies.forms.fields import AmountField
from roadshows.forms.edition import Deadline, Moment
from roadshows.models import Outcome
from roadshows.models.edition import Series
from scouting.base import clock

MOST = 2**31 - 1


class AttendanceForm(forms.Form):
    """Left empty means not known."""

    visitors = forms.IntegerField(label=_("People on site"), min_value=0, max_value=MOST, required=False)
    peak = forms.IntegerField(
        label=_("Peak concurrent viewers"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("The most who watched at one moment"),
    )
    total = forms.IntegerField(
        label=_("Cumulative views"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("All views together; empty means not known"),
    )

    def __init__(self, data=None, *, edition):
        shown = {"visitors": edition.visitors, "peak": edition.viewers_peak, "total": edition.viewers_total}
        super().__init__(data, initial=shown)
        for field in self.fields.values():
            field.widget.attrs["inputmode"] = "numeric"


class AnswerForm(forms.Form):
    """What came of it, as founder or fund answer on their page."""

    stage = forms.ChoiceField(label=_("Where it stands"), choices=Outcome.Stage, widget=forms.RadioSelect)
    raised = AmountField(label=_("Raised since the show, in all"), required=False)
    note = forms.CharField(
        label=_("In a sentence"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("If nothing came of it: why"),
    )

    def __init__(self, data=None, *, of_fund=False, **options):
        super().__init__(data, **options)
        if of_fund:
            self.fields["raised"].label = _("What your fund invested, in all")

    def clean(self):
        data = super().clean()
        stage, raised = data.get("stage"), data.get("raised")
        if stage == Outcome.Stage.DROPPED and not data.get("note"):
            self.add_error("note", _("Please say why, in a few words."))
        if stage and stage != Outcome.Stage.INVESTED and raised and raised.text:
            self.add_error("raised", _("An amount belongs to “Invested”."))
        return data


class OutcomeForm(AnswerForm):
    """The same keyed in by a colleague after a call."""

    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    landed = forms.BooleanField(label=_("It landed in the park"), required=False)

    def __init__(self, data=None, *, edition, today):
        self.first, self.today = clock.local_date(edition.starts), today
        super().__init__(data, initial={"on": today})

    def clean_on(self):
        day = self.cleaned_data["on"]
        if not self.first <= day <= self.today:
            raise ValidationError(_("A day from the show until today."))
        return day


class CloneForm(forms.Form):
    """When the copy takes place; everything else comes from the edition that is copied."""

    starts = Moment(label=_("Starts"))
    ends = Moment(label=_("Ends"))
    deadline = Deadline(label=_("Deadline"), required=False, help_text=_("23:59 means: until the end of that day"))

    def __init__(self, data=None, *, edition, initial):
        super().__init__(data, initial=initial)
        if edition.series != Series.ROADSHOW:
            del self.fields["deadline"]
