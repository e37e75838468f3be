from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from companies.fields import PartialDateField
from companies.querysets import EventQuerySet
from companies.vocab import OUT_THERE, Audience, EventKind


class Event(models.Model):
    """One line of a company's timeline. `data` holds what is needed to say it in either language.

    Keys by kind are listed in companies/timeline.py, which prints them.
    """

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="events", verbose_name=_("company"))
    kind = models.CharField(_("kind"), max_length=16, choices=EventKind)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.TEAM)
    happened = PartialDateField(_("date"))
    recorded_at = models.DateTimeField(_("recorded"))
    by = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("who", "by"),
    )
    data = models.JSONField(_("data"), default=dict)
    source = models.CharField(_("source"), max_length=300, blank=True)
    corrects = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    investors = models.ManyToManyField(
        "companies.Investor", blank=True, related_name="events", verbose_name=_("investors")
    )
    quiet = models.BooleanField(_("not for digests"), default=False)  # history loaded from files is not news

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["company", "-recorded_at"], name="event_of_company"),  # the timeline
            models.Index(fields=["recorded_at"], name="event_news", condition=Q(quiet=False)),  # digests
            models.Index(fields=["-recorded_at", "-id"], name="event_newest"),  # the admin's first page
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.company_id}"

    @property
    def undated(self):
        """Whether nobody said when it happened, and the day it was recorded says nothing of it.

        So with facts without a date, and with remarks that were loaded with facts. In SQL: querysets.UNDATED.
        """
        told_later = self.kind in OUT_THERE or (self.kind == EventKind.NOTE and self.quiet)
        return self.happened is None and told_later


class Upkeep(models.Model):
    """Something to do about a company or person by a day: shown on the owner's desk until done."""

    class Kind(models.TextChoices):
        CALL = "call", pgettext_lazy("task", "Call")
        VISIT = "visit", pgettext_lazy("task", "Visit")
        SEND = "send", pgettext_lazy("task", "Send")
        OTHER = "other", pgettext_lazy("task", "Other")

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="tasks", verbose_name=_("company"))
    person = models.ForeignKey(
        "companies.Person", models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name=_("person")
    )
    owner = models.ForeignKey("accounts.User", models.CASCADE, related_name="tasks", verbose_name=_("owner"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.CALL)
    text = models.CharField(_("what"), max_length=200)
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    demo = models.BooleanField(_("demo data"), default=False)

    class Meta:
        verbose_name = _("to do")
        verbose_name_plural = _("to do")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["owner", "due_on"], name="todo_open", condition=Q(done_at__isnull=True))
        ]  # the desk

    def __str__(self):
        return self.text
