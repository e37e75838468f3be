from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scouting.accounts.registry import registry


class Via(models.TextChoices):
    PAGE = "page", pgettext_lazy("via", "page")
    LINK = "link", pgettext_lazy("via", "personal link")
    PHONE = "phone", pgettext_lazy("via", "telephone")
    WECHAT = "wechat", pgettext_lazy("via", "WeChat")
    SMS = "sms", pgettext_lazy("via", "SMS")
    CLOCK = "clock", pgettext_lazy("via", "by itself")
    ADMIN = "admin", pgettext_lazy("via", "admin")
    IMPORT = "import", pgettext_lazy("via", "import")


class StateChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The team's, without the kinds that a room keeps to some roles: a row tells as much as what it is about."""
        if not user.is_team:
            return self.none()
        return self.exclude(kind__in=[kind for kind, roles in registry.readers.items() if not user.has_role(*roles)])


class StateChange(models.Model):
    """Who moved what from which state to which, when, by which way and why. Rows are only added.

    `effective_on` is the day it became true in Nanjing, which may be earlier than `at`.
    """

    kind = models.CharField(_("kind"), max_length=60)  # "roadshows.registration"
    object_id = models.BigIntegerField(_("object"))
    before = models.CharField(_("from"), max_length=30, blank=True)
    after = models.CharField(_("to"), max_length=30)
    at = models.DateTimeField(_("at"))
    effective_on = models.DateField(_("effective on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("who", "by"),
    )
    subject = models.ForeignKey(
        "accounts.Subject", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("subject")
    )
    via = models.CharField(_("via"), max_length=10, choices=Via, default=Via.PAGE)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = StateChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("state change")
        verbose_name_plural = _("state changes")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["kind", "object_id", "-at"], name="statechange_of"),  # history of one object
            models.Index(fields=["-at", "-id"], name="statechange_newest"),  # the log, newest first
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}: {self.before} → {self.after}"
