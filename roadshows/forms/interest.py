"""What a colleague keys in about one fund and one project, after a call or from paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roadshows.actions.interest import version
from roadshows.forms.invitations import WAYS
from roadshows.states import WISHES, InterestState, PassReason, Reply
from scouting.accounts.models.audit import Via


class FundSaidForm(forms.Form):
    kind = forms.ChoiceField(label=_("The fund"), choices=InterestState, widget=forms.RadioSelect)
    why = forms.ChoiceField(
        label=_("Why it passes"), choices=[("", "–"), *PassReason.choices], required=False, help_text=_("For a pass")
    )
    words = forms.CharField(label=_("In its own words"), max_length=200, required=False)
    shares = forms.BooleanField(
        label=_("The fund agreed that the founder gets its contact"),
        required=False,
        help_text=_("For a wish only. Contacts open to each other once the founder agrees too."),
    )
    note = forms.CharField(
        label=_("Note for the team"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    via = forms.ChoiceField(label=_("How do you know?"), choices=WAYS, initial=Via.PHONE, widget=forms.RadioSelect)
    seen = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, mark=None):
        known = {"kind": mark.state, "why": mark.why, "words": mark.words, "note": mark.note} if mark else {}
        known |= {"shares": bool(mark and mark.shared_at), "seen": version(mark)}
        super().__init__(data, initial={"via": Via.PHONE, **known})

    def clean(self):
        data = super().clean()
        kind, words = data.get("kind"), data.get("words", "").strip()
        if kind == InterestState.PASS and not data.get("why") and not words:
            self.add_error("why", _("Give the reason."))
        if kind == InterestState.PASS and data.get("why") == PassReason.OTHER and not words:
            self.add_error("words", _("Please say why, in a few words."))
        if kind and kind not in WISHES and data.get("shares"):
            self.add_error("shares", _("Contacts open on a wish for the presentation or a meeting."))
        return data


class FounderSaidForm(forms.Form):
    reply = forms.ChoiceField(label=_("The founder"), choices=Reply, widget=forms.RadioSelect)
    via = forms.ChoiceField(label=_("How do you know?"), choices=WAYS, initial=Via.PHONE, widget=forms.RadioSelect)

    def __init__(self, data=None, *, mark):
        super().__init__(data, initial={"reply": mark.reply, "via": Via.PHONE}, prefix="founder")
