"""One registration changes state, with everything that hangs on leaving the old one. Verbs build on change()."""

from companies import timeline
from companies.vocab import Audience, EventKind
from roadshows import interest_letters, letters
from roadshows.actions import agenda, meetings, occupancy, places
from roadshows.actions.errors import EventOver
from roadshows.models import PendingDecision, Registration
from roadshows.states import COMING, HOLDING, NEXT, PendingState, RegistrationState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState, move

S = RegistrationState


def change(reg, to, *, now, by=None, subject=None, via=Via.PAGE, reason="", **columns):
    """Move `reg` to `to` inside the caller's transaction. Raises WrongState, changing nothing.

    `columns` are slot, reserve_rank, confirm_by of the new state; what is not named is emptied, but a place is
    kept between states that hold one.
    """
    before = reg.state
    if to not in NEXT[before]:
        raise WrongState(reg, to)
    left_rank = _let_go(reg, to)
    emptied = {"reserve_rank": None, "confirm_by": None}
    if not (before in HOLDING and to in HOLDING):
        emptied["slot"] = None
    columns = {**emptied, **columns, "entered_state_at": now}
    move(reg, to, now=now, by=by, subject=subject, via=via, reason=reason, allowed={before: NEXT[before]}, **columns)
    if left_rank:
        places.close_ranks(reg.edition_id, left_rank)
    if before == S.CONFIRMED and to != S.PRESENTED:
        meetings.leave(registration=reg, by=by, now=now)
        occupancy.free_registration(reg)
        agenda.drop_pitch(reg)
        interest_letters.no_longer_asked(reg, now=now)
    _overtake(reg, before, to, now=now, by=by)
    letters.supersede(reg, now=now)
    if not {before, to} <= UNDECIDED:
        letters.supersede(reg, now=now, kinds=(letters.RECEIVED,))
    letters.to_colleagues(reg, now=now, by=by, reason=reason)
    return reg


UNDECIDED = {S.SUBMITTED, S.IN_REVIEW}


def _overtake(reg, before, to, *, now, by):
    """What was prepared about a registration that moves by itself no longer holds; being read by experts is no move."""
    if {before, to} <= UNDECIDED:
        return
    for decision in PendingDecision.objects.live().filter(registration=reg):
        move(decision, PendingState.OVERTAKEN, now=now, by=by, rank=None)


def _let_go(reg, to):
    """Free the place that is given up, or lock the ranks that will close; returns the rank left behind."""
    if reg.state in HOLDING and to not in HOLDING:
        places.give_back(reg.edition_id)
    if reg.state != S.RESERVE:
        return None
    places.lock(reg.edition_id)
    return Registration.objects.values_list("reserve_rank", flat=True).get(pk=reg.pk)


def still_to_come(edition, now):
    """Published, not cancelled, not begun."""
    return edition.state in COMING and now < edition.starts


def require_still_to_come(edition, now):
    if not still_to_come(edition, now):
        raise EventOver


def lock_still_to_come(edition_id, now):
    """The edition under lock, as it is now: since a page showed it, it may have been cancelled or moved."""
    edition = places.lock(edition_id)
    require_still_to_come(edition, now)
    return edition


def named(project, fund):
    """Who is told of on a timeline, in both languages."""
    return {"project": project.name, "project_en": project.name_en, "fund": fund.name, "fund_en": fund.name_en}


def note(reg, *, now, by=None, audience=Audience.TEAM):
    """The new state as a line on the company's timeline."""
    company = reg.project.company
    if company is None:
        return None
    edition = reg.edition
    data = {
        "state": reg.state,
        "edition": edition.slug,
        "number": edition.number,
        "theme": edition.theme,
        "project": reg.project.name,
        "project_en": reg.project.name_en,
    }
    return timeline.record(company, EventKind.ROADSHOW, now=now, by=by, data=data, audience=audience)
