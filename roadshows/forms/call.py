"""What a founder types on the login-free call page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.formats import money
from companies.vocab import Stage, Track
from roadshows.forms.register import BLANK, direct_number


class ApplyForm(forms.Form):
    """`homepage` is never shown: only programs fill it in."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    company_name = forms.CharField(
        label=_("Company, or team if there is no company yet"), max_length=200, widget=forms.TextInput()
    )
    project_name = forms.CharField(label=_("Project name"), max_length=160)
    one_liner = forms.CharField(
        label=_("In one sentence"), max_length=200, required=False, help_text=_("What it is and for whom")
    )
    track = forms.ChoiceField(label=_("Track"), choices=BLANK + Track.choices, required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=BLANK + Stage.choices, required=False)
    ask_text = forms.CharField(
        label=_("What you seek"),
        max_length=120,
        required=False,
        help_text=_("In words, such as tens of millions of yuan"),
    )
    contact_name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    mobile = forms.CharField(
        label=_("Your mobile"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("We call you; with its last four digits you open your page"),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    agreed = forms.BooleanField(
        label=_("I have read the notice and agree that my details are used for this event"),
        error_messages={"required": _("Without this we may not keep your details.")},
    )
    homepage = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)

    def clean_mobile(self):
        return direct_number(self.cleaned_data["mobile"].strip())

    def clean_ask_text(self):
        """Kept as typed; only what no amount can be read from is asked about."""
        text = self.cleaned_data["ask_text"].strip()
        if text:
            money.parse(text)
        return text
