"""What the board shows of decisions that are prepared and told to nobody, and the buttons that prepare them.

Only those who decide get any of it: `Prepared.decisions` is empty for everybody else.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from roadshows.actions import pending
from roadshows.actions.menu import DECIDE
from roadshows.actions.moves import still_to_come
from roadshows.models import PendingDecision
from roadshows.states import NEEDS_REASON, NEXT, RegistrationState
from scouting.base.addresses import address

S = RegistrationState
CODES = {"select": S.SELECTED, "reserve": S.RESERVE, "decline": S.DECLINED, "defer": S.DEFERRED}
LABELS = {
    "select": pgettext_lazy("prepare", "Prepare: select"),
    "reserve": pgettext_lazy("prepare", "Prepare: reserve"),
    "decline": pgettext_lazy("prepare", "Prepare: decline"),
    "defer": pgettext_lazy("prepare", "Prepare: defer"),
}
NEEDS_A_COMING_EVENT = ("select", "reserve")


@dataclass
class Prepared:
    """`decisions` are the live ones by registration; `picture` the places once they are published."""

    decisions: dict = field(default_factory=dict)
    picture: object = None
    prepares: bool = False  # may prepare and publish
    first: bool = False  # the first button of a card prepares, instead of deciding at once

    @property
    def count(self):
        return len(self.decisions)

    def of(self, reg):
        return self.decisions.get(reg.pk)

    def column(self, reg):
        """Where the card hangs: with the decision that is prepared, else where the project is."""
        decision = self.of(reg)
        return decision.to_state if decision else reg.state

    def turn(self, reg):
        """What is prepared hangs below what is so, reserves by rank."""
        decision = self.of(reg)
        return (decision is not None, (decision and decision.rank) or 0)

    def mark(self):
        """For the fingerprint: what a change of changes the board."""
        return sorted((d.pk, d.rank) for d in self.decisions.values()), self.first


def prepared(edition, regs, user, mode):
    """One query, and none for those who may not see it."""
    rows = PendingDecision.objects.live().visible_to(user).filter(edition=edition).select_related("by")
    by_reg = {reg.pk: reg for reg in regs}
    live = {}
    for decision in rows.order_by("rank", "pk"):
        if decision.registration_id in by_reg:
            decision.registration = by_reg[decision.registration_id]
            live[decision.registration_id] = decision
    prepares = user.has_role(*DECIDE)
    waiting = sum(reg.state == S.RESERVE for reg in regs)
    picture = pending.picture(edition, list(live.values()), waiting)
    return Prepared(live, picture, prepares, prepares and mode == "prepare")


def note(reg, decision, shown):
    """The line of a card whose decision is prepared."""
    words = {"decision": decision.get_to_state_display(), "who": decision.by or "-"}
    if decision.to_state == S.RESERVE:
        words["decision"] = pgettext("card", "Reserve no. %(rank)s") % {"rank": place_of(reg, shown)}
    return _("Prepared: %(decision)s. Nobody has been told yet.") % words


def place_of(reg, shown):
    """The number on the reserve once everything is published: behind those who wait already and stay."""
    ahead = [d for d in shown.decisions.values() if d.to_state == S.RESERVE]
    return shown.picture.staying + 1 + [d.registration_id for d in ahead].index(reg.pk)


def moves(reg, edition, now, shown):
    """The buttons that prepare, for one card, without their address; taking back comes first."""
    if not shown.prepares:
        return []
    decision = shown.of(reg)
    found = [undoing(reg)] if decision else []
    for code, to in CODES.items():
        if to in NEXT[reg.state] and (decision is None or decision.to_state != to):
            found += offered(reg, code, to, edition, now, shown)
    return found


def offered(reg, code, to, edition, now, shown):
    if code in NEEDS_A_COMING_EVENT and not still_to_come(edition, now):
        return []
    outcome = shown.picture.outcome
    if code == "select" and outcome != "selected":
        if reg.state == S.RESERVE or shown.of(reg):
            return []
        to = S.RESERVE
    elif code == "reserve" and outcome != "selected" and not shown.of(reg):
        return []  # beyond the places "select" is what prepares for the reserve
    return [{"label": label(code, to, outcome), "to": to, "reason": to in NEEDS_REASON, "code": code}]


def undoing(reg):
    return {"label": _("Take back"), "to": reg.state, "reason": False, "code": "undo"}


def label(code, to, outcome):
    if code == "select" and to == S.RESERVE:
        return pgettext("prepare", "Prepare: reserve no. %(rank)s") % {"rank": outcome}
    return str(LABELS[code])


def move_url(reg, code):
    """With the state that the page showed, as for the moves."""
    if code == "undo":
        return address("roadshows:unprepare", reg.pk)
    return f"{address('roadshows:prepare', reg.pk, code)}?from={reg.state}"
