"""The rubric of a review: edited in place until the first score, a new version from then on.

Sheets that are submitted keep the version they were scored by; sheets still open move on to the new one and keep
what was typed for criteria that remain.
"""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from roadshows import rubric as rules
from roadshows.actions import results
from roadshows.actions.errors import ReviewNotOpen, RubricWrong
from roadshows.models import Rubric, Sheet
from roadshows.states import ReviewState, SheetState
from scouting.accounts.states import WrongState, log_change

EDITED = "rubric"


def current(review):
    return review.rubrics.order_by("-version").first()


def begun(review):
    """Whether anybody has scored: typed counts, since a changed question under a typed answer is another question."""
    rows = Sheet.objects.filter(review=review)
    return rows.filter(Q(draft_saved_at__isnull=False) | Q(state=SheetState.SUBMITTED)).exists()


def begin(review, *, by, now):
    return Rubric.objects.create(review=review, version=1, criteria=list(rules.proposed()), at=now, by=by)


def check(criteria):
    """Raises RubricWrong, saying what is wrong."""
    if not criteria:
        raise RubricWrong(_("A rubric needs at least one criterion."))
    if len(criteria) > rules.MOST:
        raise RubricWrong(_("At most %(most)s criteria: nobody reads more on a phone.") % {"most": rules.MOST})
    if any(not c["name"] for c in criteria):
        raise RubricWrong(_("Give every criterion a name."))
    if any(c["weight"] < 1 for c in criteria):
        raise RubricWrong(_("Every weight is at least 1; remove what does not count."))
    if len({c["name"].casefold() for c in criteria}) < len(criteria):
        raise RubricWrong(_("Two criteria have the same name."))
    if rules.sum_of(criteria) != rules.WHOLE:
        words = {"sum": rules.sum_of(criteria)}
        raise RubricWrong(_("The weights sum to %(sum)s; they must sum to 100.") % words)


@transaction.atomic
def save_rubric(review, *, by, now, criteria, seen=None):
    """Write the criteria; returns the Rubric in force. `seen` is the version that the page showed.

    Raises RubricWrong, ReviewNotOpen once scoring is closed, WrongState if a newer version was made meanwhile.
    """
    review = results.lock(review.pk)
    if review.state == ReviewState.CLOSED:
        raise ReviewNotOpen(review)
    criteria = rules.settled(criteria)
    check(criteria)
    before = current(review)
    if seen is not None and before.version != seen:
        raise WrongState(review, EDITED)
    if criteria == rules.settled(before.criteria):
        return before
    if not begun(review):
        Rubric.objects.filter(pk=before.pk).update(criteria=criteria, at=now, by=by)
        after = before
    else:
        after = Rubric.objects.create(review=review, version=before.version + 1, criteria=criteria, at=now, by=by)
        waiting = Sheet.objects.filter(review=review).exclude(state=SheetState.SUBMITTED)
        waiting.update(rubric=after)
    log_change(review, review.state, EDITED, now=now, by=by, reason=f"v{after.version}")
    after.refresh_from_db()
    return after
