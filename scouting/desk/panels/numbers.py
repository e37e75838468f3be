"""The director's figures: this year of roadshows, the directory, and what waits. Each leads to the list behind it."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.models import Company, Event, FundingRound
from roadshows.models import Edition, Invitation, Outcome, Registration
from roadshows.states import SEATED, EditionState, RegistrationState
from scouting.base import clock


@dataclass(frozen=True)
class Stat:
    label: str
    value: object
    url: str = ""
    hint: str = ""
    tone: str = ""


def year_so_far(user, now):
    """Editions held, projects shown, funds that accepted, and what followed, since 1 January in Nanjing."""
    first = clock.at(clock.local_date(now).replace(month=1, day=1))
    this_year = Q(edition__starts__gte=first, edition__starts__lte=now)
    held = Edition.objects.filter(starts__gte=first, starts__lte=now, state=EditionState.HELD)
    shown = Registration.objects.filter(this_year, state=RegistrationState.PRESENTED)
    came = Invitation.objects.filter(this_year, state__in=SEATED).exclude(attended=False)
    outcomes = Outcome.objects.filter(on__gte=clock.local_date(first)).aggregate(
        all=Count("pk"), landed=Count("pk", filter=Q(landed=True))
    )
    events = reverse("roadshows:list")
    return [
        Stat(_("Events held"), held.count(), events),
        Stat(_("Projects presented"), shown.count(), events),
        Stat(_("Funds that accepted"), came.count(), events),
        Stat(_("Outcomes recorded"), outcomes["all"], events),
        Stat(_("Landed"), outcomes["landed"], events, tone="good" if outcomes["landed"] else ""),
    ]


def this_month(user, now):
    """What was found and done since the first of the month."""
    first = clock.at(clock.local_date(now).replace(day=1))
    recorded = Event.objects.filter(recorded_at__gte=first, recorded_at__lte=now).values("kind")
    kinds = dict(recorded.order_by().annotate(n=Count("pk")).values_list("kind", "n"))
    month = f"{clock.local_date(first):%Y-%m}"
    rounds = FundingRound.objects.filter(announced_sort__gte=clock.local_date(first))
    return [
        Stat(_("Companies added"), kinds.get("company_added", 0), reverse("companies:list")),
        Stat(_("Contacts logged"), kinds.get("contact", 0), reverse("companies:list")),
        Stat(_("Rounds announced"), rounds.count(), f"{reverse('companies:rounds')}?announced={month}"),
        Stat(_("Companies nobody looks after"), unowned(), f"{reverse('companies:list')}?owner=none", tone="wait"),
    ]


def unowned():
    """Companies of the park without an owner, counted to a thousand."""
    rows = Company.objects.current().filter(owner__isnull=True).exclude(park_name="")
    return rows.order_by()[:1000].count()
