from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from roadshows.querysets import MeetingQuerySet, OfMeetingsQuerySet, WishQuerySet
from roadshows.states import MEETING_NEXT, PLAN_NEXT, MeetingState, PlanState
from scouting.accounts.states import LockedModel


class Side(models.TextChoices):
    FUND = "fund", pgettext_lazy("side", "Fund")
    PROJECT = "project", pgettext_lazy("side", "Project")


class Wish(models.TextChoices):
    MUST = "must", pgettext_lazy("wish", "Must meet")
    MEET = "meet", pgettext_lazy("wish", "Would like to meet")
    NO = "no", pgettext_lazy("wish", "No meeting")


class MeetingWish(LockedModel):
    """Whether one side wants to meet the other. A "no" is final, and nobody on any page learns who said it: what
    changed is kept in the history alone, which data administrators read."""

    LOCKED = ("wish", "at", "by")

    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="wishes", verbose_name=_("registration")
    )
    invitation = models.ForeignKey(
        "roadshows.Invitation", models.CASCADE, related_name="wishes", verbose_name=_("invitation")
    )
    side = models.CharField(_("who wishes"), max_length=8, choices=Side)
    wish = models.CharField(_("wish"), max_length=5, choices=Wish)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("keyed in by")
    )
    demo = models.BooleanField(_("demo data"), default=False)

    objects = WishQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("wish to meet")
        verbose_name_plural = _("wishes to meet")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "invitation", "side"], name="one_wish_of_a_side"),
            models.CheckConstraint(condition=Q(wish__in=("must", "meet", "no")), name="a_wish_is_one_of_three"),
        ]

    def __str__(self):
        return f"{self.invitation_id}:{self.registration_id}"


class MeetingPlan(LockedModel):
    """Tables and times of an edition's 1:1 meetings, and how far its timetable has come.

    `job` names the computation that runs, so that one that was given up cannot write any more; `claimed_at` is its
    lease by database time, so that a moved clock cannot break it.
    """

    LOCKED = ("state", "job", "progress", "problem", "claimed_at", "solved_at", "published_at", "version")
    NEXT = PLAN_NEXT

    edition = models.OneToOneField(
        "roadshows.Edition", models.CASCADE, related_name="meeting_plan", verbose_name=_("edition")
    )
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    tables = models.JSONField(_("tables"), default=list)
    online_tables = models.JSONField(_("tables online"), default=list, blank=True)
    starts = models.DateTimeField(_("first time"))
    minutes = models.PositiveSmallIntegerField(_("minutes of a meeting"), default=15)
    pause = models.PositiveSmallIntegerField(_("minutes between two"), default=5)
    times = models.PositiveSmallIntegerField(_("number of times"), default=6)
    job = models.CharField(_("computation"), max_length=32, blank=True)
    progress = models.JSONField(_("progress"), default=dict, blank=True)
    problem = models.CharField(_("problem"), max_length=40, blank=True)
    claimed_at = models.DateTimeField(_("begun"), null=True, blank=True)
    solved_at = models.DateTimeField(_("worked out"), null=True, blank=True)
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    demo = models.BooleanField(_("demo data"), default=False)

    objects = OfMeetingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("timetable of meetings")
        verbose_name_plural = _("timetables of meetings")
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="a_meeting_takes_time"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="published_since_some_time"
            ),
        ]

    def __str__(self):
        return f"{self.edition}"

    def get_absolute_url(self):
        return reverse("roadshows:meetings", args=[self.edition.slug])


class Meeting(LockedModel):
    """A fund and a project at a table. One row a pair for good, so that its calendar entry keeps its name.

    `told_*` is what both sides were told last; the rest is what the organiser works on. `table` counts from 1, those
    in the room first, those online behind them.
    """

    LOCKED = ("state", "starts", "ends", "table", "pinned", "told_starts", "told_ends", "told_table", "sequence")
    NEXT = MEETING_NEXT

    plan = models.ForeignKey(MeetingPlan, models.CASCADE, related_name="meetings", verbose_name=_("timetable"))
    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="meetings", verbose_name=_("registration")
    )
    invitation = models.ForeignKey(
        "roadshows.Invitation", models.CASCADE, related_name="meetings", verbose_name=_("invitation")
    )
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    table = models.PositiveSmallIntegerField(_("table"))
    pinned = models.BooleanField(_("stays where it is"), default=False)
    told_starts = models.DateTimeField(_("announced from"), null=True, blank=True)
    told_ends = models.DateTimeField(_("announced until"), null=True, blank=True)
    told_table = models.CharField(_("announced table"), max_length=40, blank=True)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0)
    demo = models.BooleanField(_("demo data"), default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("1:1 meeting")
        verbose_name_plural = _("1:1 meetings")
        ordering = ["starts", "table"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "registration", "invitation"], name="one_meeting_of_a_pair"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meeting_ends_after_start"),
            models.CheckConstraint(condition=Q(table__gte=1), name="tables_count_from_one"),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "cancelled")) | Q(told_starts__isnull=False, told_ends__isnull=False),
                name="announced_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.invitation_id}:{self.registration_id}"

    def get_absolute_url(self):
        return reverse("roadshows:meeting", args=[self.pk])
