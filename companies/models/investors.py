from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from companies.fields import AmountField, Provenance
from companies.querysets import InvestorQuerySet
from companies.vocab import InvestorKind
from scouting.accounts.states import LockedModel
from scouting.base.fields import PostgresGinIndex, TokensField


class Investor(LockedModel, Provenance):
    """A fund manager or one of its vehicles, a corporate investor, a government fund."""

    LOCKED = ("tokens", "sort_key")

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=InvestorKind, default=InvestorKind.MANAGER)
    manager = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="vehicles", verbose_name=_("manager")
    )
    tracks = models.JSONField(_("tracks"), default=list, blank=True)
    stages = models.JSONField(_("rounds it enters"), default=list, blank=True)
    modalities = models.JSONField(_("modalities"), default=list, blank=True)
    phases = models.JSONField(_("development stages it enters at"), default=list, blank=True)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    excluded_tracks = models.JSONField(_("tracks it never enters"), default=list, blank=True)
    exclusions = models.JSONField(_("further exclusions"), default=list, blank=True)
    ticket = AmountField(_("ticket"))
    thesis = models.TextField(_("thesis"), blank=True)
    website = models.URLField(_("website"), blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    tokens = TokensField()
    sort_key = models.CharField(max_length=120, editable=False, default="")

    objects = InvestorQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["tokens", "sort_key"])

    class Meta:
        verbose_name = _("investor")
        verbose_name_plural = _("investors")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="investor_by_name"),  # the list's order, keyset
            PostgresGinIndex(fields=["tokens"], name="investor_tokens"),  # search on PostgreSQL
        ]

    def __str__(self):
        return (self.name_en if get_language() == "en" else "") or self.name_zh

    @property
    def name_zh(self):
        """How it is named wherever no English name is asked for."""
        return self.short_name or self.name

    def get_absolute_url(self):
        return reverse("companies:investor", args=[self.slug])
