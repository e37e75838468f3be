from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from companies.fields import PartialDateField, Provenance
from companies.querysets import PersonQuerySet
from companies.vocab import PersonKind
from scouting.accounts.states import LockedModel
from scouting.base.fields import PostgresGinIndex, TokensField


class Prefers(models.TextChoices):
    WECHAT = "wechat", pgettext_lazy("preferred channel", "WeChat")
    PHONE = "phone", pgettext_lazy("preferred channel", "Telephone")
    EMAIL = "email", pgettext_lazy("preferred channel", "E-mail")


class Basis(models.TextChoices):
    CONSENT = "consent", pgettext_lazy("legal basis", "Consent")
    CONTRACT = "contract", pgettext_lazy("legal basis", "Contract")
    PUBLIC = "public", pgettext_lazy("legal basis", "Public information")
    TASK = "task", pgettext_lazy("legal basis", "Statutory task")


class Person(LockedModel, Provenance):
    """A person outside or inside the team, reachable in at least one way."""

    LOCKED = ("tokens_public", "tokens_contact", "sort_key", "last_contact_at")

    subject = models.OneToOneField("accounts.Subject", models.PROTECT, related_name="person", verbose_name=_("subject"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    address = models.CharField(_("form of address"), max_length=40, blank=True)
    kinds = models.JSONField(_("kinds"), default=list, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    mobile_e164 = models.CharField(max_length=20, blank=True, editable=False, db_index=True)  # duplicates, check-in
    wechat = models.CharField(_("WeChat id"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    prefers = models.CharField(_("preferred channel"), max_length=10, choices=Prefers, default=Prefers.WECHAT)
    basis = models.CharField(_("legal basis"), max_length=10, choices=Basis, default=Basis.CONSENT)
    basis_source = models.CharField(_("source of the basis"), max_length=200, blank=True)
    last_contact_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    tokens_public = TokensField()
    tokens_contact = TokensField()
    sort_key = models.CharField(max_length=120, editable=False, default="")

    objects = PersonQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["tokens_public", "tokens_contact", "sort_key"])

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(mobile="", wechat="", email=""),
                name="person_is_reachable",
                violation_error_message=_("Give at least one of mobile, WeChat id and e-mail."),
            )
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_by_name"),  # the list's order, keyset
            PostgresGinIndex(fields=["tokens_public"], name="person_tokens"),  # search by name on PostgreSQL
            PostgresGinIndex(fields=["tokens_contact"], name="person_contact_tokens"),  # search by number or address
        ]

    def __str__(self):
        return (self.name_en if get_language() == "en" else "") or self.name

    @property
    def kind_labels(self):
        return [PersonKind(k).label for k in self.kinds if k in PersonKind.values]

    def get_absolute_url(self):
        return reverse("companies:person", args=[self.pk])


class Position(Provenance):
    """A dated position at a company or an investor."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="positions", verbose_name=_("person"))
    company = models.ForeignKey(
        "companies.Company", models.CASCADE, null=True, blank=True, related_name="positions", verbose_name=_("company")
    )
    investor = models.ForeignKey(
        "companies.Investor",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("investor"),
    )
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    title = models.CharField(pgettext_lazy("of a person", "title"), max_length=80, blank=True)
    started = PartialDateField(_("since"))
    ended = PartialDateField(_("until"))

    class Meta:
        verbose_name = pgettext_lazy("of a person", "position")
        verbose_name_plural = _("positions")
        ordering = ["id"]

    def __str__(self):
        return self.title or str(self.person)


class Acquaintance(models.Model):
    """Who on the team knows a person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="acquaintances", verbose_name=_("person"))
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="acquaintances", verbose_name=_("colleague"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("acquaintance")
        verbose_name_plural = _("acquaintances")
        constraints = [models.UniqueConstraint(fields=["person", "user"], name="one_acquaintance")]

    def __str__(self):
        return f"{self.user} – {self.person}"
