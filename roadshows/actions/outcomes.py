"""What came of a project that was shown, and how many watched."""

from django.db import transaction

from companies import timeline
from companies.formats.money import Amount
from companies.vocab import EventKind
from roadshows.models import Edition, Outcome
from roadshows.states import RegistrationState
from scouting.accounts.states import WrongState, log_change
from scouting.base import clock


@transaction.atomic
def add_outcome(reg, *, by, now, text, on=None, raised=None, landed=False):
    """One line of what followed: a meeting, a term sheet, money, a landing. `raised` is an Amount."""
    if reg.state != RegistrationState.PRESENTED:
        raise WrongState(reg, RegistrationState.PRESENTED)
    outcome = Outcome(registration=reg, on=on or clock.local_date(now), text=text, landed=landed, demo=reg.demo)
    outcome.raised = raised or Amount()
    outcome.save()
    log_change(reg, reg.state, "outcome", now=now, by=by, reason=text, effective_on=outcome.on)
    if reg.project.company:
        timeline.record(reg.project.company, EventKind.NOTE, now=now, by=by, data={"text": text})
    return outcome


@transaction.atomic
def record_viewers(edition, *, by, now, peak, total):
    """Viewers online: most at one moment, and views in all. They are two numbers and are reported apart."""
    Edition.objects.filter(pk=edition.pk).update(viewers_peak=peak, viewers_total=total)
    edition.refresh_from_db()
    log_change(edition, edition.state, "viewers", now=now, by=by, reason=f"{peak}, {total}")
    return edition
