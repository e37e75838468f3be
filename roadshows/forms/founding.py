"""The company that a team has founded: picked among those we know, or named as a new one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.duplicates import candidates


class NewCompanyForm(forms.Form):
    """`found`: who it may be already, shown before anything is saved."""

    name = forms.CharField(label=_("Registered name"), max_length=200)
    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=40, required=False,
        help_text=_("18 characters; leave it empty where there is none yet"),
    )  # fmt: skip
    not_duplicate = forms.BooleanField(label=_("It is none of these: add it as new"), required=False)
    found = ()

    def clean(self):
        data = super().clean()
        self.found = candidates(name=data.get("name") or "", credit_code=data.get("credit_code") or "")
        if any(c.code == "code" for c in self.found):
            self.add_error("credit_code", _("A company with this code is here already: choose it."))
        elif self.found and not data.get("not_duplicate"):
            self.add_error("name", _("This may be here already: choose it, or say that it is none of these."))
        return data
