from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadshows.querysets import PendingQuerySet
from roadshows.states import DECIDED, PENDING_NEXT, PendingState, RegistrationState
from scouting.accounts.states import LockedModel


class PendingDecision(LockedModel):
    """What a selection meeting means to decide about a registration. Nobody hears of it before it is published.

    The edition stands beside the registration so that the database keeps one rank for one prepared reserve.
    """

    LOCKED = ("state", "rank")
    NEXT = PENDING_NEXT

    edition = models.ForeignKey(
        "roadshows.Edition", models.CASCADE, related_name="pending_decisions", verbose_name=_("edition")
    )
    registration = models.ForeignKey(
        "roadshows.Registration", models.CASCADE, related_name="pending_decisions", verbose_name=_("registration")
    )
    to_state = models.CharField(
        _("decision"), max_length=12, choices=[(s.value, s.label) for s in map(RegistrationState, DECIDED)]
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    rank = models.SmallIntegerField(_("rank among the prepared reserves"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PendingState, default=PendingState.PREPARED)
    by = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("decision", "prepared by"),
    )
    at = models.DateTimeField(_("at"))

    objects = PendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared decision")
        verbose_name_plural = _("prepared decisions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state="prepared"), name="one_prepared_decision_per_project"
            ),
            models.UniqueConstraint(
                fields=["edition", "rank"],
                condition=Q(state="prepared", rank__isnull=False),
                name="one_prepared_reserve_per_rank",
            ),
            models.CheckConstraint(
                condition=~Q(state="prepared")
                | Q(to_state="reserve", rank__isnull=False)
                | (~Q(to_state="reserve") & Q(rank__isnull=True)),
                name="a_rank_for_prepared_reserves_only",
            ),
            models.CheckConstraint(
                condition=~Q(to_state__in=("declined", "deferred")) | ~Q(reason=""), name="a_closing_has_its_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "state"], name="pending_of_edition"),  # the board, promote_next()
        ]

    def __str__(self):
        return f"{self.registration}: {self.get_to_state_display()}"
