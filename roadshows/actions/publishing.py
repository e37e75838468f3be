"""What was prepared is published: each decision in a transaction of its own, by the same verbs as on the board.

A preview does the whole of it and takes everything back, so that it shows the very letters and nothing else.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max

from roadshows.actions import decisions, pending, places
from roadshows.actions.errors import NoPlaceLeft, Refused
from roadshows.models import PendingDecision, Registration
from roadshows.states import HOLDING, PendingState, RegistrationState
from scouting.accounts.states import WrongState
from scouting.base.patience import brief_transaction
from scouting.outbox.models import Channel, Message
from scouting.outbox.states import UNSENT, MessageState

S, P = RegistrationState, PendingState
VERBS = {
    S.SELECTED: decisions.select,
    S.RESERVE: decisions.put_on_reserve,
    S.DECLINED: decisions.decline,
    S.DEFERRED: decisions.defer,
}
DONE, MOVED, FULL, ALREADY, REFUSED = "done", "moved", "full", "already", "refused"
WAIT = 1.0  # seconds a preview waits for those who write
RELATED = ("registration__edition__owner", "registration__project__company", "registration__presenter", "by")


@dataclass(frozen=True)
class Happened:
    """What came of one decision. `registration` is as it stands now; `error` says why it was refused."""

    decision: PendingDecision
    registration: Registration
    outcome: str
    error: str = ""


@dataclass
class Preview:
    """`letters` would be written, `dropped` would stay unsent, `notices` go to colleagues' pages."""

    happened: list
    letters: list = field(default_factory=list)
    dropped: list = field(default_factory=list)
    notices: int = 0


def in_order(edition):
    """The live decisions: who gives a place back first, then who gets one, then the reserves by rank, then the rest."""
    rows = PendingDecision.objects.live().filter(edition=edition).select_related(*RELATED)
    return sorted(rows, key=_turn)


def _turn(decision):
    leaves = decision.registration.state in HOLDING and decision.to_state != S.SELECTED
    turn = {S.SELECTED: 1, S.RESERVE: 2}.get(decision.to_state, 3)
    return (0 if leaves else turn, decision.rank or 0, decision.pk)


def publish(edition, keys, *, by, now):
    """Publish the decisions with these keys, as the preview showed them. Returns [Happened], in order.

    What was published, taken back or overtaken meanwhile is reported and left as it is.
    """
    rows = in_order(edition)
    gone = set(keys) - {d.pk for d in rows}
    late = PendingDecision.objects.filter(edition=edition, pk__in=gone).select_related(*RELATED).order_by("pk")
    done = [publish_one(d, by=by, now=now) for d in rows if d.pk in set(keys)]
    return done + [_gone(d) for d in late]


def publish_one(decision, *, by, now):
    """One decision with all that follows from it, or nothing of it."""
    try:
        return Happened(decision, _publish(decision, by=by, now=now), DONE)
    except NoPlaceLeft:
        return _full(decision, by=by, now=now)
    except WrongState:
        return _gone(decision)
    except Refused as error:
        return Happened(decision, _fresh(decision), REFUSED, str(error))


@transaction.atomic
def _publish(decision, *, by, now):
    places.lock(decision.edition_id)
    Registration.objects.select_for_update().filter(pk=decision.registration_id).first()
    reg = _fresh(decision)
    pending.settle(decision, P.PUBLISHED, by=by, now=now)
    reg = VERBS[decision.to_state](reg, by=by, now=now, reason=decision.reason)
    if decision.to_state == S.SELECTED and reg.state != S.SELECTED:
        raise NoPlaceLeft  # the letter that was previewed would not be the one that leaves
    return reg


def _full(decision, *, by, now):
    """Its place was taken meanwhile: it is prepared as a reserve, and nobody has been told anything."""
    reg = _fresh(decision)
    try:
        if reg.state == S.RESERVE:
            pending.undo(reg, by=by, now=now)
        else:
            pending.prepare(reg, S.RESERVE, by=by, now=now, reason=decision.reason)
    except (WrongState, Refused):
        return _gone(decision)
    return Happened(decision, reg, FULL)


def _gone(decision):
    decision.refresh_from_db()
    return Happened(decision, _fresh(decision), ALREADY if decision.state == P.PUBLISHED else MOVED)


def _fresh(decision):
    rows = Registration.objects.select_related("edition__owner", "project__company", "presenter__subject", "owner")
    return rows.get(pk=decision.registration_id)


def preview(edition, *, by, now):
    """What publishing now would do, letter by letter. Everything is taken back before this returns.

    Raises Busy where somebody publishes or decides at this moment: whoever only looks does not wait for them. They wait
    for this one, about as long as publishing the same decisions takes.
    """
    with brief_transaction(WAIT):
        places.lock(edition.pk)
        rows = in_order(edition)
        last = Message.objects.aggregate(last=Max("pk"))["last"] or 0
        unsent = Message.objects.filter(about_kind="roadshows.registration", state__in=UNSENT, pk__lte=last)
        waiting = list(unsent.filter(about_id__in=edition.registrations.values("pk")).values_list("pk", flat=True))
        found = Preview([publish_one(d, by=by, now=now) for d in rows])
        written = list(Message.objects.filter(pk__gt=last, created_at=now).order_by("pk"))
        found.letters = [m for m in written if m.channel == Channel.MAIL]
        found.notices = len(written) - len(found.letters)
        dropped = Message.objects.filter(pk__in=waiting, state__in=(MessageState.SUPERSEDED, MessageState.CANCELLED))
        found.dropped = list(dropped.order_by("pk"))
        transaction.set_rollback(True)
    return found
