from datetime import UTC, date, datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from companies.fields import Currency, PartialDateField, Provenance
from companies.querysets import CompanyQuerySet
from companies.vocab import Board, RoundType, Stage, Track
from scouting.accounts.states import LockedModel
from scouting.base.fields import PostgresGinIndex, TokensField

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Company(LockedModel, Provenance):
    """A company or organisation. Columns in LOCKED are sums over its facts, kept by the verbs."""

    LOCKED = (
        "tokens",
        "sort_key",
        "latest_round_type",
        "latest_round_on",
        "latest_round_precision",
        "latest_round_relation",
        "latest_round_sort",
        "latest_round_text",
        "best_stage",
        "best_stage_rank",
        "last_contact_at",
        "park_name",
    )

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    key = models.CharField(_("key in the source"), max_length=200, blank=True)
    name = models.CharField(_("legal name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    track = models.CharField(_("track"), max_length=20, choices=Track, default=Track.OTHER)
    founded = PartialDateField(_("founded"))
    website = models.URLField(_("website"), blank=True)
    summary = models.TextField(_("summary"), blank=True)
    country = models.CharField(_("country"), max_length=3, default="CHN")
    owner = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="companies", verbose_name=_("owner")
    )
    confidential = models.BooleanField(_("team only"), default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("merged into"))
    tokens = TokensField()
    sort_key = models.CharField(max_length=120, editable=False, default="", db_collation=None)
    latest_round_type = models.CharField(_("latest round"), max_length=20, choices=RoundType, blank=True)
    latest_round = PartialDateField(_("latest round on"))
    latest_round_sort = models.DateField(default=date.min, editable=False)  # never null, for keyset paging
    latest_round_text = models.CharField(_("latest amount"), max_length=120, blank=True)
    best_stage = models.CharField(_("most advanced stage"), max_length=16, choices=Stage, blank=True)
    best_stage_rank = models.PositiveSmallIntegerField(default=0, editable=False)
    last_contact_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    contact_sort = models.GeneratedField(  # never null: those nobody ever spoke to come first
        expression=Coalesce("last_contact_at", models.Value(NEVER)),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    park_name = models.CharField(_("park"), max_length=120, blank=True)

    objects = CompanyQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["tokens", "sort_key", "contact_sort"])

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="one_company_per_credit_code"
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_company_per_source_key"),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="company_by_name"),  # the list's first order, keyset
            models.Index(fields=["track", "sort_key", "id"], name="company_by_track"),  # filter by track
            models.Index(fields=["-latest_round_sort", "-id"], name="company_by_round"),  # sort by latest round
            models.Index(fields=["-best_stage_rank", "-id"], name="company_by_stage"),  # sort by stage
            models.Index(fields=["contact_sort", "id"], name="company_by_contact"),  # longest without contact
            models.Index(fields=["owner", "sort_key"], name="company_by_owner"),  # "mine"
            PostgresGinIndex(fields=["tokens"], name="company_tokens"),  # search on PostgreSQL
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self):
        """Short name where there is one; English for English readers where known."""
        if get_language() == "en" and self.name_en:
            return self.name_en
        return self.short_name or self.name

    def get_absolute_url(self):
        return reverse("companies:company", args=[self.slug])


class Alias(Provenance):
    """Another name a company is searched by: former names, translations, brand names."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="aliases", verbose_name=_("company"))
    name = models.CharField(_("name"), max_length=200)
    normal = models.CharField(max_length=200, editable=False, db_index=True)  # duplicates: same normalised name

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="one_alias_per_name")]

    def __str__(self):
        return self.name


class Honour(Provenance):
    """An award such as 专精特新, with issuer, year and expiry."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="honours", verbose_name=_("company"))
    name = models.CharField(_("honour"), max_length=80)
    issuer = models.CharField(_("issuer"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)

    class Meta:
        verbose_name = _("honour")
        verbose_name_plural = _("honours")
        ordering = ["-year", "id"]
        constraints = [models.UniqueConstraint("company", "name", Coalesce("year", 0), name="one_honour_a_year")]

    def __str__(self):
        return self.name


class Listing(Provenance):
    company = models.ForeignKey(Company, models.CASCADE, related_name="listings", verbose_name=_("company"))
    board = models.CharField(_("board"), max_length=10, choices=Board)
    code = models.CharField(_("stock code"), max_length=12)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [models.UniqueConstraint(fields=["board", "code"], name="one_company_per_stock_code")]

    def __str__(self):
        return f"{self.code} {self.get_board_display()}"


class CompanyTotal(models.Model):
    """What a company raised in one currency: exact sum, estimated range on top, how many undisclosed."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="totals", verbose_name=_("company"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    exact = models.DecimalField(_("exact"), max_digits=22, decimal_places=2, default=0)
    est_min = models.DecimalField(_("estimated from"), max_digits=22, decimal_places=2, default=0)
    # None where one of the amounts has no upper bound ("over 100 million")
    est_max = models.DecimalField(_("estimated to"), max_digits=22, decimal_places=2, default=0, null=True, blank=True)
    undisclosed = models.PositiveIntegerField(_("undisclosed"), default=0)
    sort_value = models.DecimalField(max_digits=22, decimal_places=2, default=0, editable=False)  # exact + est_min

    class Meta:
        verbose_name = _("total raised")
        verbose_name_plural = _("totals raised")
        constraints = [models.UniqueConstraint(fields=["company", "currency"], name="one_total_per_currency")]
        indexes = [
            models.Index(fields=["currency", "-sort_value", "-company"], name="total_by_value")
        ]  # sort by raised total

    def __str__(self):
        return f"{self.currency} {self.exact}"
