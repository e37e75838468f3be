import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Subject(models.Model):
    """A human being without any personal data: what users, persons, letters and links point to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    def __str__(self):
        return str(self.id)[:8]


class ConsentKind(models.TextChoices):
    MAIL = "mail", pgettext_lazy("consent", "Letters")
    DIGEST = "digest", pgettext_lazy("consent", "Weekly digest")
    INTRODUCTION = "introduction", pgettext_lazy("consent", "Contact details passed to a fund")


class Consent(models.Model):
    """One given or withdrawn consent; rows are only added, the latest of a kind holds."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="consents", verbose_name=_("subject"))
    kind = models.CharField(_("kind"), max_length=20, choices=ConsentKind)
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("at"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    notice_version = models.CharField(_("notice version"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["subject", "kind", "-at"], name="consent_latest")]  # privacy.allows()

    def __str__(self):
        return f"{self.get_kind_display()} {'+' if self.given else '-'}"
