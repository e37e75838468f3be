"""Personal links: the row keeps a hash; the token is an HMAC of the row under SECRET_KEY, so that letters
can be shown again while a stolen database opens nothing."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .subjects import Subject


def token_hash(token):
    return hashlib.sha256(token.encode()).hexdigest()


class LinkQuerySet(models.QuerySet):
    def valid(self, now):
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class PersonalLink(models.Model):
    """Lets one subject do one thing with one object, without an account, until it expires or is revoked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="links", verbose_name=_("subject"))
    purpose = models.CharField(_("purpose"), max_length=40)  # "roadshows.registration"
    object_id = models.BigIntegerField(_("object"), null=True, blank=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    opened_at = models.DateTimeField(_("checked"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed checks"), default=0)
    failed_at = models.DateTimeField(_("last failed check"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        indexes = [models.Index(fields=["purpose", "object_id"], name="link_of_object")]  # revoke, re-use

    def __str__(self):
        return f"{self.purpose} {self.object_id}"

    @property
    def token(self):
        message = f"personal-link:{self.id}:{self.purpose}".encode()
        digest = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:18]).decode()

    def save(self, *args, **kwargs):
        self.hash = self.hash or token_hash(self.token)
        super().save(*args, **kwargs)

    @property
    def path(self):
        return f"/p/{self.token}/"
