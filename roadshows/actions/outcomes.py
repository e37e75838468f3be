"""What came of a project that was shown, and how many watched."""

from django.db import transaction

from companies import timeline
from companies.formats.money import Amount
from companies.vocab import EventKind
from roadshows.actions import places
from roadshows.actions.errors import PeakOverTotal
from roadshows.models import Edition, Outcome
from roadshows.states import RegistrationState
from scouting.accounts.states import WrongState, log_change, remember_history
from scouting.base import clock


def add_outcome(reg, **told):
    """One line of what followed: a meeting, a term sheet, money, a landing. `raised` is an Amount."""
    return add_with_note(reg, **told)[0]


@transaction.atomic
def add_with_note(reg, *, by, now, text, on=None, raised=None, landed=False, **more):
    """The line, and the note on the company's timeline or None; `more` is for that."""
    if reg.state != RegistrationState.PRESENTED:
        raise WrongState(reg, RegistrationState.PRESENTED)
    outcome = Outcome(registration=reg, on=on or clock.local_date(now), text=text, landed=landed, demo=reg.demo)
    outcome.raised = raised or Amount()
    outcome.save()
    log_change(reg, reg.state, "outcome", now=now, by=by, reason=text, effective_on=outcome.on)
    if not reg.project.company:
        return outcome, None
    return outcome, timeline.record(reg.project.company, EventKind.NOTE, now=now, by=by, data={"text": text}, **more)


def refuse_odd_viewers(peak, total):
    if peak is not None and total is not None and peak > total:
        raise PeakOverTotal


def record_viewers(edition, *, by, now, peak, total):
    """Viewers online: most at one moment, and views in all. They are two numbers and are reported apart."""
    return record_attendance(edition, by=by, now=now, visitors=edition.visitors, peak=peak, total=total)


@transaction.atomic
def record_attendance(edition, *, by, now, visitors, peak, total):
    """People on site, most viewers online at one moment, views in all; None is "not known". Raises PeakOverTotal."""
    refuse_odd_viewers(peak, total)
    wanted = {"visitors": visitors, "viewers_peak": peak, "viewers_total": total}
    row = places.lock(edition.pk)
    if any(getattr(row, name) != value for name, value in wanted.items()):
        Edition.objects.filter(pk=edition.pk).update(**wanted)
        row.refresh_from_db()
        said = ", ".join("-" if value is None else str(value) for value in wanted.values())
        log_change(row, row.state, "viewers", now=now, by=by, reason=said)
        remember_history(row, by=by, reason="viewers")
    edition.refresh_from_db()
    return edition
