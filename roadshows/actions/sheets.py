"""An expert fills in a sheet: typed words are kept at once, scores count once they are submitted.

Until scoring closes a submitted sheet may be submitted again. Afterwards nothing changes any more, and who tried
to is noted with what it would have changed.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from roadshows import rubric as rules
from roadshows import scoring
from roadshows.actions import conflicts, results
from roadshows.actions.errors import CommentMissing, InConflict, ReviewNotOpen, ScoresMissing
from roadshows.models import Sheet
from roadshows.models.reviews import in_language
from roadshows.states import ASSIGNED, SheetState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState, log_change, move

LATE, AGAIN = "late", "submitted_again"
LONGEST = 4_000  # characters of a comment
T = SheetState


def mine(subject_id, *, now):
    """The sheets this expert may see, oldest first; a project they are tied to is not among them."""
    rows = Sheet.objects.of(subject_id).select_related(
        *conflicts.OF_SHEET, "review__edition__owner", "rubric", "registration__project__presenter"
    )
    rows = rows.prefetch_related("registration__project__company__aliases", "registration__project__company__products")
    return conflicts.untied(rows.order_by("review__closes_at", "review", "pk"), now=now)


def save_draft(sheet, *, now, scores, comment, by=None, subject=None, via=Via.PAGE):
    """Keep what was typed. Raises ReviewNotOpen (noted when late), InConflict, WrongState."""
    return _unless_late(_save_draft, sheet, now, scores, comment, {"by": by, "subject": subject, "via": via})


def submit(sheet, *, now, scores, comment, by=None, subject=None, via=Via.PAGE):
    """Submit the scores, or submit others while scoring is open. The same again changes nothing.

    Raises ScoresMissing, CommentMissing, ReviewNotOpen (noted when late), InConflict, WrongState.
    """
    return _unless_late(_submit, sheet, now, scores, comment, {"by": by, "subject": subject, "via": via})


def _unless_late(verb, sheet, now, scores, comment, who):
    """What is refused for coming late is written down in a transaction of its own: the refused one leaves no trace."""
    scores = {str(key): value for key, value in scores.items()}
    comment = comment.replace("\0", "").strip()[:LONGEST]
    try:
        with transaction.atomic():
            return verb(sheet, now, scores, comment, who)
    except ReviewNotOpen as refusal:
        if refusal.closed:
            _note_late(sheet, now, scores, comment, who)
        raise


def _note_late(sheet, now, scores, comment, who):
    sheet.refresh_from_db()
    read, missing = rules.whole_scores(scores, sheet.rubric.criteria)
    if sheet.state == T.SUBMITTED and (read, comment) == (sheet.scores, sheet.comment):
        return
    after = "-" if missing else scoring.total(read, rules.weights(sheet.rubric.criteria))
    words = {"before": "-" if sheet.total is None else sheet.total, "after": after}
    reason = _("Refused after closing: %(before)s → %(after)s") % words
    log_change(sheet, sheet.state, LATE, now=now, reason=reason, **who)


def _fresh(sheet, now):
    """The sheet behind the lock, open for scoring and not hidden by a tie."""
    review = results.lock(sheet.review_id)
    results.require_open(review)
    row = Sheet.objects.select_related(*conflicts.OF_SHEET, "rubric").get(pk=sheet.pk)
    if row.state not in ASSIGNED or row.reviewer.left_at:
        raise WrongState(row, T.SUBMITTED)
    if tied := conflicts.tied_sheets([row], now=now).get(row.pk):
        raise InConflict(tied)
    return review, row


def _save_draft(sheet, now, scores, comment, who):
    _review, row = _fresh(sheet, now)
    read, _missing = rules.whole_scores(scores, row.rubric.criteria)
    rows = Sheet.objects.filter(pk=row.pk)
    typed = {"scores": read, "comment": comment}
    rows.exclude(draft_saved_at__gt=now).update(draft=typed, draft_saved_at=now)  # a slow request undoes no later one
    row.refresh_from_db(fields=["draft", "draft_saved_at"])
    return row


def _submit(sheet, now, scores, comment, who):
    review, row = _fresh(sheet, now)
    read, missing = rules.whole_scores(scores, row.rubric.criteria)
    if missing:
        raise ScoresMissing([in_language(c, "name") for c in missing])
    total = scoring.total(read, rules.weights(row.rubric.criteria))
    if scoring.needs_comment(total) and not comment:
        raise CommentMissing(total)
    values = {"scores": read, "comment": comment, "total": total}
    if row.state == T.SUBMITTED and all(getattr(row, name) == value for name, value in values.items()):
        return row
    _write(row, now, {**values, "submitted_at": now, "draft": {}}, who)
    results.refresh(review, [row.registration_id], now=now)
    return row


def _write(row, now, values, who):
    if row.state == T.OPEN:
        move(row, T.SUBMITTED, now=now, **who, **values)
        return
    before = row.total
    Sheet.objects.filter(pk=row.pk, state=T.SUBMITTED).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
    log_change(row, T.SUBMITTED, AGAIN, now=now, reason=f"{before} → {row.total}", **who)
