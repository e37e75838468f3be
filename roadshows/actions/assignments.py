"""Who reads what: the panel of a review, projects given by hand or spread by load and track."""

import random
from dataclasses import dataclass, field

from django.db import transaction

from roadshows import conflicts as ties_of
from roadshows import letters
from roadshows.actions import conflicts, results, rubrics
from roadshows.actions.errors import InConflict, NotReviewable, ReasonMissing, ReviewNotOpen
from roadshows.models import Registration, Reviewer, Sheet
from roadshows.states import ASSIGNED, REVIEWABLE, ReviewState, SheetState
from scouting.accounts.actions import revoke_links
from scouting.accounts.models import StateChange
from scouting.accounts.states import kind_of, log_change, move
from scouting.base import clock

FITS = 2  # knowing the track is worth this many sheets of load
T = SheetState


@transaction.atomic
def seat(review, person, *, by, now, tracks=(), most=10):
    """Put an expert on the panel, or change their tracks and load; who had left comes back."""
    values = {"tracks": list(tracks), "most": most, "left_at": None, "demo": review.demo}
    row, created = Reviewer.objects.update_or_create(review=review, person=person, defaults=values)
    log_change(row, "", "seated" if created else "edited", now=now, by=by)
    return row


@transaction.atomic
def unseat(reviewer, *, by, now, reason):
    """Off the panel: what they have not submitted goes back, the personal link opens nothing more."""
    if not reason.strip():
        raise ReasonMissing
    review = results.lock(reviewer.review_id)
    if not Reviewer.objects.filter(pk=reviewer.pk, left_at__isnull=True).update(left_at=now):
        return reviewer
    reviewer.refresh_from_db()
    log_change(reviewer, "", "left", now=now, by=by, reason=reason)
    waiting = list(reviewer.sheets.filter(state=T.OPEN))
    for sheet in waiting:
        move(sheet, T.TAKEN_BACK, now=now, by=by, reason=reason)
    results.refresh(review, [s.registration_id for s in waiting], now=now)
    revoke_links(letters.REVIEW_PURPOSE, reviewer.pk, now=now)
    return reviewer


def require_unclosed(review):
    if review.state == ReviewState.CLOSED:
        raise ReviewNotOpen(review)


def reviewable(review):
    """Registrations of the edition that wait for a decision."""
    rows = Registration.objects.filter(edition=review.edition_id, state__in=REVIEWABLE)
    return rows.select_related("edition", "project__company", "project__presenter", "presenter").order_by("pk")


@transaction.atomic
def assign(reviewer, registration, *, by, now):
    """Give one project to one expert. Twice is once. Raises InConflict, NotReviewable, ReviewNotOpen when closed."""
    review = results.lock(reviewer.review_id)
    require_unclosed(review)
    reg = reviewable(review).filter(pk=registration.pk).first()
    if reg is None or reviewer.left_at:
        raise NotReviewable
    if tied := ties_of.found([reviewer.person], [reg], now=now).get((reviewer.person_id, reg.pk)):
        raise InConflict(tied)
    sheet = Sheet.objects.filter(reviewer=reviewer, registration=reg).first()
    if sheet is None:
        sheet = give(review, [(reviewer, reg)], by=by, now=now)[0]
    elif sheet.state not in ASSIGNED:
        move(sheet, T.OPEN, now=now, by=by, draft=sheet.draft or conflicts.as_draft(sheet))
    results.refresh(review, [reg.pk], now=now)
    tell(review, [reviewer], now=now)
    return sheet


def give(review, pairs, *, by, now, automatic=False):
    """Sheets for (reviewer, registration) pairs that have none. Under results.lock()."""
    results.enter(review, {reg.pk: reg for _reviewer, reg in pairs}.values())
    rubric = rubrics.current(review)
    sheets = Sheet.objects.bulk_create(
        Sheet(
            review=review,
            reviewer=reviewer,
            registration=reg,
            rubric=rubric,
            assigned_at=now,
            assigned_by=by,
            automatic=automatic,
            demo=review.demo,
        )
        for reviewer, reg in pairs
    )
    StateChange.objects.bulk_create(
        StateChange(kind=kind_of(s), object_id=s.pk, after=T.OPEN, at=now, effective_on=clock.local_date(now), by=by)
        for s in sheets
    )
    return sheets


@transaction.atomic
def take_back(sheet, *, by, now, reason):
    """The expert no longer reads it; what was submitted stops counting."""
    if not reason.strip():
        raise ReasonMissing
    review = results.lock(sheet.review_id)
    require_unclosed(review)
    move(sheet, T.TAKEN_BACK, now=now, by=by, reason=reason)
    results.refresh(review, [sheet.registration_id], now=now)
    return sheet


# --- by itself ------------------------------------------------------------------------------------
@dataclass
class Balanced:
    """How many sheets were given, and the projects for which there were too few experts: [(registration, lacking)]."""

    given: int = 0
    short: list = field(default_factory=list)


@transaction.atomic
def balance(review, *, by, now, per_project=None):
    """Fill each project up to so many experts: first those with fewest to choose from; to whom carries least,
    where knowing the track outweighs FITS sheets. Nobody above their limit, nobody tied. What is given stays."""
    review = results.lock(review.pk)
    require_unclosed(review)
    wanted = per_project or review.per_project
    conflicts.sweep(review, now=now, by=by)
    panel = list(review.reviewers.filter(left_at__isnull=True).select_related("person"))
    regs = list(reviewable(review))
    tied = ties_of.found([r.person for r in panel], regs, now=now)
    plan = Plan(review, panel)
    random.Random(f"review-{review.pk}").shuffle(regs)  # noqa: S311 - so that aliases do not follow the numbers
    free = {reg.pk: [r for r in panel if (r.person_id, reg.pk) not in tied] for reg in regs}
    balanced = Balanced()
    for reg in sorted(regs, key=lambda reg: len(free[reg.pk])):
        lacking = wanted - plan.fill(reg, free[reg.pk], wanted)
        if lacking > 0:
            balanced.short.append((reg, lacking))
    balanced.given = len(plan.pairs)
    give(review, plan.pairs, by=by, now=now, automatic=True)
    results.refresh(review, [reg.pk for reg in regs], now=now)
    tell(review, panel, now=now)
    return balanced


class Plan:
    """Loads while sheets are handed out."""

    def __init__(self, review, panel):
        rows = list(Sheet.objects.filter(review=review).values_list("reviewer", "registration", "state"))
        self.load = {r.pk: sum(pk == r.pk and state in ASSIGNED for pk, _reg, state in rows) for r in panel}
        self.seen = {(reviewer, reg) for reviewer, reg, _state in rows}
        self.active = {}
        for _reviewer, reg, state in rows:
            self.active[reg] = self.active.get(reg, 0) + (state in ASSIGNED)
        self.pairs = []

    def fill(self, reg, panel, wanted):
        """Hand the project to the best until it has enough; returns how many it has."""
        have = self.active.get(reg.pk, 0)
        while have < wanted:
            can = [r for r in panel if self.load[r.pk] < r.most and (r.pk, reg.pk) not in self.seen]
            if not can:
                break
            best = min(can, key=lambda r: (self.load[r.pk] - FITS * (reg.project.track in r.tracks), r.pk))
            self.load[best.pk] += 1
            self.seen.add((best.pk, reg.pk))
            self.pairs.append((best, reg))
            have += 1
        return have


def tell(review, reviewers, *, now):
    """While scoring is open, each expert with something to score has a letter with their link; one for each opening."""
    if review.state != ReviewState.OPEN:
        return
    for reviewer in reviewers:
        if reviewer.sheets.filter(state=T.OPEN).exists():
            letters.to_reviewer(reviewer, "review", now=now)
