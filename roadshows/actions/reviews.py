"""The review of an edition from preparing to its result."""

from datetime import timedelta

from django.db import transaction

from roadshows import letters
from roadshows.actions import assignments, conflicts, results, rubrics
from roadshows.actions.errors import NobodyToScore, ReasonMissing, WrongTimes
from roadshows.models import Review
from roadshows.states import ReviewState, SheetState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState, log_change, move
from scouting.base import clock
from scouting.outbox import actions as outbox
from scouting.outbox.states import MessageState

R = ReviewState
EDITED = "edited"
DAYS = 5  # usual time to score, counted back from the event where there is room


@transaction.atomic
def prepare(edition, *, by, now):
    """The review of this edition with the proposed rubric; the one there is if there is one."""
    review, created = Review.objects.get_or_create(
        edition=edition, defaults={"closes_at": usual_end(edition, now), "demo": edition.demo}
    )
    if created:
        log_change(review, "", R.PREPARING, now=now, by=by)
        rubrics.begin(review, by=by, now=now)
    return review


def usual_end(edition, now):
    """Two days after the call closes, or in a few days; never after the event."""
    begins = max(filter(None, [edition.deadline, now]))
    day = clock.end_of_day(clock.local_date(begins) + timedelta(days=DAYS if begins == now else 2))
    return day if day < edition.starts else None


@transaction.atomic
def edit(review, *, by, now, blind, closes_at, per_project):
    """Blind or not is settled before scoring opens: what was read with its name cannot be read blind any more."""
    row = results.lock(review.pk)
    if row.state == R.CLOSED or (row.state != R.PREPARING and blind != row.blind):
        raise WrongState(row, EDITED)
    if closes_at and closes_at <= now:
        raise WrongTimes
    wanted = {"blind": blind, "closes_at": closes_at, "per_project": per_project}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed:
        Review.objects.filter(pk=row.pk).update(**wanted)
        log_change(row, row.state, EDITED, now=now, by=by, reason=", ".join(changed))
    review.refresh_from_db()
    return review


@transaction.atomic
def open_scoring(review, *, by, now):
    """Experts may score from now on; those with something to read are written to. Raises NobodyToScore."""
    row = results.lock(review.pk)
    conflicts.sweep(row, now=now, by=by)
    if not row.sheets.filter(state=SheetState.OPEN).exists():
        raise NobodyToScore
    move(row, R.OPEN, now=now, by=by, allowed={R.PREPARING: {R.OPEN}})
    assignments.tell(row, list(row.reviewers.filter(left_at__isnull=True)), now=now)
    review.refresh_from_db()
    return review


@transaction.atomic
def close_scoring(review, *, now, by=None, via=Via.PAGE, reason=""):
    """No score changes any more; ties that came to light are taken out first, then the ranks are final."""
    row = results.lock(review.pk)
    if row.state != R.OPEN:
        raise WrongState(row, R.CLOSED)
    conflicts.sweep(row, now=now, by=by)
    move(row, R.CLOSED, now=now, by=by, via=via, reason=reason)
    results.rank(row, now=now)
    for reviewer in row.reviewers.all():
        outbox.drop_unsent(about=reviewer, now=now, kinds=letters.OF_REVIEW, to=MessageState.SUPERSEDED)
    review.refresh_from_db()
    return review


@transaction.atomic
def reopen_scoring(review, *, by, now, reason):
    """Scoring goes on, with a reason that stays on record; a past closing day is forgotten."""
    if not reason.strip():
        raise ReasonMissing
    row = results.lock(review.pk)
    ends = row.closes_at if row.closes_at and row.closes_at > now else None
    move(row, R.OPEN, now=now, by=by, reason=reason, allowed={R.CLOSED: {R.OPEN}}, closes_at=ends)
    assignments.tell(row, list(row.reviewers.filter(left_at__isnull=True)), now=now)
    review.refresh_from_db()
    return review


def close_due(*, now):
    """Close what was to be scored by now. A day that ends at 23:59:59 lasts until that second is over."""
    for review in Review.objects.filter(state=R.OPEN, closes_at__lt=now.replace(microsecond=0)):
        try:
            close_scoring(review, now=now, via=Via.CLOCK)
        except WrongState:  # somebody was faster
            continue
