"""Which moves a registration offers, how the button reads, and who may press it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import pgettext, pgettext_lazy

from roadshows.actions import places
from roadshows.actions.moves import still_to_come
from roadshows.models import Edition
from roadshows.states import NEEDS_REASON, NEXT, RegistrationState
from scouting.accounts.roles import Role

S = RegistrationState
DECIDE = (Role.ORGANISER, Role.DATA_ADMIN)
ROLES = {"confirm": (*DECIDE, Role.PROMOTER), "withdraw": (*DECIDE, Role.PROMOTER)}
ROLES["settle_change"] = ROLES["confirm"]

# state -> codes in the order of the menu; the first is the primary one
MENU = {
    S.DRAFT: [],
    S.SUBMITTED: ["review", "select", "reserve", "decline", "defer", "withdraw"],
    S.IN_REVIEW: ["select", "reserve", "decline", "defer", "withdraw", "send_back"],
    S.SELECTED: ["confirm", "withdraw", "reserve", "review", "decline", "defer"],
    S.CONFIRMED: ["present", "withdraw", "defer"],
    S.PRESENTED: [],
    S.RESERVE: ["select", "review", "decline", "defer", "withdraw"],
    S.DEFERRED: ["reopen"],
    S.DECLINED: ["reopen"],
    S.WITHDRAWN: ["reopen"],
    S.LAPSED: ["reopen", "reserve"],
}
TARGET = {
    "review": S.IN_REVIEW,
    "send_back": S.SUBMITTED,
    "select": S.SELECTED,
    "reserve": S.RESERVE,
    "confirm": S.CONFIRMED,
    "present": S.PRESENTED,
    "decline": S.DECLINED,
    "defer": S.DEFERRED,
    "withdraw": S.WITHDRAWN,
    "reopen": S.IN_REVIEW,
}
LABELS = {
    "review": pgettext_lazy("move", "Start review"),
    "send_back": pgettext_lazy("move", "Back to submitted"),
    "select": pgettext_lazy("move", "Select"),
    "reserve": pgettext_lazy("move", "Put on reserve"),
    "confirm": pgettext_lazy("move", "Record confirmation"),
    "present": pgettext_lazy("move", "Presented"),
    "decline": pgettext_lazy("move", "Decline"),
    "defer": pgettext_lazy("move", "Defer, event still open"),
    "withdraw": pgettext_lazy("move", "Record withdrawal"),
    "reopen": pgettext_lazy("move", "Take up again"),
}
NEEDS_A_COMING_EVENT = ("select", "reserve", "confirm")


@dataclass(frozen=True)
class Move:
    """One button. `code` goes to decisions.perform()."""

    code: str
    label: str
    target_state: str
    needs_reason: bool = False


def may(user, code, *, reg=None, insist=False):
    """Whether the user's role allows this move, a promoter's on their own or their team's registrations only.

    With `insist` raises PermissionDenied where not.
    """
    allowed = user is not None and user.has_role(*ROLES.get(code, DECIDE))
    if allowed and reg is not None and not user.has_role(*DECIDE):
        allowed = owns(user, reg)
    if insist and not allowed:
        raise PermissionDenied
    return allowed


def owns(user, reg):
    """The registration is the user's own or one of their team's."""
    if reg.owner_id == user.pk:
        return True
    return bool(reg.owner_id and user.team_id and reg.owner.team_id == user.team_id)


def next_outcome(edition, now):
    """What the next select gives: "selected", or the number on the reserve."""
    fresh = Edition.objects.only("taken", "slots").get(pk=edition.pk)
    return "selected" if fresh.taken < fresh.slots else places.next_rank(edition.pk)


def allowed_moves(reg, edition, now, *, user=None, outcome=None):
    """The moves this registration can make now, first the primary one; without `user`, whoever asks.

    `outcome` is next_outcome(edition, now), given by pages that show many cards.
    """
    if outcome is None and "select" in MENU[reg.state]:
        outcome = next_outcome(edition, now)
    return [
        _move(reg, code, outcome)
        for code in MENU[reg.state]
        if _possible(reg, code, edition, now, outcome) and (user is None or may(user, code, reg=reg))
    ]


def _possible(reg, code, edition, now, outcome):
    if TARGET[code] not in NEXT[reg.state]:
        return False
    if code in NEEDS_A_COMING_EVENT and not still_to_come(edition, now):
        return False
    if code == "present":
        return now >= edition.starts
    full = "select" in MENU[reg.state] and outcome != "selected"
    if code == "select":
        return not (full and reg.state == S.RESERVE)
    return not (code == "reserve" and full)  # beyond the places "select" is what puts on the reserve


def _move(reg, code, outcome):
    target = TARGET[code]
    if code == "select" and outcome != "selected":
        target = S.RESERVE
    return Move(code, _label(reg, code, outcome), target, target in NEEDS_REASON)


def _label(reg, code, outcome):
    if code == "select" and outcome != "selected":
        return pgettext("move", "Reserve no. %(rank)s") % {"rank": outcome}
    if code == "select" and reg.state == S.RESERVE:
        return pgettext("move", "Offer the place")
    if code == "review" and reg.state != S.SUBMITTED:
        return pgettext("move", "Back to review")
    return str(LABELS[code])
