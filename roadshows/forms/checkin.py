"""What is typed at the desk: a guest's digits and name, a guest nobody announced, viewers from a file."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.formats import phone

DIGITS = {"inputmode": "numeric", "pattern": "[0-9]{4}", "autocomplete": "off", "maxlength": "4"}


class DigitsForm(forms.Form):
    digits = forms.RegexField(
        r"^[0-9]{4}$",
        label=_("Last four digits of your mobile"),
        error_messages={"invalid": _("Type the last four digits of your mobile.")},
        widget=forms.TextInput(attrs={**DIGITS, "class": "form-control-lg digits"}),
    )


class NameForm(DigitsForm):
    """Where several guests have the same digits: the name is typed, so that nobody reads the others'."""

    name = forms.CharField(label=_("Your name"), max_length=80)
    digits = forms.RegexField(r"^[0-9]{4}$", widget=forms.HiddenInput)


class GuestForm(forms.Form):
    """Somebody nobody announced, or a colleague who comes for a fund."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    invitation = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=pgettext_lazy("guest", "Name"), max_length=80)
    organisation = forms.CharField(label=pgettext_lazy("guest", "Organisation"), max_length=160, required=False)
    mobile = forms.CharField(
        label=pgettext_lazy("guest", "Mobile"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    online = forms.BooleanField(label=_("Takes part online"), required=False)
    agreed = forms.BooleanField(
        label=_("The guest was told how these details are used and agrees"),
        error_messages={"required": _("Without this we may not keep these details.")},
    )

    def clean_mobile(self):
        number = self.cleaned_data["mobile"].strip()
        if number:
            phone.parse(number)
        return number


class ViewersForm(forms.Form):
    file = forms.FileField(
        label=_("Viewers over time, from the streaming service"),
        help_text=_("CSV or XLSX with two columns, time and viewers. The highest figure becomes the peak."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
