import hashlib
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from companies.fields import AmountField, PartialDateField, Provenance
from companies.formats import money, plain
from companies.querysets import RoundQuerySet
from companies.vocab import ParticipationRole, RoundType

MORE_THAN_ANY = Decimal(10) ** 17


class FundingRound(Provenance):
    """One announced round: the label verbatim and its code, the amount in words, dates as precise as known."""

    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="rounds", verbose_name=_("company"))
    label = models.CharField(_("round as announced"), max_length=80)
    type = models.CharField(_("round"), max_length=20, choices=RoundType, default=RoundType.UNDISCLOSED)
    amount = AmountField(_("amount"))
    post_money = AmountField(_("post-money valuation"))
    announced = PartialDateField(_("announced"))
    # Same company, label, date and amount = the same announcement; tranches differ in one of them, or in `tranche`.
    tranche = models.CharField(_("tranche"), max_length=40, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # Never null, so that keyset paging has a plain order: unknown dates and undisclosed amounts come last.
    announced_sort = models.DateField(default=date.min, editable=False)
    amount_sort = models.DecimalField(max_digits=20, decimal_places=2, default=-1, editable=False)

    amount_last = models.GeneratedField(  # smallest first, with undisclosed amounts last here too
        expression=Coalesce("amount_min", "amount_max", models.Value(MORE_THAN_ANY)),
        output_field=models.DecimalField(max_digits=20, decimal_places=2),
        db_persist=True,
    )

    objects = RoundQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["fingerprint", "amount_last"])

    class Meta:
        verbose_name = _("funding round")
        verbose_name_plural = _("funding rounds")
        ordering = ["-announced_sort", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint"], name="one_round_per_announcement"),
            models.CheckConstraint(
                condition=Q(amount_min__isnull=True)
                | Q(amount_max__isnull=True)
                | Q(amount_min__lte=models.F("amount_max")),
                name="round_min_not_over_max",
            ),
        ]
        indexes = [
            models.Index(fields=["-announced_sort", "-id"], name="round_by_date"),  # the list's first order, keyset
            models.Index(fields=["company", "-announced_sort"], name="round_of_company"),  # company page
            models.Index(fields=["type", "-announced_sort", "-id"], name="round_by_type"),  # filter by round
            models.Index(fields=["amount_currency", "-amount_sort", "-id"], name="round_by_amount"),
            models.Index(fields=["amount_currency", "amount_last", "id"], name="round_by_least"),  # in one currency
        ]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        self.settle()
        super().save(*args, **kwargs)

    def clean(self):
        self.settle()
        if type(self).objects.filter(fingerprint=self.fingerprint).exclude(pk=self.pk).exists():
            message = _("This round is recorded already: same company, name, date and amount. Name the tranche if not.")
            raise ValidationError({"label": message})

    def settle(self):
        """Fill the columns that follow from the others: what tells rounds apart, and what lists sort by."""
        value = money.sort_value(self.amount)
        self.amount_sort = -1 if value is None else value
        self.announced_sort = self.announced_on or date.min
        self.fingerprint = self.fingerprint_of()

    def fingerprint_of(self):
        silent = self.amount_basis == "undisclosed"
        said = "" if silent else f"{cents(self.amount_min)}|{cents(self.amount_max)}|{self.amount_currency}"
        when = f"{self.announced_on}|{self.announced_precision}|{self.announced_relation}" if self.announced_on else ""
        parts = (str(self.company_id), plain.fold(self.label).lower(), when, said, plain.fold(self.tranche).lower())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def cents(value):
    """One spelling for 1E+7, 10000000 and 10000000.00."""
    return "" if value is None else f"{value:.2f}"


class Participation(models.Model):
    """An investor in a round; a raw name where it is not (yet) one of our investors."""

    round = models.ForeignKey(FundingRound, models.CASCADE, related_name="participations", verbose_name=_("round"))
    investor = models.ForeignKey(
        "companies.Investor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("investor"),
    )
    raw_name = models.CharField(_("name as announced"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=8, choices=ParticipationRole, default=ParticipationRole.FOLLOW)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "investor"], condition=Q(investor__isnull=False), name="investor_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(investor__isnull=False) | ~Q(raw_name=""), name="participation_names_someone"
            ),
        ]

    def __str__(self):
        return str(self.investor) if self.investor_id else self.raw_name
