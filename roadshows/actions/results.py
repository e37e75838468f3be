"""What the submitted sheets of a project come to, kept up to date by whoever changes a sheet.

Every verb that touches a sheet holds lock() on its review: so no sheet slips in while scoring closes.
"""

from collections import defaultdict

from django.db import transaction

from roadshows import scoring
from roadshows.actions.errors import ReviewNotOpen
from roadshows.models import Result, Review, Sheet
from roadshows.models.reviews import UNRANKED
from roadshows.states import ASSIGNED, ReviewState, SheetState

AT_ONCE = 1_500  # submitted sheets up to which ranks are made with every change; beyond, the clock's round makes them
SUMMED = ("sheets", "n", "mean", "trimmed", "low", "high", "spread")
RANKED = ("adjusted", "rank", "adjusted_rank")


def lock(review_id):
    """The review, fresh, and nobody else's to change until the transaction ends."""
    return Review.objects.select_for_update().get(pk=review_id)


def require_open(review):
    if review.state != ReviewState.OPEN:
        raise ReviewNotOpen(review)


def enter(review, registrations):
    """A result row for each project that lacks one, with the next free name for blind reading. Under lock()."""
    known = set(Result.objects.filter(review=review).values_list("registration", flat=True))
    new = [reg for reg in registrations if reg.pk not in known]
    given = Review.objects.values_list("aliases", flat=True).get(pk=review.pk)
    Result.objects.bulk_create(Result(review=review, registration=r, alias=given + n) for n, r in enumerate(new, 1))
    if new:
        Review.objects.filter(pk=review.pk).update(aliases=given + len(new))


def refresh(review, registration_ids, *, now):
    """Recount these projects, then rank them all."""
    registration_ids = set(registration_ids)
    totals, sheets = defaultdict(list), defaultdict(int)
    rows = Sheet.objects.filter(review=review, registration__in=registration_ids, state__in=ASSIGNED)
    for registration, state, total in rows.values_list("registration", "state", "total"):
        sheets[registration] += 1
        if state == SheetState.SUBMITTED:
            totals[registration].append(total)
    changed = list(Result.objects.filter(review=review, registration__in=registration_ids))
    for result in changed:
        fill(result, totals[result.registration_id], sheets[result.registration_id])
    write(changed, SUMMED)
    Review.objects.filter(pk=review.pk).update(changed_at=now, ranked_at=None)
    if Sheet.objects.filter(review=review).counted()[: AT_ONCE + 1].count() <= AT_ONCE:
        rank(review, now=now)


def write(rows, names):
    """Many rows at once: an INSERT that meets each row and updates it costs a tenth of an UPDATE with as many cases."""
    Result.objects.bulk_create(rows, update_conflicts=True, update_fields=names, unique_fields=["id"], batch_size=500)


def fill(result, totals, sheets):
    result.sheets, result.n = sheets, len(totals)
    result.mean, result.trimmed = scoring.mean(totals), scoring.trimmed(totals)
    result.low, result.high = (min(totals), max(totals)) if totals else (None, None)
    result.spread = scoring.spread(totals)


def readings(review):
    """[(registration, reviewer, total)] of the submitted sheets."""
    rows = Sheet.objects.filter(review=review).counted()
    return list(rows.values_list("registration", "reviewer", "total"))


def rank(review, *, now):
    """Adjusted means and both ranks of the whole review. What takes time happens before anything is written."""
    seen = Review.objects.values_list("changed_at", flat=True).get(pk=review.pk)
    adjusted = scoring.adjusted(readings(review))
    rows = list(Result.objects.filter(review=review))
    by_mean = scoring.ranks({r.registration_id: r.mean for r in rows if r.mean is not None})
    by_adjusted = scoring.ranks(adjusted)
    changed = [r for r in rows if set_ranks(r, adjusted, by_mean, by_adjusted)]
    with transaction.atomic():
        write(changed, RANKED)
        Review.objects.filter(pk=review.pk, changed_at=seen).update(ranked_at=now)


def set_ranks(result, adjusted, by_mean, by_adjusted):
    """Returns whether anything is different now."""
    before = [getattr(result, name) for name in RANKED]
    pk = result.registration_id
    result.adjusted, result.rank = adjusted.get(pk), by_mean.get(pk, UNRANKED)
    result.adjusted_rank = by_adjusted.get(pk, UNRANKED)
    return before != [getattr(result, name) for name in RANKED]


def rank_due(*, now):
    """The clock's round: reviews so large that a single sheet does not rank them at once. Nobody waits for it: where
    something was submitted meanwhile, the next round ranks again."""
    for review in Review.objects.filter(state=ReviewState.OPEN, ranked_at__isnull=True, changed_at__isnull=False):
        rank(review, now=now)
