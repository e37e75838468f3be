"""What funds want of the projects they saw, and the contacts that both sides agreed to open.

A pass and its reason are for the team alone: no queryset or page gives them to a founder or to another fund.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadshows.querysets import InterestQuerySet, OpeningQuerySet
from roadshows.states import INTEREST_NEXT, WISHES, InterestState, PassReason, Reply, Side
from scouting.accounts.models.audit import Via
from scouting.accounts.states import LockedModel


class Interest(LockedModel):
    """One fund, one project. Who agreed to open contacts, and by which way, stands here until both have."""

    LOCKED = ("state", "why", "words", "deck_asked_at", "deck_sent_at", "shared_at", "reply", "replied_at")
    NEXT = INTEREST_NEXT

    invitation = models.ForeignKey(
        "roadshows.Invitation", models.CASCADE, related_name="interests", verbose_name=_("invitation")
    )
    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="interests", verbose_name=_("registration")
    )
    state = models.CharField(pgettext_lazy("of a fund", "interest"), max_length=8, choices=InterestState)
    why = models.CharField(_("why it passes"), max_length=8, choices=PassReason, blank=True)
    words = models.CharField(_("in its own words"), max_length=200, blank=True)
    note = models.CharField(_("note for the team"), max_length=300, blank=True)
    marked_at = models.DateTimeField(_("first marked"))
    changed_at = models.DateTimeField(_("marked so since"))
    deck_asked_at = models.DateTimeField(_("asked for the presentation"), null=True, blank=True)
    deck_sent_at = models.DateTimeField(_("presentation sent"), null=True, blank=True)
    shared_at = models.DateTimeField(_("fund agreed to open contacts"), null=True, blank=True)
    shared_via = models.CharField(_("fund agreed by"), max_length=10, choices=Via, blank=True)
    shared_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("keyed in by")
    )
    sharer = models.ForeignKey(
        "companies.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund's person")
    )
    reply = models.CharField(_("founder's answer"), max_length=8, choices=Reply, blank=True)
    replied_at = models.DateTimeField(_("founder answered"), null=True, blank=True)
    replied_via = models.CharField(_("founder answered by"), max_length=10, choices=Via, blank=True)
    replied_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("keyed in by")
    )
    replier = models.ForeignKey(
        "companies.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("founder")
    )
    demo = models.BooleanField(_("demo data"), default=False)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a fund", "interest")
        verbose_name_plural = pgettext_lazy("of funds", "interest")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "registration"], name="one_interest_a_fund_and_project"),
            models.CheckConstraint(
                condition=(Q(state="pass") & ~Q(why="")) | (~Q(state="pass") & Q(why="", words="")),
                name="a_pass_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True) | Q(state__in=("deck", "meeting")), name="contacts_for_a_wish_only"
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="a_reply_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["registration", "state"], name="interest_in_project"),  # the founder's page
            models.Index(
                fields=["deck_asked_at"], name="interest_deck", condition=Q(deck_sent_at__isnull=True)
            ),  # the desk: what is to be sent
        ]

    def __str__(self):
        return f"{self.get_state_display()}"

    @property
    def deck_unanswered(self):
        """The fund asked for the presentation after the founder had agreed to something else."""
        agreed = self.state in WISHES and self.reply == Reply.AGREED
        return agreed and self.deck_asked_at is not None and self.deck_asked_at > self.replied_at


class ContactOpening(LockedModel):
    """Both agreed: the fund's person and the presenter see how to reach each other, until one of them closes it."""

    LOCKED = ("withdrawn_at", "withdrawn_side", "withdrawn_via")

    edition = models.ForeignKey("roadshows.Edition", models.CASCADE, related_name="openings", verbose_name=_("edition"))
    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="openings", verbose_name=_("registration")
    )
    invitation = models.ForeignKey(
        "roadshows.Invitation", models.CASCADE, related_name="openings", verbose_name=_("invitation")
    )
    fund_person = models.ForeignKey(
        "companies.Person", models.PROTECT, related_name="+", verbose_name=_("fund's person")
    )
    presenter = models.ForeignKey("companies.Person", models.PROTECT, related_name="+", verbose_name=_("founder"))
    fund_at = models.DateTimeField(_("fund agreed"))
    fund_via = models.CharField(_("fund agreed by"), max_length=10, choices=Via)
    fund_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("keyed in by")
    )
    project_at = models.DateTimeField(_("founder agreed"))
    project_via = models.CharField(_("founder agreed by"), max_length=10, choices=Via)
    project_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("keyed in by")
    )
    opened_at = models.DateTimeField(_("opened"))
    withdrawn_at = models.DateTimeField(_("closed"), null=True, blank=True)
    withdrawn_side = models.CharField(_("closed by the side of"), max_length=8, choices=Side, blank=True)
    withdrawn_via = models.CharField(_("closed by"), max_length=10, choices=Via, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("keyed in by")
    )
    demo = models.BooleanField(_("demo data"), default=False)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("contacts opened")
        verbose_name_plural = _("contacts opened")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "invitation"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_live_opening_a_fund_and_project",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_side="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_side="")),
                name="who_closed_it_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.invitation_id} – {self.registration_id}"
