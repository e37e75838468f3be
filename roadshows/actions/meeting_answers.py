"""How a meeting was, as each side says: an outcome of the project among others, and a line on the timeline."""

from django.db import transaction

from companies import timeline
from companies.formats.partial_date import PartialDate
from companies.vocab import EventKind
from roadshows.actions import moves, places
from roadshows.models import Meeting, Outcome
from roadshows.models.meetings import Side
from roadshows.states import MeetingState
from scouting.accounts.states import WrongState, log_change
from scouting.base import clock

Stage, Teller = Outcome.Stage, Outcome.Teller
NOTHING, MATERIALS = "none", "materials"
# the next step agreed on, and where the project stands with it
STEPS = {MATERIALS: Stage.INTEREST, "diligence": Stage.DILIGENCE, "term_sheet": Stage.TERM_SHEET, NOTHING: ""}
TELLERS = {Side.FUND: Teller.FUND, Side.PROJECT: Teller.FOUNDER}


@transaction.atomic
def answer(meeting, side, *, now, rating, step, note="", by=None, subject=None):
    """(outcome, whether anything changed). Said again, it replaces what that side said before. Raises WrongState."""
    places.lock(meeting.plan.edition_id)
    related = ("registration__project__company", "registration__edition", "invitation__investor")
    row = Meeting.objects.select_related(*related).get(pk=meeting.pk)
    if row.state != MeetingState.HELD:
        raise WrongState(row, MeetingState.HELD)
    reg, investor = row.registration, row.invitation.investor
    said = {"rating": rating, "stage": STEPS[step], "text": note.strip()[:300]}
    line = Outcome.objects.filter(meeting=row, told_by=TELLERS[side]).first()
    if line and all(getattr(line, name) == value for name, value in said.items()):
        return line, False
    line = line or Outcome(meeting=row, told_by=TELLERS[side], registration=reg, investor=investor, demo=reg.demo)
    line.on = clock.local_date(now)
    for name, value in said.items():
        setattr(line, name, value)
    line.save()
    reason = line.text or str(line)
    log_change(reg, reg.state, "outcome", now=now, by=by, subject=subject, reason=reason, effective_on=line.on)
    _note(row, line, by=by, now=now)
    return line, True


def _note(meeting, line, *, by, now):
    reg, company = meeting.registration, meeting.registration.project.company
    if company is None:
        return
    edition = reg.edition
    data = {"state": "met", "edition": edition.slug, "number": edition.number, "theme": edition.theme}
    data |= moves.named(reg.project, meeting.invitation.investor) | {"note": line.text, "step": line.stage}
    happened = PartialDate(clock.local_date(meeting.told_starts), "day")
    timeline.record(company, EventKind.ROADSHOW, now=now, by=by, data=data, happened=happened)
