from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from companies import figures
from companies.fields import PartialDateField, Provenance
from companies.vocab import SiteRole


class Named(models.Model):
    """Something with a Chinese and an English name, shown in the reader's language."""

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return (self.name_en if get_language() == "en" else "") or self.name


class District(Named):
    """An administrative district with its GB/T 2260 code."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    abolished = models.BooleanField(_("abolished"), default=False)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["code"]


class Area(Named):
    """A functional area, such as Jiangbei New Area: not a district."""

    code = models.CharField(_("code"), max_length=20, unique=True)

    class Meta:
        verbose_name = _("functional area")
        verbose_name_plural = _("functional areas")
        ordering = ["code"]


class Park(Named):
    code = models.SlugField(_("code"), unique=True)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name=_("district"))
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("functional area"))
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("part of"))
    ours = models.BooleanField(_("our park"), default=False)

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ["-ours", "code"]


class Site(Provenance):
    """A company at a place in one role. A firm may have several."""

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="sites", verbose_name=_("company"))
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="sites", verbose_name=_("park"))
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("functional area"))
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name=_("district"))
    role = models.CharField(
        pgettext_lazy("of a place", "role"), max_length=12, choices=SiteRole, default=SiteRole.SETTLED
    )
    city = models.CharField(_("city"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    settled = PartialDateField(_("settled"))

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.UniqueConstraint(
                "company",
                Coalesce("park", 0),
                Coalesce("area", 0),
                Coalesce("district", 0),
                "role",
                "city",
                name="one_site_per_place_and_role",
            )
        ]

    def __str__(self):
        return str(self.park or self.area or self.district or self.city)


class ParkFeature(Provenance):
    """A platform, policy, institution, programme or fund of the cluster, as a source states it."""

    key = models.CharField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="features", verbose_name=_("park")
    )
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("park feature")
        verbose_name_plural = _("park features")
        ordering = ["kind", "key"]

    def __str__(self):
        return (self.name_en if get_language() == "en" else "") or self.name

    @property
    def text(self):
        """What the source says of it, in the reader's language."""
        said = self.facts.get("said", {})
        return said.get("en" if get_language() == "en" else "zh", "")


class ClusterFigure(Provenance):
    """A figure about the cluster with its comparator (=, >, about), unit, date, and whether it is a forecast."""

    key = models.CharField(_("key"), max_length=120, unique=True)
    topic = models.CharField(pgettext_lazy("of a figure", "subject"), max_length=160)
    topic_en = models.CharField(_("subject in English"), max_length=160, blank=True)
    comparator = models.CharField(_("comparator"), max_length=20, blank=True)
    value = models.CharField(_("value"), max_length=60)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
    as_of = models.CharField(_("as of"), max_length=60, blank=True)
    forecast = models.BooleanField(_("forecast"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    note_en = models.CharField(_("note in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cluster figure")
        verbose_name_plural = _("cluster figures")
        ordering = ["key"]

    def __str__(self):
        return f"{self.subject}: {self.shown}"

    @property
    def subject(self):
        return (self.topic_en if get_language() == "en" else "") or self.topic

    @property
    def remark(self):
        return (self.note_en if get_language() == "en" else "") or self.note

    @property
    def shown(self):
        """Comparator, value and unit as the reader's language writes them."""
        unit = (self.unit_en if get_language() == "en" else "") or self.unit
        return figures.show(self.comparator, self.value, unit)
