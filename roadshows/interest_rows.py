"""Interest as each reader may see it: a fund its own marks, a founder what is wanted, the team everything.

A founder reads nothing of a pass, not even a number: in a room of four or five funds a number is almost a name. Contact
details stand in a row only while an opening between those two people is live.
"""

from dataclasses import dataclass, field
from datetime import datetime

from companies import reach
from roadshows import decks, portrait
from roadshows.actions import openings
from roadshows.actions.interest import may_mark, pitches
from roadshows.models import ContactOpening, Interest, Invitation, Registration, Upload
from roadshows.states import ON_SHOW, UNTOLD, WISHES, InterestState, Reply


@dataclass
class Pitch:
    """One project as a fund's person reads it. `way` is how to reach the founder, where contacts are open."""

    invitation: Invitation
    registration: Registration
    at: datetime | None = None
    mark: Interest | None = None
    opening: ContactOpening | None = None
    may: bool = False
    mine: bool = False  # it was this reader who agreed to open contacts
    deck: Upload | None = None  # where they may have it

    @property
    def wished(self):
        return self.mark is not None and self.mark.state in WISHES

    @property
    def way(self):
        return reach.in_clear(self.opening.presenter) if self.opening else None


@dataclass
class Wish:
    """What one fund wants, as the presenter reads it."""

    mark: Interest
    opening: ContactOpening | None = None
    lapsed: bool = False  # agreed once, and took back the consent to pass on contact details since

    @property
    def fund(self):
        return self.mark.invitation.investor

    @property
    def who(self):
        """The form of address of whoever takes part for the fund; a name is no business of others yet."""
        person = self.mark.sharer if self.mark.shared_at else self.mark.invitation.attendee
        return person.address if person else ""

    @property
    def asks(self):
        return self.mark.state in WISHES

    @property
    def agreed(self):
        return self.mark.reply == Reply.AGREED and not self.lapsed

    @property
    def refused(self):
        return self.mark.reply == Reply.NOT_NOW

    @property
    def way(self):
        return reach.in_clear(self.opening.fund_person) if self.opening else None


def for_fund(invitation, subject_id, now):
    """[Pitch] in the order of the programme, without what a reader who is also an expert must not recognise."""
    shown = pitches(invitation.edition)
    live = ContactOpening.objects.live().filter(invitation=invitation, fund_person__subject=subject_id)
    opened = {o.registration_id: o for o in live.select_related("presenter", "registration__project__company")}
    there = {reg.pk for _at, reg in shown}
    shown = shown + [(None, o.registration) for pk, o in opened.items() if pk not in there]  # to be closed even then
    if not shown:
        return []
    hidden = portrait.hidden_from(subject_id, invitation.edition, now=now)
    marks = {m.registration_id: m for m in Interest.objects.filter(invitation=invitation).select_related("sharer")}
    presentations = decks.for_fund(invitation)
    may, rows = may_mark(invitation, now), []
    for at, reg in shown:
        if reg.pk not in hidden:
            mark = marks.get(reg.pk)
            mine = bool(mark and mark.shared_at and mark.sharer.subject_id == subject_id)
            if mine and reg.pk not in opened:
                mine = not openings.taken_back(mark.sharer, mark.shared_at)
            able = may and reg.pk in there
            rows.append(Pitch(invitation, reg, at, mark, opened.get(reg.pk), able, mine, presentations.get(reg.pk)))
    return rows


def for_founder(reg, subject_id):
    """[Wish]: meetings first, then presentations, then who watches. Once the project left the programme only those
    with whom contacts are open, so that they can be closed."""
    related = ("invitation__investor", "invitation__person", "invitation__delegate", "sharer", "replier")
    marks = Interest.objects.told_to_founder().filter(registration=reg).select_related(*related).order_by("marked_at")
    live = ContactOpening.objects.live().filter(registration=reg, presenter__subject=subject_id)
    opened = {o.invitation_id: o for o in live.select_related("fund_person")}
    if reg.state not in ON_SHOW:
        marks = [m for m in marks if m.invitation_id in opened] if opened else []
    for mark in marks:
        if mark.replier_id != reg.presenter_id:
            mark.reply = ""  # said by a former presenter
    order = [InterestState.MEETING, InterestState.DECK, InterestState.WATCH]
    wishes = [Wish(m, opened.get(m.invitation_id)) for m in marks]
    for wish in wishes:
        if wish.agreed and wish.opening is None:
            wish.lapsed = openings.taken_back(wish.mark.replier, wish.mark.replied_at)
    return sorted(wishes, key=lambda w: order.index(w.mark.state))


def is_open(mark):
    """Whether the two sides of this mark see how to reach each other now."""
    live = ContactOpening.objects.live()
    return live.filter(invitation=mark.invitation_id, registration=mark.registration_id).exists()


# --- the team -------------------------------------------------------------------------------------
@dataclass
class Column:
    registration: Registration
    counts: dict = field(default_factory=dict)
    rows: list = field(default_factory=list)  # [(invitation, mark, whether contacts are open)] of those that marked

    @property
    def tallies(self):
        return [(kind, kind.label, self.counts[kind]) for kind in InterestState if self.counts.get(kind)]


@dataclass
class Line:
    invitation: Invitation
    cells: list  # [(registration, mark or None, whether contacts are open)]


@dataclass
class Matrix:
    columns: list
    lines: list
    counts: dict
    unanswered: int
    decks: int
    opened: int

    @property
    def kinds(self):
        return [(kind, kind.label, self.counts.get(kind, 0)) for kind in InterestState]

    @property
    def marked(self):
        return sum(self.counts.values())


def matrix(edition):
    """Funds by projects: every fund that was told of the event, every project on show, and whatever was marked."""
    marks = list(Interest.objects.of_edition(edition).select_related("registration__project__company"))
    regs = {reg.pk: reg for _at, reg in pitches(edition)}
    regs |= {m.registration_id: m.registration for m in marks if m.registration_id not in regs}
    told = edition.invitations.exclude(state__in=UNTOLD).select_related("investor", "person", "delegate")
    opened = set(ContactOpening.objects.live().filter(edition=edition).values_list("invitation_id", "registration_id"))
    by_pair = {(m.invitation_id, m.registration_id): m for m in marks}
    columns, lines = {pk: Column(reg) for pk, reg in regs.items()}, []
    for invitation in sorted(told, key=lambda i: (i.investor.sort_key, i.pk)):
        cells = [(reg, by_pair.get((invitation.pk, pk)), (invitation.pk, pk) in opened) for pk, reg in regs.items()]
        lines.append(Line(invitation, cells))
        for reg, mark, is_open in cells:
            if mark:
                columns[reg.pk].rows.append((invitation, mark, is_open))
    for mark in marks:
        counts = columns[mark.registration_id].counts
        counts[mark.state] = counts.get(mark.state, 0) + 1
    return Matrix(
        columns=list(columns.values()),
        lines=lines,
        counts={kind: sum(1 for m in marks if m.state == kind) for kind in InterestState},
        unanswered=sum(1 for m in marks if m.state in WISHES and not m.reply),
        decks=sum(1 for m in marks if m.deck_asked_at and not m.deck_sent_at),
        opened=len(opened),
    )
