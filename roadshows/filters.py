"""Filters of editions and registrations: the list pages and the API share them."""

import functools
import operator

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.vocab import Stage, Track
from roadshows.models import Edition, Project, Registration, Result
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


PLACED = [("waiting", pgettext_lazy("pool", "deferred, not yet placed"))]


class PoolFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Project, company or team"), method="named")
    track = django_filters.ChoiceFilter(label=_("Track"), choices=Track)
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=Stage)
    state = django_filters.ChoiceFilter(label=_("Last state"), field_name="last_state", choices=RegistrationState)
    since = django_filters.DateFilter(
        label=_("Registered since"),
        field_name="last_at",
        lookup_expr="date__gte",
        widget=forms.DateInput({"type": "date"}),
    )
    placed = django_filters.ChoiceFilter(label=_("Waiting"), choices=PLACED, method="not_placed")

    class Meta:
        model = Project
        fields = ["q", "track", "stage", "state", "since", "placed"]

    def named(self, queryset, name, value):
        words = value.strip()
        fields = ("name", "name_en", "team_name", "company__name", "company__short_name", "company__name_en")
        return queryset.filter(functools.reduce(operator.or_, (Q(**{f"{f}__icontains": words}) for f in fields)))

    def not_placed(self, queryset, name, value):
        return queryset.waiting()


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
