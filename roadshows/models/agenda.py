from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PostgresOnlyExclusion(ExclusionConstraint):
    """Emits nothing off PostgreSQL, where actions.agenda checks the same under an IMMEDIATE transaction."""

    def create_sql(self, model, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return None
        return super().create_sql(model, schema_editor)

    def remove_sql(self, model, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return None
        return super().remove_sql(model, schema_editor)

    def constraint_sql(self, model, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return None
        return super().constraint_sql(model, schema_editor)

    def check(self, model, connection):
        return []

    def validate(self, *args, **kwargs):
        """The database decides; a form's own check would race."""


class AgendaItem(models.Model):
    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", pgettext_lazy("agenda", "Sign-in")
        OPENING = "opening", pgettext_lazy("agenda", "Opening")
        SPEECH = "speech", pgettext_lazy("agenda", "Address")
        PARK = "park", pgettext_lazy("agenda", "The park")
        PITCH = "pitch", pgettext_lazy("agenda", "Project pitch")
        COMMENT = "comment", pgettext_lazy("agenda", "Experts' comments")
        TALKS = "talks", pgettext_lazy("agenda", "Free talks and 1:1")
        PHOTO = "photo", pgettext_lazy("agenda", "Group photo")
        BREAK = "break", pgettext_lazy("agenda", "Tea break")

    edition = models.ForeignKey("roadshows.Edition", models.CASCADE, related_name="agenda", verbose_name=_("edition"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=160, blank=True)
    position = models.IntegerField(_("position"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    host = models.CharField(_("host"), max_length=80, blank=True)
    speaker = models.ForeignKey(
        "companies.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("host we know")
    )
    owner = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    room = models.CharField(_("room, if not the venue"), max_length=80, blank=True)
    registration = models.OneToOneField(
        "roadshows.Registration",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="agenda_item",
        verbose_name=_("registration"),
    )

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "position"], name="one_item_per_position")]

    def __str__(self):
        return self.title or self.get_kind_display()


class Occupancy(models.Model):
    """A person, project, room or table is taken from `starts` until before `ends`, in whichever edition."""

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("occupancy", "Person")
        PROJECT = "project", pgettext_lazy("occupancy", "Project")
        ROOM = "room", pgettext_lazy("occupancy", "Room")
        TABLE = "table", pgettext_lazy("occupancy", "Table")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    resource = models.CharField(_("who or what"), max_length=80)
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    edition = models.ForeignKey(
        "roadshows.Edition", models.CASCADE, related_name="occupancies", verbose_name=_("edition")
    )
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, blank=True, verbose_name=_("agenda item"))
    meeting = models.ForeignKey(
        "roadshows.Meeting", models.CASCADE, null=True, blank=True, verbose_name=_("1:1 meeting")
    )

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        indexes = [
            models.Index(fields=["kind", "resource", "starts"], name="occupancy_of")
        ]  # free times of one resource
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="occupancy_ends_after_start"),
            PostgresOnlyExclusion(
                name="nothing_in_two_places",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("resource", RangeOperators.EQUAL),
                    (Func(F("starts"), F("ends"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.resource}"


class AgendaVersion(models.Model):
    """The agenda as it was published: what everybody outside the team reads. Each row counts minutes from the start,
    so that it moves along with the event."""

    edition = models.ForeignKey(
        "roadshows.Edition", models.CASCADE, related_name="agenda_versions", verbose_name=_("edition")
    )
    number = models.PositiveIntegerField(_("version"))
    rows = models.JSONField(_("rows"), default=list)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        verbose_name = _("published agenda")
        verbose_name_plural = _("published agendas")
        ordering = ["edition", "-number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="one_agenda_per_version")]

    def __str__(self):
        return f"{self.edition} {self.number}"


class PlanApproval(models.Model):
    """A leader said yes to theme, projects and guests as they stood; what differs from `plan` has changed since."""

    edition = models.ForeignKey(
        "roadshows.Edition", models.CASCADE, related_name="approvals", verbose_name=_("edition")
    )
    plan = models.JSONField(_("plan"), default=dict)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("approved by"))

    class Meta:
        verbose_name = _("approval of a plan")
        verbose_name_plural = _("approvals of plans")
        ordering = ["edition", "-id"]

    def __str__(self):
        return f"{self.edition} {self.at:%Y-%m-%d}"
