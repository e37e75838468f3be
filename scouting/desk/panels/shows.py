"""The last roadshows one by one, as a table and drawn."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from roadshows import wording
from roadshows.models import Edition, Invitation, Outcome, Registration
from roadshows.models.edition import Series
from roadshows.states import SEATED, EditionState, RegistrationState
from scouting.base import clock

SHOWN = 8


@dataclass(frozen=True)
class Show:
    edition: Edition
    title: str
    registered: int
    presented: int
    funds: int
    landed: int


def number(rows, to="edition"):
    """A count over the rows of one edition, as a subquery: joins of several would multiply each other."""
    counted = rows.filter(**{to: OuterRef("pk")}).order_by().values(to).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def last_shows(now):
    """The latest first."""
    registered = Registration.objects.exclude(state=RegistrationState.DRAFT)
    rows = Edition.objects.filter(series=Series.ROADSHOW, state=EditionState.HELD, starts__lte=now).annotate(
        registered=number(registered),
        presented=number(registered.filter(state=RegistrationState.PRESENTED)),
        funds=number(Invitation.objects.filter(state__in=SEATED)),
        landed=number(Outcome.objects.filter(landed=True), to="registration__edition"),
    )
    return [
        Show(e, wording.title(e), e.registered, e.presented, e.funds, e.landed)
        for e in rows.order_by("-starts")[:SHOWN]
    ]


def drawn(shows):
    """Bars from the oldest to the latest; a bar opens its event."""
    shows = list(reversed(shows))

    def bars(name, tone, values):
        data = [{"value": v, "url": s.edition.get_absolute_url()} for v, s in zip(values, shows, strict=True)]
        return {"type": "bar", "name": name, "tone": tone, "data": data, "barMaxWidth": 22}

    return {
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "top": 32, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{clock.local(s.edition.starts):%Y-%m}" for s in shows]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            bars(_("Registered"), "info", [s.registered for s in shows]),
            bars(_("Presented"), "good", [s.presented for s in shows]),
        ],
    }
