from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from simple_history.models import HistoricalRecords

from companies.fields import AmountField
from roadshows.querysets import EditionQuerySet
from roadshows.states import EDITION_NEXT, EditionState
from scouting.accounts.states import LockedModel


class Series(models.TextChoices):
    SALON = "salon", pgettext_lazy("series", "Salon")
    SEMINAR = "seminar", pgettext_lazy("series", "Seminar")
    ROADSHOW = "roadshow", pgettext_lazy("series", "Roadshow")


class Mode(models.TextChoices):
    ONSITE = "onsite", pgettext_lazy("mode", "On site")
    ONLINE = "online", pgettext_lazy("mode", "Online")
    HYBRID = "hybrid", pgettext_lazy("mode", "On site and online")


class Promotion(models.TextChoices):
    ASK = "ask", pgettext_lazy("promotion", "Ask the organiser")
    AUTOMATIC = "automatic", pgettext_lazy("promotion", "By itself")


def state_label(state, series):
    """A state in words. Only a roadshow has a call: a salon or seminar is announced."""
    if series != Series.ROADSHOW and state in (EditionState.OPEN, EditionState.CLOSED):
        return pgettext("edition state", "Announced")
    return EditionState(state).label


class Edition(LockedModel):
    """One event of a series. `taken` counts the places held; `sequence` goes up with each change of time or place."""

    LOCKED = ("state", "taken", "sequence")
    NEXT = EDITION_NEXT

    series = models.CharField(_("series"), max_length=10, choices=Series, default=Series.ROADSHOW)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    theme = models.CharField(_("theme"), max_length=120, blank=True)
    theme_en = models.CharField(_("theme in English"), max_length=160, blank=True)
    tracks = models.JSONField(_("tracks"), default=list, blank=True)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.HYBRID)
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    online_link = models.URLField(_("online link"), blank=True)
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"))
    call_opens = models.DateTimeField(_("call opens"), null=True, blank=True)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    confirm_by_hours = models.PositiveSmallIntegerField(_("hours to confirm"), default=48)
    slots = models.PositiveSmallIntegerField(_("project places"), default=3)
    seats = models.PositiveSmallIntegerField(_("fund seats"), default=5)
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0)
    promotion = models.CharField(_("reserves move up"), max_length=10, choices=Promotion, default=Promotion.ASK)
    state = models.CharField(_("state"), max_length=10, choices=EditionState, default=EditionState.PLANNED)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0)
    materials = models.JSONField(_("materials asked for"), default=list, blank=True)
    recap = models.TextField(_("recap"), blank=True)
    viewers_peak = models.PositiveIntegerField(_("peak viewers online"), null=True, blank=True)
    viewers_total = models.PositiveIntegerField(_("views in all"), null=True, blank=True)
    calendar_known = models.BooleanField(_("holidays of the year known"), default=True)
    owner = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    demo = models.BooleanField(_("demo data"), default=False)

    objects = EditionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="edition_ends_after_start"),
            models.CheckConstraint(condition=Q(taken__lte=F("slots")), name="never_more_than_the_places"),
            models.UniqueConstraint(
                fields=["series", "number"], condition=Q(number__isnull=False), name="one_edition_per_number"
            ),
        ]
        indexes = [models.Index(fields=["series", "-starts"], name="edition_by_start")]  # lists and the calendar

    def __str__(self):
        return self.slug

    @property
    def free(self):
        return max(self.slots - self.taken, 0)

    def get_state_display(self):
        return state_label(self.state, self.series)

    def get_absolute_url(self):
        return reverse("roadshows:edition", args=[self.slug])


class Extension(models.Model):
    """A later deadline for one registration, or for the whole edition if none is named."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="extensions", verbose_name=_("edition"))
    registration = models.ForeignKey(
        "roadshows.Registration",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="extensions",
        verbose_name=_("registration"),
    )
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("granted by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-at"]

    def __str__(self):
        return f"{self.edition} {self.until:%m-%d %H:%M}"


class Invitation(models.Model):
    """A fund invited to an edition: who sits there and what they answered."""

    class Answer(models.TextChoices):
        OPEN = "open", pgettext_lazy("invitation", "No answer yet")
        COMING = "coming", pgettext_lazy("invitation", "Coming")
        ONLINE = "online", pgettext_lazy("invitation", "Online")
        DECLINED = "declined", pgettext_lazy("invitation", "Cannot come")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="invitations", verbose_name=_("edition"))
    investor = models.ForeignKey(
        "companies.Investor", models.PROTECT, related_name="invitations", verbose_name=_("investor")
    )
    person = models.ForeignKey(
        "companies.Person", models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("person")
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    attended = models.BooleanField(_("attended"), null=True, blank=True)
    demo = models.BooleanField(_("demo data"), default=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["edition", "investor"], name="one_invitation_per_fund")]

    def __str__(self):
        return f"{self.edition} {self.investor}"


class Outcome(models.Model):
    """What came of a presented project: one line, with the money that followed where there is some."""

    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="outcomes", verbose_name=_("registration")
    )
    on = models.DateField(_("on"))
    text = models.CharField(_("outcome"), max_length=300)
    raised = AmountField(_("raised"))
    landed = models.BooleanField(_("landed"), default=False)
    demo = models.BooleanField(_("demo data"), default=False)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["-on", "-id"]

    def __str__(self):
        return self.text
