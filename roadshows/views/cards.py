"""The board's columns and cards, ready for the template."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2s
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from companies.show import amount_alone
from roadshows import review_board, wording
from roadshows.actions.decisions import CHANGE_ASKED, CHANGE_SETTLED
from roadshows.actions.materials import CHASED, out_of_time
from roadshows.actions.menu import allowed_moves, may, next_outcome, owns
from roadshows.actions.rolling import ROLLABLE
from roadshows.models import Registration
from roadshows.states import RegistrationState
from roadshows.views import prepared
from scouting.accounts.models import StateChange
from scouting.base import clock
from scouting.base.addresses import address

S = RegistrationState
OPEN = (S.SUBMITTED, S.IN_REVIEW, S.SELECTED, S.CONFIRMED, S.RESERVE)
FOLDED = (S.PRESENTED, S.DEFERRED, S.DECLINED, S.WITHDRAWN, S.LAPSED)
UNREAD = ("project__company__tokens", "project__company__summary")
ENDLESS = datetime.max.replace(tzinfo=clock.SHANGHAI)


@dataclass
class Column:
    state: str
    label: str
    cards: list = field(default_factory=list)

    @property
    def holds_prepared(self):
        return any(card["pending"] for card in self.cards)


@dataclass
class Board:
    """`open` and `folded` are columns; `regs` the registrations themselves, drafts left out."""

    open: list
    folded: list
    regs: list
    drafts: int
    outcome: object
    prepared: object
    fingerprint: str

    def count(self, *states):
        return sum(reg.state in states for reg in self.regs)

    def chasable(self, now):
        """How many could be asked for what is missing, and could still hand it in."""
        owing = [reg for reg in self.regs if reg.state in CHASED and reg.materials_done < reg.materials_needed]
        return len(owing) - len(out_of_time(owing, now))

    def first_reserve(self):
        return next((reg for reg in self.regs if reg.state == S.RESERVE), None)


def board_of(edition, user, now, mode=""):
    """At most eight queries, however many cards. `mode`: "prepare" or "now", which button of a card comes first."""
    rows = Registration.objects.visible_to(user).filter(edition=edition)
    rows = list(rows.select_related("project__company", "owner__team").defer(*UNREAD))
    regs = sorted((reg for reg in rows if reg.state != S.DRAFT), key=order)
    for reg in regs:
        reg.edition = edition
    outcome = next_outcome(edition, now)
    asked = changes_asked(regs)
    scores, former = review_board.figures(user, regs), review_board.earlier(user, regs)
    shown = prepared.prepared(edition, regs, user, mode)
    columns = {state: Column(state, column_label(state)) for state in (*OPEN, *FOLDED)}
    buttons = Buttons(edition, user, now, outcome, shown)
    for reg in sorted(regs, key=shown.turn):
        made = card(reg, now, asked.get(reg.pk), shown, buttons)
        made |= score_of(scores.get(reg.pk), edition)
        columns[shown.column(reg)].cards.append(made | {"earlier": review_board.earlier_line(former.get(reg.pk))})
    number_reserves(columns[S.RESERVE].cards)
    return Board(
        open=[columns[state] for state in OPEN],
        folded=[columns[state] for state in FOLDED if columns[state].cards],
        regs=regs,
        drafts=len(rows) - len(regs),
        outcome=outcome,
        prepared=shown,
        fingerprint=fingerprint(edition, regs, asked, now, scores, shown),
    )


def order(reg):
    """Reserves by rank, offers by when they lapse, the others by how long they have waited."""
    rank = reg.reserve_rank if reg.state == S.RESERVE else 0
    return (rank, reg.confirm_by or ENDLESS, reg.entered_state_at or ENDLESS, reg.pk)


def column_label(state):
    if state == S.SELECTED:
        return pgettext("board", "Selected, to confirm")
    return S(state).label


def changes_asked(regs):
    """{pk: StateChange} of those whose presenter asked for a change that nobody has settled yet."""
    rows = StateChange.objects.filter(kind="roadshows.registration", object_id__in=[reg.pk for reg in regs])
    rows = rows.filter(after__in=(CHANGE_ASKED, CHANGE_SETTLED)).order_by("at", "id")
    latest = {change.object_id: change for change in rows}
    return {pk: change for pk, change in latest.items() if change.after == CHANGE_ASKED}


def fingerprint(edition, regs, asked, now, scores, shown):
    """Changes when the board would look different: an unchanged board is not sent again."""
    seen = [
        (reg.pk, reg.state, reg.reserve_rank, reg.owner_id, reg.materials_done, reg.materials_needed) for reg in regs
    ]
    marks = sorted((pk, result.n, result.mean) for pk, result in scores.items())
    whole = (edition.state, edition.taken, edition.slots, clock.local_date(now), seen, sorted(asked), marks)
    whole = repr((*whole, shown.mark()))
    return blake2s(whole.encode(), digest_size=8).hexdigest()


def card(reg, now, change, shown, buttons):
    """The keys of ui/board_card.html."""
    since = reg.entered_state_at or reg.created_at
    return {
        "id": str(reg.pk),
        "title": str(reg.project),
        "company": reg.project.holder,
        "team": not reg.project.company_id,
        "url": reg.get_absolute_url(),
        "stage": reg.project.get_stage_display() if reg.project.stage else "",
        "ask": amount_alone(reg.ask) if reg.ask_text else "",
        "owner": str(reg.owner) if reg.owner_id else "",
        "days": (clock.local_date(now) - clock.local_date(since)).days,
        "materials": (reg.materials_done, reg.materials_needed) if reg.materials_needed else None,
        "demo": reg.demo,
        "note": note(reg, change, shown),
        "pending": shown.of(reg) is not None,
        "moves": both(buttons.at_once(reg), buttons.preparing(reg), reg, shown),
    } | ranked(reg, shown)


AT_ONCE_BESIDES = ("confirm", "withdraw", "present")  # what happens to a project whatever was prepared about it


def both(at_once, preparing, reg, shown):
    """Two groups of buttons, each with its heading; the mode says which comes first. Of a project whose decision is
    prepared only what its presenter says can be recorded beside it."""
    if shown.of(reg):
        at_once = [move for move in at_once if move["code"] in AT_ONCE_BESIDES]
    if not preparing:
        return at_once
    if at_once:
        at_once = [{**at_once[0], "heading": _("At once: letters go out")}, *at_once[1:]]
    preparing = [{**preparing[0], "heading": _("Prepare: nobody is told yet")}, *preparing[1:]]
    return preparing + at_once if shown.first or shown.of(reg) else at_once + preparing


def ranked(reg, shown):
    """Whose place on the reserve can be changed, and where: reserves among themselves, prepared ones behind them."""
    if not shown.prepares or shown.column(reg) != S.RESERVE:
        return {}
    row = "prepared" if shown.of(reg) else "waiting"
    return {"rank": {"url": address("roadshows:rank", reg.pk), "row": row}}


def number_reserves(cards):
    """Each card's place in its own row, and whether it is the first or last there."""
    for row in ("waiting", "prepared"):
        own = [card for card in cards if card.get("rank", {}).get("row") == row]
        for place, found in enumerate(own, 1):
            found["rank"] |= {"place": place, "first": place == 1, "last": place == len(own)}


def score_of(result, edition):
    """What the experts' sheets come to, for those who may see it: mean, n and the sheets behind them."""
    if result is None:
        return {}
    url = reverse("roadshows:review_project", args=[edition.slug, result.registration_id])
    return {"score": {"mean": result.mean, "n": result.n, "url": url}}


def note(reg, change, shown):
    """The one line that matters now."""
    if shown.of(reg):
        return prepared.note(reg, shown.of(reg), shown)
    if change is not None:
        return _("Asks for a change: %(text)s") % {"text": change.reason}
    if reg.state == S.RESERVE:
        return pgettext("card", "Reserve no. %(rank)s") % {"rank": reg.reserve_rank}
    if reg.state == S.SELECTED and reg.confirm_by:
        return _("to confirm by %(when)s") % {"when": wording.moment(reg.confirm_by)}
    return ""


class Buttons:
    """Registrations in the same state offer a reader the same moves: found once each, then addressed."""

    def __init__(self, edition, user, now, outcome, shown):
        self.edition, self.user, self.now, self.outcome, self.shown = edition, user, now, outcome, shown
        self.moves, self.decisions = {}, {}

    def at_once(self, reg):
        key = reg.state, owns(self.user, reg)
        if key not in self.moves:
            self.moves[key] = allowed_moves(reg, self.edition, self.now, user=self.user, outcome=self.outcome)
        return addressed(reg, self.moves[key]) + rolling(reg, self.user)

    def preparing(self, reg):
        decision = self.shown.of(reg)
        key = reg.state, decision and decision.to_state
        if key not in self.decisions:
            self.decisions[key] = prepared.moves(reg, self.edition, self.now, self.shown)
        return [move | {"url": prepared.move_url(reg, move["code"])} for move in self.decisions[key]]


def moves(reg, edition, user, now, outcome):
    return addressed(reg, allowed_moves(reg, edition, now, user=user, outcome=outcome))


def addressed(reg, found):
    return [
        {
            "label": move.label,
            "url": move_url(reg, move.code),
            "to": move.target_state,
            "reason": move.needs_reason,
            "code": move.code,
        }
        for move in found
    ]


def rolling(reg, user):
    """The page on which a project goes on to a later event; it asks which."""
    if reg.state not in ROLLABLE or not may(user, "roll", reg=reg):
        return []
    url = address("roadshows:roll", reg.pk)
    return [{"label": _("Enter for a later event"), "url": url, "to": "rolled", "reason": True, "code": "roll"}]


def move_url(reg, code, **query):
    """With the state that the page showed, so that a board that stood open for a while cannot move something else."""
    asked = urlencode(query | {"from": reg.state}) if query else f"from={reg.state}"
    return f"{address('roadshows:move', reg.pk, code)}?{asked}"
