"""One FilterSet a list, shared by page, file and API. A field that a user may not see is no filter for them."""

from copy import copy
from datetime import timedelta
from functools import partial

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from companies import uncertain
from companies.fields import Currency
from companies.formats import money, partial_date
from companies.models import (
    Company,
    FundingRound,
    Investor,
    Listing,
    Milestone,
    Park,
    Person,
    Product,
    ProductStage,
    Site,
)
from companies.vocab import InvestorKind, PersonKind, RoundType, Stage, Track
from scouting.base import clock
from scouting.base.widgets import Pick

MONTH = timedelta(days=30)
YES_NO = [("yes", _("yes")), ("no", _("no"))]


class PeriodField(forms.CharField):
    """A year, month or day as people write it, "before 2021-06" or "2021 to 2023"; gives (start, end)."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return partial_date.span(text, reference=clock.local_date(clock.now()))
        except partial_date.PartialDateError as error:
            raise ValidationError(_("Not understood. Try 2021, before 2021-06 or 2021 to 2023.")) from error


@extend_schema_field(str)
class PeriodFilter(df.Filter):
    field_class = PeriodField


class AmountField(forms.CharField):
    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = money.parse(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if amount.minimum is None:
            raise ValidationError(_("Give a lower limit, such as 50 million."))
        return amount.minimum


@extend_schema_field(str)
class LeastFilter(df.Filter):
    field_class = AmountField


class AnyOf(df.MultipleChoiceFilter):
    """Rows whose one value is among the chosen. None comes twice, so none need be told apart: DISTINCT would read and
    sort all that match before the first is shown."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, distinct=False, **kwargs)


class Filters(dict):
    """The filters of a class, given to each of its instances. What an instance sets on one are attributes and what
    hangs in `extra`; a copy of all that lies beneath, choices and widgets included, took as long as the database."""

    def __deepcopy__(self, memo):
        return Filters((name, self.own(one)) for name, one in self.items())

    def own(self, one):
        given = copy(one)
        given.extra = dict(one.extra)
        given.method = one.method  # tied anew, to the instance
        return given


class FilterForm(forms.Form):
    """Takes fields that were made for it alone, so that it need not copy them."""

    def __init__(self, *args, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.update(own)


class HouseFilterSet(df.FilterSet):
    """`now` and `user` come with the request; `sort` belongs to the list, not to the rows."""

    team_only = ()  # names of filters on what only the team may see

    q = df.CharFilter(label=_("Search"), method="by_words")
    demo = df.ChoiceFilter(label=_("Demo data"), method="by_demo", choices=YES_NO, empty_label=_("with"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request and not self.request.user.is_team:
            for name in self.team_only:
                del self.filters[name]
        for field in self.form.fields.values():
            if isinstance(field, forms.MultipleChoiceField):
                choices = field.choices
                field.widget = Pick()
                field.widget.choices = choices

    @classmethod
    def get_filters(cls):
        return Filters(super().get_filters())

    def get_form_class(self):
        return partial(FilterForm, own={name: one.field for name, one in self.filters.items()})

    @property
    def now(self):
        return clock.now()

    def by_words(self, rows, name, words):
        return rows.search(words)

    def by_demo(self, rows, name, value):
        return rows.filter(demo=value == "yes")


class CompanyFilter(HouseFilterSet):
    team_only = ("no_contact", "owner")

    track = AnyOf(label=_("Track"), choices=Track.choices)
    stage = AnyOf(label=_("Most advanced stage"), field_name="best_stage", choices=Stage.choices)
    park = df.ModelChoiceFilter(label=_("Park"), queryset=Park.objects.all(), method="by_park")
    round = AnyOf(label=_("Latest round"), field_name="latest_round_type", choices=RoundType.choices)
    round_within = df.ChoiceFilter(
        label=_("Round in the last"),
        method="by_round_within",
        choices=[("6", _("6 months")), ("12", _("12 months")), ("24", _("24 months"))],
    )
    no_contact = df.ChoiceFilter(
        label=_("No contact for"),
        method="by_no_contact",
        choices=[("30", _("30 days")), ("60", _("60 days")), ("90", _("90 days")), ("180", _("180 days"))],
    )
    owner = df.ChoiceFilter(label=_("Owner"), method="by_owner", choices=[("me", _("me")), ("none", _("nobody"))])
    settled = PeriodFilter(label=_("Settled"), method="by_settled")
    listed = df.ChoiceFilter(label=_("Listed"), method="by_listed", choices=YES_NO)

    class Meta:
        model = Company
        fields = []

    @extend_schema_field(int)
    def by_park(self, rows, name, park):
        """There or in a park within it, as the Biomedical Valley has several."""
        there = Site.objects.filter(Q(park=park) | Q(park__part_of=park), company=OuterRef("pk"))
        return rows.filter(Exists(there))

    def by_round_within(self, rows, name, months):
        return rows.filter(latest_round_sort__gte=clock.local_date(self.now) - MONTH * int(months))

    def by_no_contact(self, rows, name, days):
        limit = self.now - timedelta(days=int(days))
        return rows.filter(Q(last_contact_at__lt=limit) | Q(last_contact_at__isnull=True))

    def by_owner(self, rows, name, value):
        return rows.filter(owner=self.request.user if value == "me" else None)

    def by_settled(self, rows, name, span):
        sites = Site.objects.filter(uncertain.may_lie_between("settled", *span), company=OuterRef("pk"))
        return rows.filter(Exists(sites))

    def by_listed(self, rows, name, value):
        listed = Exists(Listing.objects.filter(company=OuterRef("pk")))
        return rows.filter(listed if value == "yes" else ~listed)


class OfCompanyFilter(HouseFilterSet):
    """Facts are found by their company's tokens: its names and those of its products, in Chinese, English, pinyin."""

    def by_words(self, rows, name, words):
        return rows.filter(company__in=Company.objects.search(words).values("pk"))


class RoundFilter(OfCompanyFilter):
    type = AnyOf(label=_("Round"), choices=RoundType.choices)
    currency = df.ChoiceFilter(
        label=_("Currency"), field_name="amount_currency", choices=Currency.choices, empty_label=_("all")
    )
    at_least = LeastFilter(label=_("At least"), method="by_least")
    announced = PeriodFilter(label=_("Announced"), method="by_announced")
    track = AnyOf(label=_("Track"), field_name="company__track", choices=Track.choices)

    class Meta:
        model = FundingRound
        fields = []

    def by_least(self, rows, name, least):
        return rows.filter(uncertain.may_reach("amount", least))

    def by_announced(self, rows, name, span):
        return rows.filter(uncertain.may_lie_between("announced", *span))


class ProductFilter(OfCompanyFilter):
    modality = AnyOf(label=_("Modality"), choices=Track.choices)
    stage = df.MultipleChoiceFilter(label=_("Stage"), method="by_stage", choices=Stage.choices)

    class Meta:
        model = Product
        fields = []

    def by_stage(self, rows, name, stages):
        reached = ProductStage.objects.filter(product=OuterRef("pk"), stage__in=stages)
        return rows.filter(Exists(reached)) if stages else rows


class MilestoneFilter(OfCompanyFilter):
    happened = PeriodFilter(label=_("Date"), method="by_happened")
    kind = df.ChoiceFilter(
        label=_("Kind"),
        method="by_kind",
        choices=[("fact", _("facts")), ("claim", _("claims")), ("forecast", _("forecasts"))],
    )

    class Meta:
        model = Milestone
        fields = []

    def by_happened(self, rows, name, span):
        return rows.filter(uncertain.may_lie_between("happened", *span))

    def by_kind(self, rows, name, kind):
        return rows.filter(claim=False, forecast=False) if kind == "fact" else rows.filter(**{kind: True})


class InvestorFilter(HouseFilterSet):
    kind = AnyOf(label=_("Kind"), choices=InvestorKind.choices)
    track = df.ChoiceFilter(label=_("Track"), method="by_track", choices=Track.choices)

    class Meta:
        model = Investor
        fields = []

    def by_track(self, rows, name, track):
        return rows.filter(tracks__icontains=f'"{track}"')


class PersonFilter(HouseFilterSet):
    kind = df.ChoiceFilter(label=_("Kind"), method="by_kind", choices=PersonKind.choices)
    no_contact = df.ChoiceFilter(
        label=_("No contact for"),
        method="by_no_contact",
        choices=[("30", _("30 days")), ("60", _("60 days")), ("90", _("90 days"))],
    )
    known_by = df.ChoiceFilter(label=_("Known by"), method="by_known", choices=[("me", _("me"))])

    class Meta:
        model = Person
        fields = []

    def by_words(self, rows, name, words):
        return rows.search(words, user=self.request.user)

    def by_kind(self, rows, name, kind):
        return rows.filter(kinds__icontains=f'"{kind}"')

    by_no_contact = CompanyFilter.by_no_contact

    def by_known(self, rows, name, value):
        return rows.filter(acquaintances__user=self.request.user)
