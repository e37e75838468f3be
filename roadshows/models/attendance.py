"""Who was there, how they came in, and who was sent to the desk. What is undone stays on record."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadshows.querysets import AttendanceQuerySet
from scouting.accounts.models.links import token_hash


class Channel(models.TextChoices):
    QR = "qr", pgettext_lazy("check-in", "On site by QR code")
    STAFF = "staff", pgettext_lazy("check-in", "On site by staff")
    WALK_IN = "walk_in", pgettext_lazy("check-in", "On site unannounced")
    PAPER = "paper", pgettext_lazy("check-in", "On site, from paper")
    ONLINE = "online", pgettext_lazy("check-in", "Online")


class Part(models.TextChoices):
    """What somebody is there for; who is more than one thing is the first of them."""

    PRESENTER = "presenter", pgettext_lazy("part at an event", "Presenter")
    FUND = "fund", pgettext_lazy("part at an event", "Fund")
    EXPERT = "expert", pgettext_lazy("part at an event", "Expert")
    HOST = "host", pgettext_lazy("part at an event", "Host or guest of honour")
    GUEST = "guest", pgettext_lazy("part at an event", "Guest")


class Attendance(models.Model):
    """Somebody came, on site or online: a person we know, or a name as it was given at the desk.

    `uid` is made where the button was pressed, so that what is sent twice is one arrival. `at` is when they came,
    `entered_at` when we heard of it. `expected` is whether they had said that they come.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(
        "roadshows.Edition", models.CASCADE, related_name="attendances", verbose_name=_("edition")
    )
    person = models.ForeignKey(
        "companies.Person", models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("person")
    )
    subject = models.ForeignKey(
        "accounts.Subject",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("subject, if not a person we know"),
    )
    invitation = models.ForeignKey(
        "roadshows.Invitation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("invitation"),
    )
    registration = models.ForeignKey(
        "roadshows.Registration",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("registration"),
    )
    part = models.CharField(_("part"), max_length=10, choices=Part, default=Part.GUEST)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.STAFF)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    notice_version = models.CharField(_("notice version"), max_length=20, blank=True)
    expected = models.BooleanField(_("expected"), default=False)
    at = models.DateTimeField(_("came at"))
    entered_at = models.DateTimeField(_("entered"))
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("checked in by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    demo = models.BooleanField(_("demo data"), default=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person"], condition=Q(undone_at__isnull=True), name="one_arrival_per_person"
            ),
            models.UniqueConstraint(
                fields=["edition", "name"],
                condition=Q(undone_at__isnull=True, part="host", person__isnull=True),
                name="one_arrival_per_named_host",
            ),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(name=""), name="an_arrival_is_somebodys"),
        ]
        indexes = [
            models.Index(fields=["edition", "-at", "-id"], name="attendance_of_edition"),  # who is here, counts
        ]

    def __str__(self):
        return str(self.person) if self.person_id else self.name

    @property
    def online(self):
        return self.channel == Channel.ONLINE


class FailedCheckIn(models.Model):
    """Somebody could not be checked in: when, why and the digits given, for the desk to help. No name, no number."""

    class Reason(models.TextChoices):
        NOBODY = "nobody", pgettext_lazy("check-in failed", "Nobody expected has these digits")
        NAME = "name", pgettext_lazy("check-in failed", "Several have these digits, none this name")
        CODE = "code", pgettext_lazy("check-in failed", "The code is not one of this event")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(
        "roadshows.Edition", models.CASCADE, related_name="failed_check_ins", verbose_name=_("edition")
    )
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    last_four = models.CharField(_("last four digits"), max_length=4, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("scanned by")
    )

    class Meta:
        verbose_name = _("failed check-in")
        verbose_name_plural = _("failed check-ins")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["edition", "-at"], name="failed_check_in_of")]  # the list at the desk

    def __str__(self):
        return self.get_reason_display()


class DoorCode(models.Model):
    """What the poster at the desk leads to. As with personal links the token is an HMAC and the row keeps its hash;
    a new `key` makes the posters printed before it worthless."""

    edition = models.OneToOneField("roadshows.Edition", models.CASCADE, related_name="door", verbose_name=_("edition"))
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    hash = models.CharField(_("hash"), max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("code of the door")
        verbose_name_plural = _("codes of doors")
        ordering = ["-made_at"]

    def __str__(self):
        return str(self.edition)

    @property
    def token(self):
        digest = hmac.new(settings.SECRET_KEY.encode(), f"door:{self.key}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:12]).decode()

    def save(self, *args, **kwargs):
        self.hash = token_hash(self.token)
        super().save(*args, **kwargs)
