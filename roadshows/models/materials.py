"""What a registration's presenter or promoter handed in: files, statements, a few words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadshows.querysets import UploadQuerySet
from roadshows.states import UPLOAD_NEXT, UploadState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import LockedModel


class FileFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    PPTX = "pptx", "PPTX"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"


class Upload(LockedModel):
    """A checked file for one item of the checklist. `stored` names it on disk; `name` is what it was called at home."""

    LOCKED = ("state", "ended_at", "gone_at")
    NEXT = UPLOAD_NEXT

    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="uploads", verbose_name=_("registration")
    )
    code = models.CharField(_("item"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.CURRENT)
    name = models.CharField(_("file name"), max_length=160)
    stored = models.CharField(_("stored as"), max_length=40, unique=True, editable=False)
    format = models.CharField(_("format"), max_length=4, choices=FileFormat)
    pages = models.PositiveSmallIntegerField(_("pages"))
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    at = models.DateTimeField(_("uploaded"))
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by a colleague")
    )
    subject = models.ForeignKey(
        "accounts.Subject", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by the presenter")
    )
    via = models.CharField(_("by way of"), max_length=10, choices=Via, default=Via.PAGE)
    ended_at = models.DateTimeField(_("replaced or withdrawn"), null=True, blank=True)
    gone_at = models.DateTimeField(_("file deleted"), null=True, blank=True)
    demo = models.BooleanField(_("demo data"), default=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "code"], condition=Q(state="current"), name="one_current_file_per_item"
            ),
            models.CheckConstraint(condition=Q(size__gt=0, pages__gt=0), name="a_checked_file_holds_something"),
            models.CheckConstraint(
                condition=Q(state="current", ended_at__isnull=True) | (~Q(state="current") & Q(ended_at__isnull=False)),
                name="a_file_that_is_not_current_has_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_at"], name="upload_to_delete", condition=Q(state="withdrawn", gone_at=None))
        ]  # sweep_files()

    def __str__(self):
        return self.name

    @property
    def pk_text(self):
        """For addresses put together in templates."""
        return str(self.pk)


class Answer(models.Model):
    """A statement agreed to, with the words that were agreed to, or a few words typed. Ended, not deleted."""

    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="answers", verbose_name=_("registration")
    )
    code = models.CharField(_("item"), max_length=40)
    text = models.TextField(_("words"), blank=True)
    version = models.CharField(_("wording version"), max_length=20, blank=True)
    at = models.DateTimeField(_("given"))
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by a colleague")
    )
    subject = models.ForeignKey(
        "accounts.Subject", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by the presenter")
    )
    via = models.CharField(_("by way of"), max_length=10, choices=Via, default=Via.PAGE)
    ended_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("material", "answer")
        verbose_name_plural = pgettext_lazy("material", "answers")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "code"], condition=Q(ended_at__isnull=True), name="one_answer_per_item"
            )
        ]

    def __str__(self):
        return f"{self.registration} {self.code}"
