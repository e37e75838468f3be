from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadshows.querysets import ImportQuerySet
from roadshows.states import IMPORT_NEXT, ImportState
from scouting.accounts.states import LockedModel


class EditionImport(LockedModel):
    """A file with events of the past, as it was read: each row with its verdict, nothing saved before it is confirmed.

    `made` remembers what confirming added and changed, so that it can be undone. Both run in the background: `job`
    names the run, so that one that was taken for dead cannot write any more; `claimed_at` is its lease by database
    time.
    """

    LOCKED = ("state", "made", "job", "claimed_at", "progress")
    NEXT = IMPORT_NEXT

    file_name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(_("rows"), default=list, blank=True)
    made = models.JSONField(_("what it added"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.READ)
    job = models.CharField(_("run"), max_length=32, blank=True)
    claimed_at = models.DateTimeField(_("begun"), null=True, blank=True)
    progress = models.JSONField(_("progress"), default=dict, blank=True)
    by = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("import", "read by"),
    )
    at = models.DateTimeField(_("at"))

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of past events")
        verbose_name_plural = _("imports of past events")
        ordering = ["-id"]

    def __str__(self):
        return f"#{self.pk} {self.file_name}"
