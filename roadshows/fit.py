"""How a fund's mandate fits a project: a score, and a sentence for each part of it. Pure functions, no database.

What is not known is said to be unknown and never counted as a match. A track outside the mandate and whatever the
mandate leaves out exclude the fund from the project; what else does not fit costs its points and is said. Money in a
rival of the project is a warning beside the fit: people decide what it means.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import show
from companies.formats import plain, regions
from companies.formats.money import Amount
from companies.vocab import Modality, Region, RoundType, Stage, Track

FITS, PARTLY, MISFIT, UNKNOWN, EXCLUDED = "fits", "partly", "misfit", "unknown", "excluded"
WARNING = "warning"  # to think of, neither for nor against
WEIGHTS = {
    "track": 30, "modality": 15, "round": 15, "phase": 10, "ticket": 10, "region": 10, "past": 5, "contact": 5,
}  # fmt: skip
MOST = sum(WEIGHTS.values())
ENOUGH = 2  # funds a project should have
MISFITS_BORNE = 1
LADDER = tuple(RoundType.values[: RoundType.values.index(RoundType.PRE_IPO) + 1])
SHARE = Decimal(3)  # a ticket of a third of the round and more carries it
RECENT, LONG_AGO = 90, 365  # days
NAMED = 3


@dataclass(frozen=True)
class Holding:
    company_id: int
    name: str
    track: str


@dataclass(frozen=True)
class Rival:
    """A company in the same track on the same indication: funds in its rounds, and those of the same manager."""

    name: str
    backers: frozenset
    kin: frozenset = frozenset()


@dataclass(frozen=True)
class Mandate:
    """What is recorded of a fund; empty where nothing is."""

    fund_id: int | None = None
    tracks: tuple = ()
    modalities: tuple = ()
    rounds: tuple = ()
    phases: tuple = ()
    regions: tuple = ()
    excluded_tracks: tuple = ()
    exclusions: tuple = ()
    ticket: Amount = Amount()
    holdings: tuple = ()
    last_contact: date | None = None


@dataclass(frozen=True)
class Facts:
    """What is recorded of a project. `words` are the names and sentences that exclusions are looked for in."""

    track: str = ""
    modality: str = ""
    round: str = ""
    phase: str = ""
    ask: Amount = Amount()
    city: str = ""
    lands_here: bool = False
    company_id: int | None = None
    words: tuple = ()
    rivals: tuple = ()


@dataclass(frozen=True)
class Reason:
    """One part of a fit. The sentence is made when it is read, in the reader's language."""

    part: str
    verdict: str
    say: Callable = field(compare=False)
    points: int = 0

    @property
    def text(self):
        return self.say()


@dataclass(frozen=True)
class Fit:
    reasons: tuple

    @cached_property
    def score(self):
        return sum(r.points for r in self.reasons)

    @cached_property
    def known(self):
        """The points that could have been had from what is known."""
        return sum(WEIGHTS[r.part] for r in self.reasons if r.part in WEIGHTS and r.verdict != UNKNOWN)

    @cached_property
    def excluded(self):
        return [r for r in self.reasons if r.verdict == EXCLUDED]

    @cached_property
    def fits(self):
        """Nothing excludes it, its track is that of the project, and at most one other thing is against it."""
        against = sum(r.verdict == MISFIT for r in self.reasons)
        on_track = any(r.part == "track" and r.verdict == FITS for r in self.reasons)
        return on_track and not self.excluded and against <= MISFITS_BORNE

    @property
    def order(self):
        """Best first: excluded ones last, then by score; of equals the one of which more is known."""
        return bool(self.excluded), not self.fits, -self.score, -self.known


def fit(mandate, facts, *, today):
    parts = (on_track, by_modality, by_round, by_phase, by_ticket, by_region, by_past)
    reasons = [part(mandate, facts) for part in parts]
    return Fit((*reasons, by_contact(mandate, today), *left_out(mandate, facts), *in_rivals(mandate, facts)))


# --- the parts ------------------------------------------------------------------------------------
def reason(part, verdict, sentence, share=1, **words):
    """`sentence` is a function that gives the sentence with places to fill in; `words` are values or functions."""
    points = {FITS: WEIGHTS.get(part, 0), PARTLY: int(WEIGHTS.get(part, 0) * share)}.get(verdict, 0)
    return Reason(part, verdict, partial(filled, sentence, words), points)


def filled(sentence, words):
    return sentence() % {name: value() if callable(value) else value for name, value in words.items()}


def names(vocabulary, *codes):
    """The labels of some codes, said when asked."""
    return lambda: _(", ").join(str(vocabulary(c).label) if c in vocabulary.values else str(c) for c in codes)


def on_track(mandate, facts):
    said = partial(reason, "track", track=names(Track, facts.track))
    if not facts.track:
        return said(UNKNOWN, lambda: _("The project's track is not recorded."))
    if facts.track in mandate.excluded_tracks:
        return said(EXCLUDED, lambda: _("It never enters %(track)s."))
    if not mandate.tracks:
        return said(UNKNOWN, lambda: _("Which tracks it invests in is not recorded."))
    if facts.track in mandate.tracks:
        return said(FITS, lambda: _("It invests in %(track)s."))
    tracks = names(Track, *mandate.tracks)
    return said(EXCLUDED, lambda: _("It invests in %(tracks)s; the project is in %(track)s."), tracks=tracks)


def by_modality(mandate, facts):
    said = partial(reason, "modality", wanted=names(Modality, *mandate.modalities), has=names(Modality, facts.modality))
    if not facts.modality:
        return said(UNKNOWN, lambda: _("The project's modality is not recorded."))
    if not mandate.modalities:
        return said(UNKNOWN, lambda: _("Which modalities it takes is not recorded."))
    if facts.modality in mandate.modalities:
        return said(FITS, lambda: _("It takes %(has)s."))
    return said(MISFIT, lambda: _("It takes %(wanted)s; the project is %(has)s."))


def by_round(mandate, facts):
    said = partial(reason, "round", wanted=names(RoundType, *mandate.rounds), has=names(RoundType, facts.round))
    if not facts.round or facts.round == RoundType.UNDISCLOSED:
        return said(UNKNOWN, lambda: _("Which round the project raises is not recorded."))
    if not mandate.rounds:
        return said(UNKNOWN, lambda: _("Which rounds it enters is not recorded."))
    if facts.round in mandate.rounds:
        return said(FITS, lambda: _("It enters at round %(has)s."))
    if steps_away(facts.round, mandate.rounds) == 1:
        return said(PARTLY, lambda: _("It enters at %(wanted)s; the project raises %(has)s, one step away."), 0.5)
    return said(MISFIT, lambda: _("It enters at %(wanted)s; the project raises %(has)s."))


def steps_away(code, wanted):
    """How far a round is on the ladder from the nearest of those wanted; None off the ladder."""
    rungs = [LADDER.index(c) for c in wanted if c in LADDER]
    return min(abs(LADDER.index(code) - rung) for rung in rungs) if code in LADDER and rungs else None


def by_phase(mandate, facts):
    said = partial(reason, "phase", wanted=names(Stage, *mandate.phases), has=names(Stage, facts.phase))
    if not facts.phase:
        return said(UNKNOWN, lambda: _("The project's development stage is not recorded."))
    if not mandate.phases:
        return said(UNKNOWN, lambda: _("At which development stages it enters is not recorded."))
    if facts.phase in mandate.phases:
        return said(FITS, lambda: _("It enters at the stage %(has)s."))
    return said(MISFIT, lambda: _("It enters at the stages %(wanted)s; the project is at %(has)s."))


def by_ticket(mandate, facts):
    ticket, ask = mandate.ticket, facts.ask
    said = partial(reason, "ticket", ticket=lambda: show.amount_alone(ticket), ask=lambda: show.amount_alone(ask))
    if not disclosed(ask):
        return said(UNKNOWN, lambda: _("How much the project asks for is not known."))
    if not disclosed(ticket):
        return said(UNKNOWN, lambda: _("How much it puts into one company is not recorded."))
    if ticket.currency != ask.currency:
        return said(UNKNOWN, lambda: _("Its ticket is %(ticket)s, the ask %(ask)s: two currencies are not compared."))
    if ask.maximum is not None and ticket.minimum is not None and ask.maximum < ticket.minimum:
        return said(MISFIT, lambda: _("Its ticket is %(ticket)s; the project asks for no more than %(ask)s."))
    if ask.minimum is not None and ticket.maximum is not None and ticket.maximum * SHARE < ask.minimum:
        return said(PARTLY, lambda: _("Its ticket of %(ticket)s is a small part of the ask of %(ask)s."), 0.5)
    return said(FITS, lambda: _("Its ticket of %(ticket)s suits the ask of %(ask)s."))


def disclosed(amount):
    return amount.minimum is not None or amount.maximum is not None


def by_region(mandate, facts):
    said = partial(reason, "region", wanted=names(Region, *mandate.regions), city=lambda: show.city_words(facts.city))
    if not mandate.regions:
        return said(UNKNOWN, lambda: _("In which regions it invests is not recorded."))
    around = regions.of(facts.city)
    if around and around & set(mandate.regions):
        return said(FITS, lambda: _("It invests in %(wanted)s; the project is in %(city)s."))
    if facts.lands_here and set(mandate.regions) & regions.HOME:
        return said(FITS, lambda: _("It invests in %(wanted)s; the project means to land here."))
    if not facts.city:
        return said(UNKNOWN, lambda: _("Where the project is now is not recorded."))
    if around is None:
        return said(UNKNOWN, lambda: _("In which region %(city)s lies is not known."))
    return said(MISFIT, lambda: _("It invests in %(wanted)s; the project is in %(city)s."))


def by_past(mandate, facts):
    if facts.company_id and any(h.company_id == facts.company_id for h in mandate.holdings):
        return reason("past", FITS, lambda: _("It has invested in this company before."))
    alike = list(dict.fromkeys(h.name for h in mandate.holdings if facts.track and h.track == facts.track))
    if not alike:
        return reason("past", UNKNOWN, lambda: _("No investment of its own in this track is recorded."))
    said = partial(reason, "past", FITS, shown=lambda: _(", ").join(alike[:NAMED]), more=len(alike) - NAMED)
    if len(alike) <= NAMED:
        return said(lambda: _("It has invested in this track: %(shown)s."))
    return said(lambda: _("It has invested in this track: %(shown)s and %(more)d more."))


def by_contact(mandate, today):
    if mandate.last_contact is None:
        return reason("contact", UNKNOWN, lambda: _("No contact with it is recorded."))
    days = max((today - mandate.last_contact).days, 0)

    def ago():
        return ngettext("Last contact %(days)d day ago.", "Last contact %(days)d days ago.", days)

    if days <= RECENT:
        return reason("contact", FITS, ago, days=days)
    return reason("contact", PARTLY, ago, 0.6 if days <= LONG_AGO else 0.2, days=days)


def left_out(mandate, facts):
    """Each exclusion that stands in a name or sentence of the project."""
    for wanted in mandate.exclusions:
        found = next((said for said in facts.words if mentions(said, wanted)), None)
        if found is not None:
            sentence = partial(_, "It leaves out “%(word)s”, and the project has it: %(found)s.")
            yield reason("exclusion", EXCLUDED, sentence, word=wanted, found=found)


def in_rivals(mandate, facts):
    """Its money, or that of a fund of the same manager, in a rival of the project."""
    own = [rival.name for rival in facts.rivals if mandate.fund_id in rival.backers]
    kin = [rival.name for rival in facts.rivals if mandate.fund_id in rival.kin - rival.backers]
    if own:
        yield rival_warning(own, lambda: _("It has invested in a rival on the same indication: %(rivals)s."))
    if kin:
        said = partial(_, "Another fund of its manager has invested in a rival on the same indication: %(rivals)s.")
        yield rival_warning(kin, said)


def rival_warning(found, sentence):
    return reason("rival", WARNING, sentence, rivals=lambda: _(", ").join(found[:NAMED]))


def mentions(said, wanted):
    """Whether a text has the word; a Latin one as a whole word only, since "AI" is no part of "paint"."""
    text, word = plain.fold(said).casefold(), plain.fold(wanted).casefold()
    if not word:
        return False
    return bool(re.search(rf"\b{re.escape(word)}\b", text, re.ASCII)) if word.isascii() else word in text
