"""Forms about an edition. They send back what the page showed beside what was typed, so that a page that stood open
for a while changes only what its reader changed."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.vocab import Track
from roadshows.actions.deadlines import asked_for_more_time
from roadshows.models import Edition, Registration
from roadshows.models.edition import Mode, Promotion
from roadshows.states import RegistrationState
from scouting.accounts.models import User, holders
from scouting.accounts.roles import Role
from scouting.base import clock

MINUTE = "%Y-%m-%dT%H:%M"
LAST_SECOND = time(23, 59)


class Moment(forms.DateTimeField):
    """A day and time on the wall in Nanjing."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE)
        super().__init__(widget=widget, **options)

    def prepare_value(self, value):
        return clock.local(value).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value

    def has_changed(self, initial, data):
        return str(initial or "")[:16].replace(" ", "T") != str(data or "")[:16].replace(" ", "T")


class Deadline(Moment):
    """A deadline of 23:59 lasts until the day is over."""

    def clean(self, value):
        found = super().clean(value)
        return found.replace(second=59) if found and clock.local(found).time() == LAST_SECOND else found


class OpenLong:
    """A form whose page may be open while somebody else changes the same thing."""

    @property
    def shown_before(self):
        """Hidden fields that hold what the page shows now."""
        return [
            self[name].as_hidden(only_initial=True) for name, field in self.fields.items() if field.show_hidden_initial
        ]

    def changes(self):
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self.cleaned_data}


class EditionForm(OpenLong, forms.Form):
    theme = forms.CharField(label=_("Theme"), max_length=120, required=False)
    theme_en = forms.CharField(label=_("Theme in English"), max_length=160, required=False)
    tracks = forms.MultipleChoiceField(
        label=_("Tracks"), choices=Track.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    number = forms.IntegerField(
        label=pgettext_lazy("of an edition", "Number"), min_value=1, max_value=9999, required=False
    )
    mode = forms.ChoiceField(label=_("Mode"), choices=Mode)
    slots = forms.IntegerField(label=_("Project places"), min_value=0, max_value=60)
    seats = forms.IntegerField(label=_("Fund seats on site"), min_value=0, max_value=500)
    online_seats = forms.IntegerField(
        label=_("Fund seats online"), min_value=0, max_value=5000, required=False, help_text=_("Empty: as many as like")
    )
    seats_per_fund = forms.IntegerField(label=_("Seats a fund may have"), min_value=1, max_value=50)
    answer_days = forms.IntegerField(label=_("Days a fund has to answer"), min_value=0, max_value=60)
    promotion = forms.ChoiceField(label=_("Reserves move up"), choices=Promotion)
    call_opens = Moment(label=_("Call opens"), required=False)
    deadline = Deadline(label=_("Deadline"), required=False, help_text=_("23:59 means: until the end of that day"))
    confirm_by_hours = forms.IntegerField(label=_("Hours to confirm a place"), min_value=1, max_value=720)
    late_materials = forms.BooleanField(
        label=_("Materials may still be added after the deadline"),
        required=False,
        help_text=_("By the founder, on the personal page, until the agenda is frozen"),
    )
    owner = forms.ModelChoiceField(label=_("Organised by"), queryset=User.objects.none(), required=False)
    recap = forms.CharField(label=_("Recap"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    viewers_peak = forms.IntegerField(label=_("Most viewers at once"), min_value=0, max_value=2**31 - 1, required=False)
    viewers_total = forms.IntegerField(label=_("Views in all"), min_value=0, max_value=2**31 - 1, required=False)

    def __init__(self, data=None, *, edition):
        self.edition = edition
        initial = {name: getattr(edition, name) for name in self.base_fields if name != "owner"}
        initial |= {"owner": edition.owner_id}
        super().__init__(data, initial=initial)
        self.fields["owner"].queryset = holders(Role.ORGANISER, Role.DATA_ADMIN, also=edition.owner_id)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean_number(self):
        number = self.cleaned_data["number"]
        others = Edition.objects.filter(series=self.edition.series, number=number).exclude(pk=self.edition.pk)
        if number and others.exists():
            raise ValidationError(_("Another event of this series has this number."))
        return number


class RescheduleForm(OpenLong, forms.Form):
    starts = Moment(label=_("Starts"))
    ends = Moment(label=_("Ends"))
    venue = forms.CharField(label=_("Venue"), max_length=160, required=False)
    online_link = forms.URLField(label=_("Online link"), required=False, assume_scheme="https")

    def __init__(self, data=None, *, edition):
        self.edition = edition
        super().__init__(data, initial={name: getattr(edition, name) for name in self.base_fields})
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The end must lie after the start."))
        return data


class ExtensionForm(forms.Form):
    registration = forms.ModelChoiceField(
        label=_("For"), queryset=Registration.objects.none(), required=False, empty_label=_("Everybody")
    )
    until = Deadline(label=_("New deadline"), help_text=_("In Nanjing time; 23:59 means: until the end of that day"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data=None, *, edition, user, initial=None):
        super().__init__(data, initial=initial)
        asked = [reg.pk for reg, _change in asked_for_more_time(edition)]  # by asking they showed their draft
        drafts = Registration.objects.visible_to(user) | Registration.objects.filter(pk__in=asked)
        drafts = drafts.filter(edition=edition, state=RegistrationState.DRAFT).distinct()
        field = self.fields["registration"]
        field.queryset = drafts.select_related("owner")
        field.label_from_instance = draft_words


def draft_words(reg):
    """A draft by what was typed so far and who typed it."""
    what = reg.draft.get("project_name") or reg.draft.get("company_name") or str(reg)
    return f"{what} – {reg.owner}" if reg.owner_id else what
