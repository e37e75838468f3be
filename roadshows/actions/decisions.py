"""What the organiser decides about a registration, and what its presenter answers."""

from django.db import transaction
from django.db.utils import IntegrityError

from companies.vocab import Audience
from roadshows import letters
from roadshows.actions import agenda, occupancy, places
from roadshows.actions.errors import AlreadyRegistered, NoPlaceLeft, OfferExpired, ReasonMissing
from roadshows.actions.menu import Move, allowed_moves, may, next_outcome
from roadshows.actions.moves import change, lock_still_to_come, note, require_still_to_come
from roadshows.actions.offers import after_freeing, fill_places, lapse_due, offer, promote_next
from roadshows.models import Registration
from roadshows.states import HOLDING, NEXT, RegistrationState
from scouting.accounts.models import StateChange
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState, log_change

__all__ = ["Move", "allowed_moves", "fill_places", "lapse_due", "may", "next_outcome", "promote_next"]
S = RegistrationState
CHANGE_ASKED, CHANGE_SETTLED = "change_asked", "change_settled"


@transaction.atomic
def start_review(reg, *, by, now, reason="", via=Via.PAGE):
    """To the review: newly submitted, or taken back from a place or from the reserve."""
    held = reg.state in HOLDING
    change(reg, S.IN_REVIEW, by=by, now=now, reason=reason, via=via)
    if held:
        after_freeing(reg, now=now)
    return reg


@transaction.atomic
def send_back(reg, *, by, now, reason="", via=Via.PAGE):
    """Back from the review to the newly submitted."""
    return change(reg, S.SUBMITTED, by=by, now=now, reason=reason, via=via)


@transaction.atomic
def select(reg, *, by, now, reason="", via=Via.PAGE):
    """Offer a place; beyond the places, the reserve. Look at .state of what is returned."""
    require_still_to_come(reg.edition, now)
    if S.SELECTED not in NEXT[reg.state]:
        raise WrongState(reg, S.SELECTED)
    slot = places.take(reg.edition_id)
    if slot is None:
        places.lock(reg.edition_id)  # a place may have become free while we waited
        slot = places.take(reg.edition_id)
    if slot is not None:
        reg.edition = lock_still_to_come(reg.edition_id, now)
        return offer(reg, slot, now=now, by=by, via=via, reason=reason)
    if reg.state == S.RESERVE:
        raise NoPlaceLeft
    return put_on_reserve(reg, by=by, now=now, reason=reason, via=via)


@transaction.atomic
def put_on_reserve(reg, *, by, now, reason="", via=Via.PAGE):
    """Behind the last reserve. The rank is internal: the letter does not tell it."""
    held = reg.state in HOLDING
    reg.edition = lock_still_to_come(reg.edition_id, now)
    rank = places.next_rank(reg.edition_id)
    change(reg, S.RESERVE, by=by, now=now, reason=reason, via=via, reserve_rank=rank)
    letters.to_presenter(reg, "reserve", now=now)
    if held:
        after_freeing(reg, now=now)
    return reg


def decline(reg, *, by, now, reason="", via=Via.PAGE):
    """Not selected; told so with thanks, never with a rank."""
    return _close(reg, S.DECLINED, "declined", by=by, now=now, reason=_needed(reason), via=via)


def defer(reg, *, by, now, reason="", via=Via.PAGE):
    """To a later edition."""
    return _close(reg, S.DEFERRED, "deferred", by=by, now=now, reason=_needed(reason), via=via)


def withdraw(reg, *, now, by=None, subject=None, via=Via.PAGE, reason=""):
    """The presenter cannot come. Twice is once. The team must give the reason; the presenter may."""
    if reg.state == S.WITHDRAWN:
        return reg
    if reg.project_id is None:  # a draft: it is discarded, not withdrawn
        raise WrongState(reg, S.WITHDRAWN)
    reason = _needed(reason) if by else reason
    try:
        return _close(reg, S.WITHDRAWN, "withdrawn", by=by, subject=subject, now=now, reason=reason, via=via)
    except WrongState:
        if reg.state == S.WITHDRAWN:
            return reg
        raise


def _needed(reason):
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


@transaction.atomic
def _close(reg, to, letter, *, now, by=None, subject=None, via=Via.PAGE, reason=""):
    held = reg.state in HOLDING
    change(reg, to, now=now, by=by, subject=subject, via=via, reason=reason)
    note(reg, now=now, by=by)
    written = letters.to_presenter(reg, letter, now=now)
    if subject:  # only a presenter who withdraws says so themselves
        letters.said_themselves(written, by=by, now=now, via=via)
    if held:
        after_freeing(reg, now=now)
    return reg


def confirm(reg, *, now, by=None, subject=None, via=Via.PAGE):
    """The presenter is coming: booked for the time of the event, put on the running order, told once.

    Twice is once. Raises OfferExpired, DoubleBooked, WrongState.
    """
    if reg.state == S.CONFIRMED:
        return reg
    if reg.state == S.SELECTED and reg.confirm_by and now > reg.confirm_by:
        raise OfferExpired(reg.confirm_by)
    try:
        return _confirm(reg, now=now, by=by, subject=subject, via=via)
    except WrongState:
        if reg.state == S.CONFIRMED:  # two presses at once
            return reg
        raise


@transaction.atomic
def _confirm(reg, *, now, by, subject, via):
    reg.edition = lock_still_to_come(reg.edition_id, now)
    change(reg, S.CONFIRMED, now=now, by=by, subject=subject, via=via)
    occupancy.book_registration(reg)
    agenda.add_pitch(reg)
    note(reg, now=now, by=by)
    letter = letters.to_presenter(reg, "confirmed", now=now)
    letters.said_themselves(letter, by=by, now=now, via=via)
    return reg


@transaction.atomic
def present(reg, *, by, now, via=Via.PAGE):
    """It was shown: those who follow the company read so in their digest."""
    change(reg, S.PRESENTED, by=by, now=now, via=via)
    note(reg, now=now, by=by, audience=Audience.FOLLOWERS)
    return reg


def reopen(reg, *, by, now, reason="", via=Via.PAGE):
    """Take up again what was declined, deferred, withdrawn or lapsed. Raises AlreadyRegistered."""
    try:
        with transaction.atomic():
            return change(reg, S.IN_REVIEW, by=by, now=now, reason=reason, via=via)
    except IntegrityError as error:
        others = Registration.objects.filter(edition=reg.edition, project=reg.project).exclude(pk=reg.pk)
        raise AlreadyRegistered(others.order_by("-id").first()) from error


def ask_change(reg, *, now, text, subject=None, by=None, via=Via.LINK):
    """The presenter needs another time, another speaker …: nothing moves, the promoter is asked to call."""
    return log_change(reg, reg.state, CHANGE_ASKED, now=now, by=by, subject=subject, via=via, reason=_needed(text))


def settle_change(reg, *, by, now, reason="", via=Via.PAGE):
    """The promoter has dealt with what the presenter asked."""
    log_change(reg, reg.state, CHANGE_SETTLED, now=now, by=by, via=via, reason=reason)
    return reg


def changes_asked(regs):
    """{pk: StateChange} of what presenters asked and nobody has settled yet."""
    rows = StateChange.objects.filter(
        kind="roadshows.registration", object_id__in=[r.pk for r in regs], after__in=(CHANGE_ASKED, CHANGE_SETTLED)
    )
    latest = {change.object_id: change for change in rows.order_by("id")}
    return {pk: change for pk, change in latest.items() if change.after == CHANGE_ASKED}


VERBS = {
    "review": start_review,
    "send_back": send_back,
    "select": select,
    "reserve": put_on_reserve,
    "confirm": confirm,
    "present": present,
    "decline": decline,
    "defer": defer,
    "withdraw": withdraw,
    "reopen": reopen,
    "settle_change": settle_change,
}
WITHOUT_REASON = ("confirm", "present")


def perform(reg, code, *, by, now, reason="", via=Via.PAGE):
    """Carry out the move of that code, as allowed_moves() offers it. Raises PermissionDenied, KeyError, Refused."""
    verb = VERBS[code]
    may(by, code, reg=reg, insist=True)
    extra = {} if code in WITHOUT_REASON else {"reason": reason}
    return verb(reg, by=by, now=now, via=via, **extra)
