"""Names given at the desk are kept for two years after the event, as the notice there says, and then go."""

from calendar import isleap

import structlog
from django.db import transaction
from django.db.models import Q

from roadshows.models import Attendance, FailedCheckIn
from roadshows.privacy import GONE
from scouting.accounts.models.audit import Via
from scouting.accounts.states import log_changes

log = structlog.get_logger(__name__)
YEARS, LOT = 2, 200
ERASED = "erased"


def years_before(now):
    leap_day = (now.month, now.day) == (2, 29) and not isleap(now.year - YEARS)
    return now.replace(year=now.year - YEARS, **({"day": 28} if leap_day else {}))


def overdue(now):
    """Arrivals of those who gave a name of their own; hosts known by name alone stand in the agenda anyway."""
    told = ~Q(name=GONE) | ~Q(organisation="") | ~Q(mobile="")
    rows = Attendance.objects.filter(told, person__isnull=True, subject__isnull=False)
    return rows.filter(edition__ends__lt=years_before(now))


def sweep(*, now):
    """Forget who they were; that somebody came stays in the count. Twice is once. Returns how many were forgotten."""
    gone = 0
    while lot := _forget_some(now):
        gone += lot
    old = FailedCheckIn.objects.filter(edition__ends__lt=years_before(now)).exclude(last_four="")
    digits = old.update(last_four="")
    if gone or digits:
        log.info("walk-ins forgotten", arrivals=gone, failed=digits)
    return gone


@transaction.atomic
def _forget_some(now):
    rows = list(overdue(now).select_for_update(of=("self",)).order_by("pk")[:LOT])
    Attendance.objects.filter(pk__in=[row.pk for row in rows]).update(name=GONE, organisation="", mobile="")
    log_changes([(row, "", ERASED) for row in rows], now=now, via=Via.CLOCK, reason=f"{YEARS} years")
    return len(rows)
