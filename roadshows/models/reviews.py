"""How experts read an edition's projects: the review, its rubric in versions, the panel, a sheet for each reading.

What the sheets of one project come to is kept in Result, so that a board of hundreds of projects is a few queries.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from roadshows.querysets import (
    ConflictQuerySet,
    OfReviewQuerySet,
    ReviewerQuerySet,
    ReviewQuerySet,
    RubricQuerySet,
    SheetQuerySet,
)
from roadshows.states import REVIEW_NEXT, SHEET_NEXT, ReviewState, SheetState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import LockedModel

UNRANKED = 1_000_000  # behind every rank, so that lists by rank have a plain order


class Review(LockedModel):
    """The review of one edition. `aliases` counts the names under which blind projects are read."""

    LOCKED = ("state", "blind", "aliases", "changed_at", "ranked_at")
    NEXT = REVIEW_NEXT

    edition = models.OneToOneField(
        "roadshows.Edition", models.CASCADE, related_name="review", verbose_name=_("edition")
    )
    state = models.CharField(_("state"), max_length=10, choices=ReviewState, default=ReviewState.PREPARING)
    blind = models.BooleanField(_("blind"), default=False)
    closes_at = models.DateTimeField(_("scores until"), null=True, blank=True)
    per_project = models.PositiveSmallIntegerField(_("experts for each project"), default=3)
    aliases = models.PositiveIntegerField(_("names given"), default=0)
    changed_at = models.DateTimeField(_("scores changed"), null=True, blank=True)
    ranked_at = models.DateTimeField(_("ranked"), null=True, blank=True)
    demo = models.BooleanField(_("demo data"), default=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "closes_at"], name="review_due")]  # the clock's round

    def __str__(self):
        return str(self.edition)


class Rubric(models.Model):
    """One version of what is scored, by which weight, with words for what a score means. Written by rubrics alone."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="rubrics", verbose_name=_("review"))
    version = models.PositiveSmallIntegerField(_("version"))
    criteria = models.JSONField(_("criteria"))  # [{key, name, name_en, weight, high, high_en, middle, …, low, …}]
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    objects = RubricQuerySet.as_manager()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["review", "-version"]
        constraints = [models.UniqueConstraint(fields=["review", "version"], name="one_rubric_per_version")]

    def __str__(self):
        return f"{self.review} v{self.version}"


class Reviewer(models.Model):
    """An expert on the panel of a review: the tracks they know, and how many projects they read at most."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="reviewers", verbose_name=_("review"))
    person = models.ForeignKey("companies.Person", models.PROTECT, related_name="reviewing", verbose_name=_("person"))
    tracks = models.JSONField(_("tracks"), default=list, blank=True)
    most = models.PositiveSmallIntegerField(_("projects at most"), default=10)
    left_at = models.DateTimeField(_("left the panel"), null=True, blank=True)
    demo = models.BooleanField(_("demo data"), default=False)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "person"], name="one_seat_per_expert")]

    def __str__(self):
        return str(self.person)


class Sheet(LockedModel):
    """One expert's reading of one project. `draft` is what they are typing; scores count once they are submitted."""

    LOCKED = ("state", "rubric", "scores", "comment", "total", "submitted_at", "draft", "draft_saved_at")
    NEXT = SHEET_NEXT

    review = models.ForeignKey(Review, models.CASCADE, related_name="sheets", verbose_name=_("review"))
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="sheets", verbose_name=_("expert"))
    registration = models.ForeignKey(
        "roadshows.Registration", models.PROTECT, related_name="sheets", verbose_name=_("registration")
    )
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="sheets", verbose_name=_("rubric"))
    state = models.CharField(_("state"), max_length=10, choices=SheetState, default=SheetState.OPEN)
    scores = models.JSONField(_("scores"), default=dict, blank=True)  # {key of the criterion: 1 to 10}
    comment = models.TextField(_("comment"), blank=True)
    total = models.DecimalField(_("total"), max_digits=4, decimal_places=1, null=True, blank=True)
    draft = models.JSONField(_("draft as typed"), default=dict, blank=True)
    draft_saved_at = models.DateTimeField(_("draft saved"), null=True, blank=True)
    assigned_at = models.DateTimeField(_("assigned"))
    assigned_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("assigned by")
    )
    automatic = models.BooleanField(_("assigned automatically"), default=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    demo = models.BooleanField(_("demo data"), default=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "registration"], name="one_sheet_per_expert_and_project"),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(total__isnull=False), name="submitted_sheet_has_a_total"
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=Decimal(10), total__lte=Decimal(100)),
                name="total_from_10_to_100",
            ),
        ]
        indexes = [
            models.Index(fields=["registration", "state"], name="sheet_of_project"),  # refresh, the project's sheets
            models.Index(fields=["review", "state"], name="sheet_of_review"),  # progress, ranks
        ]

    def __str__(self):
        return f"#{self.pk}"


class ConflictKind(models.TextChoices):
    EMPLOYER = "employer", pgettext_lazy("conflict", "Same employer")
    SHARE = "share", pgettext_lazy("conflict", "Shareholding")
    FUND = "fund", pgettext_lazy("conflict", "Their fund invested in the company")
    RIVAL = "rival", pgettext_lazy("conflict", "Tied to a rival")
    DOMAIN = "domain", pgettext_lazy("conflict", "Same e-mail domain")
    FAMILY = "family", pgettext_lazy("conflict", "Family or friends")
    OTHER = "other", pgettext_lazy("conflict", "Other tie")


class Conflict(models.Model):
    """A tie declared by the expert or recorded by us, to one project or to a company and so to all its projects.

    Ties that follow from other facts are not written down: conflicts.found() derives them each time.
    """

    person = models.ForeignKey("companies.Person", models.CASCADE, related_name="conflicts", verbose_name=_("person"))
    project = models.ForeignKey(
        "roadshows.Project", models.CASCADE, null=True, blank=True, related_name="conflicts", verbose_name=_("project")
    )
    company = models.ForeignKey(
        "companies.Company", models.CASCADE, null=True, blank=True, related_name="conflicts", verbose_name=_("company")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ConflictKind, default=ConflictKind.OTHER)
    note = models.CharField(_("note"), max_length=300, blank=True)
    via = models.CharField(_("via"), max_length=10, choices=Via, default=Via.PAGE)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    demo = models.BooleanField(_("demo data"), default=False)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False, company__isnull=True)
                | Q(project__isnull=True, company__isnull=False),
                name="conflict_with_a_project_or_a_company",
            ),
            models.UniqueConstraint(
                fields=["person", "project"],
                condition=Q(lifted_at__isnull=True, project__isnull=False),
                name="one_conflict_per_project",
            ),
            models.UniqueConstraint(
                fields=["person", "company"],
                condition=Q(lifted_at__isnull=True, company__isnull=False),
                name="one_conflict_per_company",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class Result(LockedModel):
    """What the submitted sheets of one project come to, and the name under which it is read blind."""

    LOCKED = (
        "sheets", "n", "mean", "trimmed", "low", "high", "spread", "adjusted", "rank", "adjusted_rank",
    )  # fmt: skip

    review = models.ForeignKey(Review, models.CASCADE, related_name="results", verbose_name=_("review"))
    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="results", verbose_name=_("registration")
    )
    alias = models.PositiveIntegerField(_("read blind as"))
    sheets = models.PositiveSmallIntegerField(_("assigned"), default=0)
    n = models.PositiveSmallIntegerField(_("submitted sheets"), default=0)
    mean = models.DecimalField(_("mean"), max_digits=5, decimal_places=2, null=True, blank=True)
    trimmed = models.DecimalField(_("trimmed mean"), max_digits=5, decimal_places=2, null=True, blank=True)
    low = models.DecimalField(_("lowest"), max_digits=4, decimal_places=1, null=True, blank=True)
    high = models.DecimalField(_("highest"), max_digits=4, decimal_places=1, null=True, blank=True)
    spread = models.DecimalField(_("spread"), max_digits=4, decimal_places=1, default=0)
    adjusted = models.DecimalField(_("adjusted mean"), max_digits=5, decimal_places=2, null=True, blank=True)
    rank = models.PositiveIntegerField(_("rank"), default=UNRANKED)
    adjusted_rank = models.PositiveIntegerField(_("adjusted rank"), default=UNRANKED)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review result")
        verbose_name_plural = _("review results")
        ordering = ["review", "adjusted_rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "registration"], name="one_result_per_project"),
            models.UniqueConstraint(fields=["review", "alias"], name="one_alias_per_project"),
        ]
        indexes = [
            models.Index(fields=["review", "adjusted_rank", "id"], name="result_by_adjusted"),  # the review board
            models.Index(fields=["review", "rank", "id"], name="result_by_rank"),
            models.Index(fields=["review", "-spread", "-id"], name="result_by_spread"),
        ]

    def __str__(self):
        return f"{self.review} {self.alias}"


def in_language(criterion, name):
    """A word of a criterion in the active language, with the Chinese one where no English one was given."""
    return (criterion.get(f"{name}_en", "") if get_language() == "en" else "") or criterion.get(name, "")
