"""Tables and times of 1:1 meetings, wishes, and how a meeting was."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadshows import meeting_room, wording
from roadshows.actions import meeting_answers
from roadshows.forms.edition import Moment
from roadshows.models import Outcome
from roadshows.models.meetings import Wish

MOST_TABLES, LONGEST_NAME = 60, 40
FARTHEST = 7  # days between the event and its meetings


class Lines(forms.CharField):
    """Names, one a line, each once."""

    def __init__(self, **options):
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(widget=widget, required=False, **options)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        names = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(set(names)) < len(names):
            raise ValidationError(_("Each table has a name of its own."))
        if len(names) > MOST_TABLES:
            raise ValidationError(_("At most %(n)s tables.") % {"n": MOST_TABLES})
        if any(len(name) > LONGEST_NAME for name in names):
            raise ValidationError(_("A name has at most %(n)s characters.") % {"n": LONGEST_NAME})
        return names


class PlanForm(forms.Form):
    tables = Lines(label=_("Tables"), help_text=_("One a line: 1, 2, 3 or names."))
    online_tables = Lines(label=_("Tables online"), help_text=_("One a line: for funds that watch online."))
    starts = Moment(label=_("First meeting"))
    minutes = forms.IntegerField(label=_("Minutes of a meeting"), min_value=5, max_value=120)
    pause = forms.IntegerField(label=_("Minutes between two"), min_value=0, max_value=60)
    times = forms.IntegerField(label=_("How many times"), min_value=1, max_value=48)

    def __init__(self, data=None, *, plan):
        self.event = plan.edition.starts
        names = ("tables", "online_tables", "starts", "minutes", "pause", "times")
        super().__init__(data, initial={name: getattr(plan, name) for name in names})

    def clean(self):
        data = super().clean()
        if not self.errors and not (data["tables"] or data["online_tables"]):
            self.add_error("tables", _("At least one table."))
        if data.get("starts") and abs((data["starts"] - self.event).days) > FARTHEST:
            self.add_error("starts", _("Not on the days around the event."))
        return data


class SeatForm(forms.Form):
    """A time and a table for a meeting."""

    starts = forms.ChoiceField(label=_("Time"))
    table = forms.TypedChoiceField(label=_("Table"), coerce=int)

    def __init__(self, data=None, *, room, pair, initial=None):
        super().__init__(data, initial=initial)
        self.fields["starts"].choices = [(t.starts.isoformat(), wording.span(t.starts, t.ends)) for t in room.times]
        kind = meeting_room.kind_of_fund(room.edition, pair.invitation)
        self.fields["table"].choices = [
            (n, meeting_room.table_name(room.plan, n))
            for n in range(1, meeting_room.table_count(room.plan) + 1)
            if meeting_room.kind_of_table(room.plan, n) == kind
        ]

    def clean_starts(self):
        return datetime.fromisoformat(self.cleaned_data["starts"])


WISHES = [("", pgettext_lazy("wish", "No answer")), *Wish.choices]


class WishesForm(forms.Form):
    """One side's wishes: a choice for each counterpart. A first "no" must be confirmed, since it is final."""

    sure = forms.BooleanField(label=_("Yes: these are final"), required=False)

    def __init__(self, data=None, *, pairs, side, names):
        """`names` are the counterparts in words, by pair; a pair whose choice is closed has none."""
        self.pairs, self.side, self.asks_sure, self.final = pairs, side, False, []
        super().__init__(data)
        for pair, name in zip(pairs, names, strict=True):
            field = forms.ChoiceField(label=name, choices=WISHES, required=False, widget=forms.RadioSelect)
            field.initial = getattr(pair, side)
            self.fields[self.name_of(pair)] = field

    @staticmethod
    def name_of(pair):
        return f"w{pair.registration.pk}-{pair.invitation.pk}"

    def chosen(self):
        """[(registration, invitation, wish)] of those that were on the page."""
        return [
            (pair.registration, pair.invitation, self.cleaned_data[self.name_of(pair)])
            for pair in self.pairs
            if self.add_prefix(self.name_of(pair)) in self.data
        ]

    def clean(self):
        data = super().clean()
        self.final = [
            pair
            for pair in self.pairs
            if data.get(self.name_of(pair)) == Wish.NO and getattr(pair, self.side) != Wish.NO
        ]
        if self.final and not data.get("sure"):
            self.asks_sure = True
            self.add_error("sure", _("A “no” is final. Please confirm it."))
        return data

    def rows(self):
        return [(pair, self[self.name_of(pair)]) for pair in self.pairs]


class MeetingAnswerForm(forms.Form):
    """How it was: three questions."""

    rating = forms.ChoiceField(label=_("How was the meeting?"), choices=Outcome.Rating, widget=forms.RadioSelect)
    step = forms.ChoiceField(
        label=_("Next step"),
        widget=forms.RadioSelect,
        choices=[
            (meeting_answers.MATERIALS, pgettext_lazy("next step", "Materials are sent")),
            ("diligence", pgettext_lazy("next step", "Due diligence")),
            ("term_sheet", pgettext_lazy("next step", "Term sheet")),
            (meeting_answers.NOTHING, pgettext_lazy("next step", "None for now")),
        ],
    )
    note = forms.CharField(
        label=_("In a sentence"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class HeldForm(forms.Form):
    """What took place: one answer a meeting; left open means not known yet."""

    def __init__(self, data=None, *, meetings, names):
        super().__init__(data)
        self.meetings = meetings
        for meeting, name in zip(meetings, names, strict=True):
            field = forms.ChoiceField(
                label=name,
                required=False,
                widget=forms.RadioSelect,
                choices=[
                    ("held", pgettext_lazy("meeting", "took place")),
                    ("missed", pgettext_lazy("meeting", "did not")),
                ],
            )
            field.initial = meeting.state if meeting.state in ("held", "missed") else ""
            self.fields[f"m{meeting.pk}"] = field

    def held(self):
        said = {m.pk: self.cleaned_data[f"m{m.pk}"] for m in self.meetings}
        return {pk: answer == "held" for pk, answer in said.items() if answer}

    def rows(self):
        return [(meeting, self[f"m{meeting.pk}"]) for meeting in self.meetings]
