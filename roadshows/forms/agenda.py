"""One item of the agenda, and when a lot is drawn."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadshows import hosts
from roadshows.actions import agenda
from roadshows.models import AgendaItem, Registration
from scouting.accounts.models import User, holders
from scouting.accounts.roles import TEAM

LONGEST = 480


class Suggested(forms.TextInput):
    """A field to type into, with a list of names to choose from; other names are as good."""

    template_name = "roadshows/_suggested.html"

    def __init__(self, names):
        super().__init__()
        self.names = names

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-names"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"list_id": list_id, "names": self.names}


class ItemForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("agenda", "Kind"), choices=AgendaItem.Kind)
    registration = forms.ModelChoiceField(
        label=_("Project"), queryset=Registration.objects.none(), required=False, empty_label="–"
    )
    title = forms.CharField(
        label=_("Title"), max_length=160, required=False, help_text=_("Left empty, the kind is its title.")
    )
    minutes = forms.IntegerField(label=pgettext_lazy("agenda", "Minutes"), min_value=1, max_value=LONGEST)
    host = forms.CharField(
        label=pgettext_lazy("agenda", "Host or speaker"),
        max_length=80,
        required=False,
        help_text=_("Somebody we know by this full name is booked for the time and told of it."),
    )
    owner = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.none(), required=False, empty_label="–"
    )
    room = forms.CharField(label=_("Room, if not the venue"), max_length=80, required=False)

    def __init__(self, data=None, *, edition, item=None):
        self.edition, self.item = edition, item
        initial = {"minutes": agenda.ITEM_MINUTES}
        if item:
            initial = {name: getattr(item, name) for name in ("kind", "title", "minutes", "host", "room")}
            initial["owner"] = item.owner_id
        super().__init__(data, initial=initial)
        self.fields["owner"].queryset = holders(*TEAM, also=item and item.owner_id).order_by("name")
        self.fields["host"].widget = Suggested(hosts.suggested())
        self.fields["registration"].queryset = agenda.missing_pitches(edition)
        self.fields["registration"].label_from_instance = lambda reg: f"{reg.project} – {reg.project.holder}"
        if item or not self.fields["registration"].queryset.exists():
            del self.fields["registration"]
        if item and item.registration_id:
            del self.fields["kind"]

    def clean(self):
        data = super().clean()
        if data.get("registration") and data.get("kind") != AgendaItem.Kind.PITCH:
            self.add_error("kind", ValidationError(_("A project belongs to a pitch.")))
        return data


class DrawForm(forms.Form):
    seed = forms.IntegerField(
        label=_("Number of the draw"),
        min_value=0,
        max_value=999_999_999,
        required=False,
        help_text=_("Left empty, one is drawn. The same number gives the same order again."),
    )
