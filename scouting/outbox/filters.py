"""What the outbox can be narrowed to. E-mail addresses are searched only for those who may see them."""

import django_filters
from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scouting.outbox import kinds
from scouting.outbox.models import Channel, Message
from scouting.outbox.states import MessageState


def object_of(value):
    """(kind, id) of "roadshows.registration:12"; ("", None) for anything that names no object."""
    kind, _colon, pk = value.rpartition(":")
    known = kind in {model._meta.label_lower for model in apps.get_models()}
    return (kind, int(pk)) if known and pk.isdecimal() and len(pk) < 19 else ("", None)


class LetterFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Recipient or title"), method="search")
    kind = django_filters.ChoiceFilter(label=_("Letter"), choices=kinds.choices)
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel)
    state = django_filters.ChoiceFilter(label=_("State"), choices=MessageState)
    about = django_filters.CharFilter(label=_("About"), method="of_object")

    class Meta:
        model = Message
        fields = ()

    def filter_queryset(self, queryset):
        """Letters, unless the notices on colleagues' pages are asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("channel") else rows.exclude(channel=Channel.NOTICE)

    def search(self, rows, name, words):
        found = Q(to_name__icontains=words) | Q(title__icontains=words)
        if self.request.user.may_see_contacts:
            found |= Q(to_address__icontains=words)
        return rows.filter(found)

    def of_object(self, rows, name, value):
        """Letters about one object: "roadshows.registration:12"."""
        kind, pk = object_of(value)
        return rows.filter(about_kind=kind, about_id=pk) if kind else rows.none()
