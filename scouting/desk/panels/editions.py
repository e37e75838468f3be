"""The next editions: how long, which places, what is missing."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from roadshows import wording
from roadshows.models import Edition, Invitation, Registration
from roadshows.models.edition import Series
from roadshows.states import HOLDING, UNTOLD, RegistrationState
from scouting.base import clock

AHEAD = 4  # editions shown: the next roadshow in full, the others in a line each


@dataclass
class Card:
    edition: Edition
    title: str
    when: str
    days: int  # calendar days until it begins
    deadline_days: int | None = None  # until the call closes; None once it has
    counts: dict = field(default_factory=dict)  # registrations by state
    missing: int = 0  # registrations holding a place whose materials are not complete

    @property
    def waiting(self):
        return self.counts.get(RegistrationState.SUBMITTED, 0) + self.counts.get(RegistrationState.IN_REVIEW, 0)

    @property
    def to_confirm(self):
        return self.counts.get(RegistrationState.SELECTED, 0)

    @property
    def reserves(self):
        return self.counts.get(RegistrationState.RESERVE, 0)


def days_until(moment, now):
    return (clock.local_date(moment) - clock.local_date(now)).days


def card(edition, now):
    closes = edition.deadline
    return Card(
        edition=edition,
        title=wording.title(edition),
        when=wording.when(edition),
        days=days_until(edition.starts, now),
        deadline_days=days_until(closes, now) if closes and closes >= now else None,
    )


def next_editions(user, now):
    """(the next roadshow with its figures or None, the other coming editions)."""
    coming = [card(e, now) for e in Edition.objects.coming(now).order_by("starts")[:AHEAD]]
    main = next((c for c in coming if c.edition.series == Series.ROADSHOW), None)
    if main and user.is_team:
        fill_in(main)
    return main, [c for c in coming if c is not main]


def fill_in(main):
    """How many registrations are in which state, and how many of those with a place still owe materials."""
    rows = Registration.objects.filter(edition=main.edition)
    main.counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    main.missing = rows.filter(state__in=HOLDING).owing().count()


def invitations(user, now):
    """Coming editions that invited this fund partner, with the answer given."""
    own = Q(person__subject=user.subject_id) | Q(delegate__subject=user.subject_id)
    rows = Invitation.objects.filter(own, edition__ends__gte=now).exclude(state__in=UNTOLD)
    rows = rows.select_related("edition", "investor").order_by("edition__starts")
    return [(invitation, card(invitation.edition, now)) for invitation in rows[:6]]
