from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from simple_history.models import HistoricalRecords

from companies.fields import AmountField
from roadshows.querysets import EditionQuerySet, InvitationQuerySet
from roadshows.states import EDITION_NEXT, INVITATION_NEXT, EditionState, InvitationState
from scouting.accounts.states import LockedModel
from scouting.base import clock


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


class PitchFormat(models.TextChoices):
    """Minutes of talk and of questions."""

    LONG = "8+7", pgettext_lazy("pitch", "8 minutes and 7 of questions")
    SHORT = "7+3", pgettext_lazy("pitch", "7 minutes and 3 of questions")


def state_label(state, series):
    """A state in words. Only a roadshow has a call: a salon or seminar is announced."""
    if series != Series.ROADSHOW and state in (EditionState.OPEN, EditionState.CLOSED):
        return pgettext("edition state", "Announced")
    return EditionState(state).label


class Edition(LockedModel):
    """One event of a series. `taken` counts the places held; `sequence` goes up with each change of time or place.

    `seats_taken` and `online_taken` count what invited funds hold in the room and online.
    """

    LOCKED = ("state", "taken", "sequence", "seats_taken", "online_taken", "materials")
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
    seats_taken = models.PositiveSmallIntegerField(_("fund seats taken"), default=0)
    online_seats = models.PositiveSmallIntegerField(_("fund seats online"), null=True, blank=True)
    online_taken = models.PositiveSmallIntegerField(_("fund seats online taken"), default=0)
    seats_per_fund = models.PositiveSmallIntegerField(_("seats a fund may have"), default=1)
    answer_days = models.PositiveSmallIntegerField(_("days a fund has to answer"), default=3)
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0)
    promotion = models.CharField(_("reserves move up"), max_length=10, choices=Promotion, default=Promotion.ASK)
    state = models.CharField(_("state"), max_length=10, choices=EditionState, default=EditionState.PLANNED)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0)
    materials = models.JSONField(_("materials asked for"), default=list, blank=True)
    late_materials = models.BooleanField(_("materials may come after the deadline"), default=True)
    recap = models.TextField(_("recap"), blank=True)
    visitors = models.PositiveIntegerField(_("people on site"), null=True, blank=True)
    funds_told = models.PositiveIntegerField(_("funds, as an old list says"), null=True, blank=True)
    viewers_peak = models.PositiveIntegerField(_("peak viewers online"), null=True, blank=True)
    viewers_total = models.PositiveIntegerField(_("views in all"), null=True, blank=True)
    calendar_known = models.BooleanField(_("holidays of the year known"), default=True)
    owner = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    pitch_format = models.CharField(_("length of a pitch"), max_length=5, choices=PitchFormat, default=PitchFormat.LONG)
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
            models.CheckConstraint(condition=Q(seats_taken__lte=F("seats")), name="never_more_than_the_fund_seats"),
            models.CheckConstraint(
                condition=Q(online_seats__isnull=True) | Q(online_taken__lte=F("online_seats")),
                name="never_more_than_the_online_seats",
            ),
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

    @property
    def pitch_minutes(self):
        return sum(map(int, self.pitch_format.split("+")))

    def get_state_display(self):
        """Now: a call whose first day is still to come is announced, not open."""
        if self.state == EditionState.OPEN and self.call_opens and self.call_opens > clock.now():
            return pgettext("edition state", "Announced")
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


class Invitation(LockedModel):
    """A fund and its seats at an edition: who sits there and what they answered.

    `wave` says with whom it was invited; `delegate` comes in place of `person`; `seats` count while they are held.
    """

    LOCKED = ("state", "wave", "seats", "delegate", "invited_at", "answer_by", "answered_at")
    NEXT = INVITATION_NEXT

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="invitations", verbose_name=_("edition"))
    investor = models.ForeignKey(
        "companies.Investor", models.PROTECT, related_name="invitations", verbose_name=_("investor")
    )
    person = models.ForeignKey(
        "companies.Person", models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("person")
    )
    delegate = models.ForeignKey(
        "companies.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name=_("delegate"),
    )
    state = models.CharField(_("state"), max_length=10, choices=InvitationState, default=InvitationState.INVITED)
    wave = models.PositiveSmallIntegerField(_("wave"), default=1)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    over_reason = models.CharField(_("why more seats"), max_length=300, blank=True)
    why_not = models.CharField(_("reason given"), max_length=300, blank=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    attended = models.BooleanField(_("attended"), null=True, blank=True)
    demo = models.BooleanField(_("demo data"), default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "investor"], name="one_invitation_per_fund"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="an_invitation_has_a_seat"),
            models.CheckConstraint(
                condition=~Q(state="delegated") | Q(delegate__isnull=False), name="a_delegate_is_named"
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "state"], name="invitation_of_edition"),  # the invitations page, waves
            models.Index(fields=["answer_by"], name="invitation_lapse", condition=Q(state="invited")),  # lapse_due()
        ]

    def __str__(self):
        return f"{self.edition} {self.investor}"

    @property
    def attendee(self):
        """Who takes part: the delegate where one is named, else the person invited."""
        return self.delegate or self.person

    def get_absolute_url(self):
        return reverse("roadshows:invitation", args=[self.pk])


class Outcome(models.Model):
    """What came of a presented project: one line, with the money that followed where there is some.

    A line with a stage is an answer to "what came of it"; its money is all that was raised since the show, so that a
    later answer of the same teller replaces an earlier one. Lines without a stage add up. What a side says of a 1:1
    meeting is one line with its `rating`.
    """

    class Stage(models.TextChoices):
        INTEREST = "interest", pgettext_lazy("outcome", "Interest, in talks")
        DILIGENCE = "diligence", pgettext_lazy("outcome", "Due diligence")
        TERM_SHEET = "term_sheet", pgettext_lazy("outcome", "Term sheet")
        INVESTED = "invested", pgettext_lazy("outcome", "Invested")
        DROPPED = "dropped", pgettext_lazy("outcome", "Nothing came of it")

    class Teller(models.TextChoices):
        TEAM = "team", pgettext_lazy("who told", "Our team")
        FOUNDER = "founder", pgettext_lazy("who told", "Founder")
        FUND = "fund", pgettext_lazy("who told", "Fund")

    class Rating(models.TextChoices):
        GOOD = "good", pgettext_lazy("meeting was", "Good, we want to go on")
        FAIR = "fair", pgettext_lazy("meeting was", "Useful")
        NOT = "not", pgettext_lazy("meeting was", "It does not fit")

    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="outcomes", verbose_name=_("registration")
    )
    on = models.DateField(_("on"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, blank=True)
    told_by = models.CharField(_("told by"), max_length=8, choices=Teller, default=Teller.TEAM)
    investor = models.ForeignKey(
        "companies.Investor", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("investor")
    )
    meeting = models.ForeignKey(
        "roadshows.Meeting",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("1:1 meeting"),
    )
    rating = models.CharField(_("how the meeting was"), max_length=6, choices=Rating, blank=True)
    text = models.CharField(_("outcome"), max_length=300, blank=True)
    raised = AmountField(_("raised"))
    landed = models.BooleanField(_("landed"), default=False)
    demo = models.BooleanField(_("demo data"), default=False)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "told_by"], condition=Q(meeting__isnull=False), name="one_answer_of_a_side"
            )
        ]

    def __str__(self):
        return self.text or self.get_stage_display() or self.get_rating_display()
