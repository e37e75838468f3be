"""Filters of editions and registrations: the list pages and the API share them."""

import django_filters
from django.utils.translation import gettext_lazy as _

from companies.vocab import Stage, Track
from roadshows.models import Edition, Registration
from roadshows.models.edition import Series
from roadshows.states import EditionState, RegistrationState


class EditionFilter(django_filters.FilterSet):
    series = django_filters.ChoiceFilter(label=_("Series"), choices=Series)
    state = django_filters.ChoiceFilter(label=_("State"), choices=EditionState)
    year = django_filters.NumberFilter(label=_("Year"), field_name="starts", lookup_expr="year", min_value=2018)
    q = django_filters.CharFilter(label=_("Theme or address"), method="named")

    class Meta:
        model = Edition
        fields = ["series", "state", "year", "q"]

    def named(self, queryset, name, value):
        words = value.strip()
        return (
            queryset.filter(theme__icontains=words)
            | queryset.filter(theme_en__icontains=words)
            | queryset.filter(slug__icontains=words)
        )


class RegistrationFilter(django_filters.FilterSet):
    edition = django_filters.CharFilter(label=_("Edition"), field_name="edition__slug")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=RegistrationState)
    track = django_filters.ChoiceFilter(label=_("Track"), field_name="project__track", choices=Track)
    stage = django_filters.ChoiceFilter(label=_("Stage"), field_name="project__stage", choices=Stage)
    company = django_filters.CharFilter(label=_("Company"), field_name="project__company__slug")

    class Meta:
        model = Registration
        fields = ["edition", "state", "track", "stage", "company"]
