"""Filters of editions and registrations: the list pages and the API share them."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.vocab import Stage, Track
from roadshows.models import Edition, Registration, Result
from roadshows.models.edition import Series
from roadshows.scoring import DISAGREE
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


AGREEMENT = [("apart", pgettext_lazy("experts", "disagree")), ("near", pgettext_lazy("experts", "agree"))]


class ResultFilter(django_filters.FilterSet):
    """The review board: only offered to those who may see scores, since a filter by them tells them."""

    track = django_filters.ChoiceFilter(label=_("Track"), field_name="registration__project__track", choices=Track)
    state = django_filters.ChoiceFilter(label=_("State"), field_name="registration__state", choices=RegistrationState)
    disagree = django_filters.ChoiceFilter(label=_("Experts"), choices=AGREEMENT, method="disagreeing")

    class Meta:
        model = Result
        fields = ["track", "state", "disagree"]

    def disagreeing(self, queryset, name, value):
        apart = Q(spread__gte=DISAGREE)
        return queryset.filter(apart if value == "apart" else ~apart)
