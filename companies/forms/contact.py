"""What was spoken with a company, or a note; and what comes next."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from companies import actions
from companies.forms.base import VerbForm
from companies.models import Person
from companies.vocab import ContactChannel
from scouting.base import clock

NOTE = "note"
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NOON = 12


class ContactForm(VerbForm):
    title, submit = _("Log a contact"), _("Save")
    wide = frozenset({"text"})

    text = forms.CharField(
        label=_("What was said"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, strip=True
    )
    channel = forms.ChoiceField(
        label=_("How"),
        choices=[*ContactChannel.choices, (NOTE, pgettext_lazy("contact", "A note; nobody was spoken to"))],
    )
    person = forms.ModelChoiceField(Person.objects.none(), label=_("With whom"), required=False, empty_label="–")
    on = forms.DateField(label=_("When"), required=False, widget=DAY, help_text=_("Empty: just now"))
    next_on = forms.DateField(
        label=_("Next step on"), required=False, widget=DAY, help_text=_("It comes up on your desk that day")
    )
    next_text = forms.CharField(label=_("Next step"), max_length=200, required=False)

    def __init__(self, *args, company, **kwargs):
        self.company = company
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(
            positions__company=company, positions__ended_on__isnull=True
        ).distinct()

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day and day > clock.local_date(self.now):
            raise forms.ValidationError(_("A contact lies in the past; plan a next step for what is to come."))
        if day and day < clock.local_date(self.now) - timedelta(days=3660):
            raise forms.ValidationError(_("This day is more than ten years ago; look at the year."))
        return day

    def clean_next_on(self):
        day = self.cleaned_data["next_on"]
        if day and day < clock.local_date(self.now):
            raise forms.ValidationError(_("This day is over; choose today or later."))
        return day

    def clean(self):
        data = super().clean()
        if data.get("next_text") and not data.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("Say on which day the next step is due."))
        return data

    def moment(self, now):
        """When it was: a day in the past counts from its noon."""
        day = self.cleaned_data["on"]
        return clock.at(day, NOON) if day and day < clock.local_date(now) else None

    def apply(self, *, by, now):
        data = self.cleaned_data
        if data["channel"] == NOTE:
            return self.note(by=by, now=now)
        actions.log_contact(
            self.company, by=by, now=now, text=data["text"], channel=data["channel"], person=data["person"],
            at=self.moment(now), next_on=data["next_on"], next_text=data["next_text"],
        )  # fmt: skip
        return self.planned() or gettext("The contact is on the timeline.")

    def note(self, *, by, now):
        data = self.cleaned_data
        actions.add_note(self.company, by=by, now=now, text=data["text"])
        if data["next_on"]:
            text = data["next_text"] or data["text"]
            actions.plan_task(self.company, owner=by, now=now, text=text, due_on=data["next_on"], person=data["person"],
                              kind="other")  # fmt: skip
        return self.planned() or gettext("The note is on the timeline.")

    def planned(self):
        day = self.cleaned_data["next_on"]
        return gettext("Saved; the next step comes up on %(day)s.") % {"day": day.isoformat()} if day else ""
