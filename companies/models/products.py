from datetime import date

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from companies.fields import PartialDateField, Provenance
from companies.querysets import OfCompanyQuerySet
from companies.vocab import Stage, Track


class Product(Provenance):
    """A drug, device or service. How far it is lies in ProductStage, per indication and region."""

    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="products", verbose_name=_("company"))
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    code = models.CharField(_("drug code"), max_length=40, blank=True)
    aliases = models.JSONField(_("aliases"), default=list, blank=True)
    modality = models.CharField(_("modality"), max_length=20, choices=Track, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)

    objects = OfCompanyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="one_product_per_name")]

    def __str__(self):
        return (self.name_en if get_language() == "en" else "") or self.name


class ProductStage(Provenance):
    product = models.ForeignKey(Product, models.CASCADE, related_name="stages", verbose_name=_("product"))
    indication = models.CharField(_("indication"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=10, default="CN")
    stage = models.CharField(_("stage"), max_length=16, choices=Stage)
    reached = PartialDateField(_("reached"))

    class Meta:
        verbose_name = _("product stage")
        verbose_name_plural = _("product stages")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "indication", "region"], name="one_stage_per_indication_region")
        ]

    def __str__(self):
        return f"{self.get_stage_display()} {self.region}"


class Milestone(Provenance):
    """Something a company reached, claims or expects. Claims and forecasts are marked, never facts."""

    company = models.ForeignKey(
        "companies.Company", models.PROTECT, related_name="milestones", verbose_name=_("company")
    )
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="milestones", verbose_name=_("product")
    )
    key = models.CharField(_("key"), max_length=120, blank=True)
    text = models.CharField(_("milestone"), max_length=300)
    text_en = models.CharField(_("milestone in English"), max_length=300, blank=True)
    regulator = models.CharField(_("regulator"), max_length=40, blank=True)
    happened = PartialDateField(_("date"))
    claim = models.BooleanField(_("claim"), default=False)
    forecast = models.BooleanField(_("forecast"), default=False)
    speaker = models.CharField(_("speaker"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    happened_sort = models.GeneratedField(  # never null, for keyset paging: unknown dates come last
        expression=Coalesce("happened_on", models.Value(date.min)), output_field=models.DateField(), db_persist=True
    )

    objects = OfCompanyQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["happened_sort"])

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["-happened_sort", "-id"]
        indexes = [models.Index(fields=["-happened_sort", "-id"], name="milestone_by_date")]  # the list, keyset
        constraints = [
            models.UniqueConstraint(
                fields=["company", "key"], condition=~models.Q(key=""), name="one_milestone_per_source_key"
            )
        ]

    def __str__(self):
        return (self.text_en if get_language() == "en" else "") or self.text
