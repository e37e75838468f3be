"""A fund's answer: by its partner on the personal page, or keyed in by a colleague after a call."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.formats import phone
from roadshows.actions import waves
from roadshows.models import Invitation
from roadshows.models.edition import Mode
from roadshows.states import ON_SITE, InvitationState
from scouting.accounts.models.audit import Via

V = InvitationState
WAYS = [
    (Via.PHONE, pgettext_lazy("told", "by telephone")),
    (Via.WECHAT, pgettext_lazy("told", "by WeChat")),
    (Via.SMS, pgettext_lazy("told", "by SMS")),
    (Via.PAGE, pgettext_lazy("told", "in person")),
]
REPLIES = [
    (V.COMING, pgettext_lazy("invitation", "Comes on site")),
    (V.DELEGATED, pgettext_lazy("invitation", "Sends a delegate")),
    (V.ONLINE, pgettext_lazy("invitation", "Joins online")),
    (V.DECLINED, pgettext_lazy("invitation", "Cannot come")),
]


class DelegateForm(forms.Form):
    """Who comes instead."""

    name = forms.CharField(label=_("Delegate's name"), max_length=80)
    mobile = forms.CharField(
        label=_("Delegate's mobile"),
        max_length=40,
        help_text=_("Its last four digits open their page."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_mobile(self):
        number = self.cleaned_data["mobile"].strip()
        phone.parse(number)
        return number

    def refuse(self, error):
        """What a verb refused, beside its field."""
        for name, messages in getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]}).items():
            self.add_error(name if name in self.fields else None, messages)


class AnswerForm(DelegateForm):
    """What a colleague was told. A delegate has name and number, a refusal its reason."""

    reply = forms.ChoiceField(label=_("Answer"), choices=REPLIES, widget=forms.RadioSelect)
    via = forms.ChoiceField(label=_("How do you know?"), choices=WAYS, initial=Via.PHONE, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason given"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("reply", "reason", "name", "mobile", "via")

    def __init__(self, data=None, *, edition, **options):
        super().__init__(data, **options)
        closed = {Mode.ONLINE: ON_SITE, Mode.ONSITE: (V.ONLINE,)}.get(edition.mode, ())
        self.fields["reply"].choices = [(code, label) for code, label in REPLIES if code not in closed]
        self.fields["name"].required = self.fields["mobile"].required = False
        self.fields["mobile"].help_text = _("For a delegate: its last four digits open their page.")

    def clean_mobile(self):
        return super().clean_mobile() if self.cleaned_data["mobile"].strip() else ""

    def clean(self):
        data = super().clean()
        reply = data.get("reply")
        if reply == V.DELEGATED:
            for name in ("name", "mobile"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A delegate has a name and a mobile."))
        if reply == V.DECLINED and not data.get("reason", "").strip():
            self.add_error("reason", _("Give the reason."))
        return data


class SeatsForm(forms.Form):
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=50)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, data=None, *, invitation):
        super().__init__(data, initial={"seats": invitation.seats, "reason": invitation.over_reason})
        self.cap = invitation.edition.seats_per_fund
        self.fields["reason"].help_text = _("Needed beyond the %(cap)s a fund may have.") % {"cap": self.cap}

    def clean(self):
        data = super().clean()
        if data.get("seats", 0) > self.cap and not data.get("reason", "").strip():
            self.add_error("reason", _("Give the reason."))
        return data


class PersonForm(forms.Form):
    """Who speaks for the fund, of those known to hold a position there."""

    person = forms.TypedChoiceField(label=_("Person invited"), coerce=int)

    def __init__(self, data=None, *, invitation: Invitation):
        super().__init__(data, initial={"person": invitation.person_id})
        self.people = {p.pk: p for p in waves.people_at(invitation.investor)}
        if invitation.person:
            self.people.setdefault(invitation.person_id, invitation.person)
        self.fields["person"].choices = [(pk, f"{p} {p.address}".strip()) for pk, p in self.people.items()]

    def chosen(self):
        return self.people[self.cleaned_data["person"]]
