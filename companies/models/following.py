from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.vocab import Track


class Follow(models.Model):
    """A user follows one company, one investor, or one track."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="follows", verbose_name=_("user"))
    company = models.ForeignKey(
        "companies.Company", models.CASCADE, null=True, blank=True, related_name="follows", verbose_name=_("company")
    )
    investor = models.ForeignKey(
        "companies.Investor", models.CASCADE, null=True, blank=True, related_name="follows", verbose_name=_("investor")
    )
    track = models.CharField(_("track"), max_length=20, choices=Track, blank=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company"], condition=Q(company__isnull=False), name="follow_company_once"
            ),
            models.UniqueConstraint(
                fields=["user", "investor"], condition=Q(investor__isnull=False), name="follow_investor_once"
            ),
            models.UniqueConstraint(fields=["user", "track"], condition=~Q(track=""), name="follow_track_once"),
            models.CheckConstraint(
                condition=Q(company__isnull=False, investor__isnull=True, track="")
                | Q(company__isnull=True, investor__isnull=False, track="")
                | (Q(company__isnull=True, investor__isnull=True) & ~Q(track="")),
                name="follow_exactly_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["track"], name="follow_by_track", condition=~Q(track=""))]  # digests

    def __str__(self):
        return f"{self.user}: {self.company or self.investor or self.get_track_display()}"


class Delivery(models.Model):
    """The digests' ledger: what was done with one event for one subscriber. Exactly one row for each pair."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="deliveries", verbose_name=_("user"))
    event = models.ForeignKey("companies.Event", models.CASCADE, related_name="deliveries", verbose_name=_("event"))
    message = models.ForeignKey(
        "outbox.Message", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("letter")
    )
    why_not = models.CharField(_("why not"), max_length=40, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("digest entry")
        verbose_name_plural = _("digest entries")
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="one_delivery_per_event")]

    def __str__(self):
        return f"{self.user_id}: {self.event_id}"


class DigestRun(models.Model):
    """One digest moment that was worked through for every subscriber, so that the tick need not look again."""

    moment = models.DateTimeField(_("moment"), unique=True)
    finished_at = models.DateTimeField(_("finished"))
    letters = models.PositiveIntegerField(_("letters"), default=0)

    class Meta:
        verbose_name = _("digest run")
        verbose_name_plural = _("digest runs")
        ordering = ["-moment"]

    def __str__(self):
        return f"{self.moment:%Y-%m-%d %H:%M}"
