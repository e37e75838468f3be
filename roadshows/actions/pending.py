"""Decisions of a selection meeting: prepared on the board, told to nobody, and published together (publishing.py).

The edition's row is locked first, then the registration's, then the decision's: so do all who touch more than one.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from roadshows.actions import places, ranks
from roadshows.actions.errors import NoPlaceLeft, ReasonMissing
from roadshows.actions.moves import require_still_to_come
from roadshows.models import PendingDecision, Registration
from roadshows.states import DECIDED, HOLDING, NEEDS_REASON, NEXT, PendingState, RegistrationState
from scouting.accounts.states import WrongState, log_change, move, remember_history

S, P = RegistrationState, PendingState
RERANKED = "reranked"


@dataclass(frozen=True)
class Picture:
    """The places as they will be once everything prepared is published; `staying` wait on the reserve already and go
    on waiting, `reserves` all who wait then."""

    slots: int
    taken: int
    coming: int
    leaving: int
    staying: int
    reserves: int

    @property
    def held(self):
        return self.taken + self.coming - self.leaving

    @property
    def free(self):
        return self.slots - self.held

    @property
    def over(self):
        return max(-self.free, 0)

    @property
    def outcome(self):
        """What preparing one more selection gives: "selected", or the number on the reserve."""
        return "selected" if self.free > 0 else self.reserves + 1


def picture(edition, live=None, waiting=None):
    """`live` are the prepared decisions with their registrations, `waiting` the reserves: given by a page that has
    them."""
    if live is None:
        live = list(PendingDecision.objects.live().filter(edition=edition).select_related("registration"))
    if waiting is None:
        waiting = Registration.objects.filter(edition=edition, state=S.RESERVE).count()
    coming = sum(d.to_state == S.SELECTED for d in live)
    leaving = sum(d.registration.state in HOLDING and d.to_state != S.SELECTED for d in live)
    staying = waiting - sum(d.registration.state == S.RESERVE for d in live)
    reserves = staying + sum(d.to_state == S.RESERVE for d in live)
    return Picture(edition.slots, edition.taken, coming, leaving, staying, reserves)


def spoken_for(edition):
    """Every free place is meant for a prepared selection: none is to be offered to a reserve by itself."""
    live = PendingDecision.objects.live().filter(edition=edition)
    return edition.taken + live.filter(to_state=S.SELECTED).count() >= edition.slots


@transaction.atomic
def prepare(reg, to, *, by, now, reason=""):
    """Mean to decide `to` about the registration, instead of what was prepared before. Nothing leaves.

    A selection beyond the places is prepared as a reserve: look at .to_state of what is returned.
    Raises WrongState, ReasonMissing, NoPlaceLeft, EventOver.
    """
    reason = reason.strip()[:500]
    if to in NEEDS_REASON and not reason:
        raise ReasonMissing
    edition = places.lock(reg.edition_id)
    if to in (S.SELECTED, S.RESERVE):
        require_still_to_come(edition, now)
    state = Registration.objects.select_for_update().values_list("state", flat=True).get(pk=reg.pk)
    if to not in DECIDED or to not in NEXT[state]:
        reg.refresh_from_db()
        raise WrongState(reg, to)
    _take_back(PendingDecision.objects.live().filter(registration=reg).first(), by=by, now=now)
    if to == S.SELECTED and picture(edition).free <= 0:
        if state == S.RESERVE:
            raise NoPlaceLeft
        to = S.RESERVE
    return _write(reg, to, reason, by=by, now=now)


def _write(reg, to, reason, *, by, now):
    rank = None
    if to == S.RESERVE:
        last = PendingDecision.objects.live().filter(edition=reg.edition_id).aggregate(last=Max("rank"))["last"]
        rank = (last or 0) + 1
    made = PendingDecision.objects.create(
        edition_id=reg.edition_id, registration=reg, to_state=to, reason=reason, rank=rank, by=by, at=now
    )
    log_change(made, "", made.state, now=now, by=by)
    return made


@transaction.atomic
def undo(reg, *, by, now):
    """Take the prepared decision back. Returns it, or None where there is none any more."""
    places.lock(reg.edition_id)
    return _take_back(PendingDecision.objects.live().filter(registration=reg).first(), by=by, now=now)


def _take_back(decision, *, by, now):
    if decision is not None:
        settle(decision, P.UNDONE, by=by, now=now)
    return decision


def settle(decision, to, *, by, now):
    """Leave `prepared`, once. Gaps in the ranks stay: their order counts. Raises WrongState."""
    move(decision, to, now=now, by=by, rank=None)


@transaction.atomic
def rerank(reg, *, by, now, position):
    """Another place in the reserve: of the reserve itself, or among those prepared for it, who come behind it.

    Ranks are internal and are told to nobody. Raises WrongState where it is neither.
    """
    places.lock(reg.edition_id)
    decision = PendingDecision.objects.live().filter(registration=reg, to_state=S.RESERVE).first()
    if decision is not None:
        _rerank_prepared(decision, position)
        return reg
    reg.refresh_from_db()
    if reg.state != S.RESERVE:
        raise WrongState(reg, S.RESERVE)
    rows, old = Registration.objects.filter(edition=reg.edition_id, state=S.RESERVE), reg.reserve_rank
    new = _within(position, rows)
    if new != old:
        ranks.shift(rows, "reserve_rank", reg.pk, old, new)
        reg.refresh_from_db()
        log_change(reg, reg.state, RERANKED, now=now, by=by, reason=f"{old} → {new}")
        remember_history(reg, by=by, reason=RERANKED)
    return reg


def _rerank_prepared(decision, position):
    rows = PendingDecision.objects.live().filter(edition=decision.edition_id, rank__isnull=False)
    order = list(rows.exclude(pk=decision.pk).order_by("rank").values_list("pk", flat=True))
    order.insert(max(position - 1, 0), decision.pk)
    ranks.renumber(rows, "rank", order)


def _within(position, rows):
    return max(1, min(position, rows.count()))
