"""One row per letter and recipient, written in the transaction that caused it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scouting.accounts.models.audit import Via
from scouting.accounts.states import LockedModel

from .states import NEXT, MessageState

KEYS_TO_ACCOUNTS = ("accounts/password",)  # letters whose link would let a colleague in as the recipient


class Channel(models.TextChoices):
    MAIL = "mail", pgettext_lazy("channel", "E-mail")
    NOTICE = "notice", pgettext_lazy("channel", "Notice on the page")


class MessageQuerySet(models.QuerySet):
    def due(self, now):
        return self.filter(state=MessageState.QUEUED, due_at__lte=now)

    def about(self, obj):
        return self.filter(about_kind=obj._meta.label_lower, about_id=obj.pk)

    def about_any(self, objs):
        """About one of these, all of one model."""
        kinds = {obj._meta.label_lower for obj in objs}
        return self.filter(about_kind__in=kinds, about_id__in=[obj.pk for obj in objs])

    def unread_by(self, user):
        """Notices on the page that the user has not seen."""
        return self.filter(
            subject=user.subject_id, channel=Channel.NOTICE, state=MessageState.SENT, read_at__isnull=True
        )

    def visible_to(self, user):
        """The whole team sees every letter but the keys to accounts; others only what was written to them.

        In demo mode nothing leaves the outbox page, so there the keys are seen too.
        """
        mine = Q(subject=user.subject_id)
        if not user.is_team:
            return self.filter(mine)
        return self if settings.DEMO else self.filter(mine | ~Q(kind__in=KEYS_TO_ACCOUNTS))


class Message(LockedModel):
    """A letter to one subject. Texts hold {link:<uuid>} in place of personal links, filled in when shown or sent."""

    LOCKED = ("state", "attempts", "lease", "lease_until", "begun", "sent_at")
    NEXT = NEXT

    key = models.CharField(_("key"), max_length=200, unique=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.MAIL)
    kind = models.CharField(_("letter"), max_length=60)  # name of the letter: "roadshows.confirm"
    state = models.CharField(_("state"), max_length=12, choices=MessageState, default=MessageState.QUEUED)
    subject = models.ForeignKey(
        "accounts.Subject", models.SET_NULL, null=True, related_name="messages", verbose_name=_("subject")
    )
    to_name = models.CharField(_("recipient"), max_length=120)
    to_address = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    wechat = models.TextField(_("WeChat text"), blank=True)
    data = models.JSONField(_("said in the reader's language"), default=dict, blank=True)  # of notices, see reading.py
    about_kind = models.CharField(_("about"), max_length=60, blank=True)
    about_id = models.BigIntegerField(_("about"), null=True, blank=True)
    may_repeat = models.BooleanField(_("may arrive twice after a crash"), default=False)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("due"))
    not_after = models.DateTimeField(_("not after"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease = models.UUIDField(_("lease"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    begun = models.BooleanField(default=False, editable=False)  # since it was claimed, a mail server was spoken to
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("told by")
    )
    told_via = models.CharField(_("told by way of"), max_length=10, choices=Via, blank=True)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    unsubscribe = models.CharField(_("unsubscribe link"), max_length=100, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at"], name="message_due", condition=Q(state="queued")),  # deliver_due()
            models.Index(fields=["lease_until"], name="message_leased", condition=Q(state="sending")),  # expired leases
            models.Index(fields=["about_kind", "about_id"], name="message_about"),  # letters of one registration
            models.Index(fields=["subject", "-id"], name="message_subject"),  # notices of one user, privacy export
            models.Index(fields=["state", "-id"], name="message_state"),  # the admin by state
            models.Index(fields=["state", "due_at", "id"], name="message_state_due"),  # the outbox page by state
            models.Index(fields=["due_at", "id"], name="message_by_due"),  # and the whole of it
            models.Index(
                fields=["subject"],
                name="message_unread",
                condition=Q(channel="notice", state="sent", read_at__isnull=True),
            ),  # the bell
        ]

    def __str__(self):
        return self.title

    @property
    def message_id(self):
        """RFC 5322 Message-ID, the same for every attempt at this letter."""
        return f"<{self.key.replace(':', '.').replace('/', '.').replace('@', '.')}@scouting>"
