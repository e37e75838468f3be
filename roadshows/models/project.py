import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from companies.fields import AmountField
from companies.vocab import Modality, RoundType, Stage, Track
from roadshows.querysets import ApplicationQuerySet, ProjectQuerySet, RegistrationQuerySet
from roadshows.states import NEXT, RegistrationState
from scouting.accounts.states import LockedModel
from scouting.base.addresses import address


class Landing(models.TextChoices):
    WILL = "will", pgettext_lazy("landing", "Will land here")
    LIKELY = "likely", pgettext_lazy("landing", "Likely")
    OPEN = "open", pgettext_lazy("landing", "Open")
    ELSEWHERE = "elsewhere", pgettext_lazy("landing", "Elsewhere")


class Project(models.Model):
    """What is shown: a project of a company, or of a team whose company does not exist yet."""

    company = models.ForeignKey(
        "companies.Company", models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("company")
    )
    team_name = models.CharField(_("team (company to be founded)"), max_length=120, blank=True)
    name = models.CharField(_("project"), max_length=160)
    name_en = models.CharField(_("project in English"), max_length=200, blank=True)
    one_liner = models.CharField(_("in one sentence"), max_length=200, blank=True)
    track = models.CharField(_("track"), max_length=20, choices=Track, blank=True)
    modality = models.CharField(_("modality"), max_length=20, choices=Modality, blank=True)
    stage = models.CharField(_("stage"), max_length=16, choices=Stage, blank=True)
    city = models.CharField(_("present city"), max_length=60, blank=True)
    competing = models.CharField(_("competing places"), max_length=160, blank=True)
    landing = models.CharField(_("landing intention"), max_length=10, choices=Landing, blank=True)
    needs = models.CharField(_("needs besides money"), max_length=300, blank=True)
    presenter = models.ForeignKey(
        "companies.Person", models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("presenter")
    )
    demo = models.BooleanField(_("demo data"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ProjectQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(company__isnull=False) | ~Q(team_name=""), name="project_has_company_or_team"
            )
        ]

    def __str__(self):
        return (self.name_en if get_language() == "en" else "") or self.name

    @property
    def holder(self):
        """The company's name, or the team's."""
        return str(self.company) if self.company_id else self.team_name


class Registration(LockedModel):
    """One project for one edition. `reserve_rank` is internal and never shown to founders or funds."""

    LOCKED = (
        "state", "reserve_rank", "slot", "number", "submitted_at", "confirm_by", "entered_state_at",
        "materials", "materials_done", "materials_needed",
    )  # fmt: skip
    NEXT = NEXT

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # one form = one registration
    edition = models.ForeignKey(
        "roadshows.Edition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("edition"),
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="registrations", verbose_name=_("project")
    )
    owner = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("promoter"),
    )
    presenter = models.ForeignKey(
        "companies.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("presenter"),
    )
    state = models.CharField(_("state"), max_length=12, choices=RegistrationState, default=RegistrationState.DRAFT)
    number = models.CharField(_("registration number"), max_length=24, blank=True)
    ask = AmountField(_("ask"))
    round_type = models.CharField(_("round sought"), max_length=20, choices=RoundType, blank=True)
    materials = models.JSONField(_("materials in hand"), default=dict, blank=True)
    materials_done = models.PositiveSmallIntegerField(_("required materials in hand"), default=0)
    materials_needed = models.PositiveSmallIntegerField(_("required materials"), default=0)
    company_adds_later = models.BooleanField(_("the company adds materials later"), default=False)
    draft = models.JSONField(_("draft as typed"), default=dict, blank=True)
    draft_saved_at = models.DateTimeField(_("draft saved"), null=True, blank=True)
    slot = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    reserve_rank = models.SmallIntegerField(_("reserve rank"), null=True, blank=True)  # negative while renumbering
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    confirm_by = models.DateTimeField(_("confirm by"), null=True, blank=True)
    entered_state_at = models.DateTimeField(_("in this state since"), null=True, blank=True)
    source = models.CharField(_("came by"), max_length=20, default="page")
    rolled_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="rolled_to",
        verbose_name=_("rolled from"),
    )
    demo = models.BooleanField(_("demo data"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = RegistrationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["draft"])

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "project"],
                condition=~Q(state__in=("draft", "withdrawn", "deferred", "declined", "lapsed")),
                name="project_once_per_edition",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="one_registration_number"),
            models.UniqueConstraint(
                fields=["edition", "slot"], condition=Q(slot__isnull=False), name="one_project_per_slot"
            ),
            models.UniqueConstraint(
                fields=["edition", "reserve_rank"],
                condition=Q(reserve_rank__isnull=False),
                name="one_project_per_reserve_rank",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("selected", "confirmed", "presented"), slot__isnull=False)
                | (~Q(state__in=("selected", "confirmed", "presented")) & Q(slot__isnull=True)),
                name="a_place_for_those_who_hold_one",
            ),
            models.CheckConstraint(
                condition=Q(state="reserve", reserve_rank__isnull=False)
                | (~Q(state="reserve") & Q(reserve_rank__isnull=True)),
                name="a_rank_for_reserves_only",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(edition__isnull=False, project__isnull=False),
                name="submitted_names_edition_and_project",
            ),
            models.CheckConstraint(
                condition=Q(materials_done__lte=models.F("materials_needed")), name="no_more_materials_than_needed"
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "state"], name="registration_board"),  # the board
            models.Index(fields=["owner", "state"], name="registration_mine"),  # the desk
            models.Index(
                fields=["confirm_by"], name="registration_lapse", condition=Q(state="selected")
            ),  # lapse_due()
        ]

    def __str__(self):
        return self.number or f"#{self.pk}"

    def get_absolute_url(self):
        return address("roadshows:registration", self.pk)


class Application(models.Model):
    """What a founder typed on the call page, kept apart from what we know until a promoter claims it."""

    edition = models.ForeignKey(
        "roadshows.Edition", models.CASCADE, related_name="applications", verbose_name=_("edition")
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company_name = models.CharField(_("company or team"), max_length=200)
    project_name = models.CharField(_("project"), max_length=160)
    one_liner = models.CharField(_("in one sentence"), max_length=200, blank=True)
    track = models.CharField(_("track"), max_length=20, choices=Track, blank=True)
    stage = models.CharField(_("stage"), max_length=16, choices=Stage, blank=True)
    ask_text = models.CharField(_("ask"), max_length=120, blank=True)
    contact_name = models.CharField(_("your name"), max_length=80)
    mobile = models.CharField(_("mobile"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    notice_version = models.CharField(_("notice version"), max_length=20)
    received_at = models.DateTimeField(_("received"))
    claimed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("claimed by")
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    registration = models.OneToOneField(
        Registration, models.SET_NULL, null=True, blank=True, related_name="application", verbose_name=_("registration")
    )
    demo = models.BooleanField(_("demo data"), default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-received_at"]

    def __str__(self):
        return self.project_name
