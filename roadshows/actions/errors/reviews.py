"""Scoring."""

from django.utils.translation import gettext as _

from roadshows.states import ReviewState

from .base import Refused


class ReviewNotOpen(Refused):
    """Scoring has not been opened yet, or is closed: then `closed` is true."""

    def __init__(self, review):
        self.review, self.closed = review, review.state == ReviewState.CLOSED
        super().__init__(review)

    def __str__(self):
        if self.closed:
            return _("Scoring is closed: nothing was changed, and the attempt is noted. Please call the organiser.")
        return _("Scoring has not been opened yet.")


class RubricWrong(Refused):
    """`str(error)` says what is wrong with the criteria."""


class ScoresMissing(Refused):
    def __init__(self, names):
        self.names = names
        super().__init__(names)

    def __str__(self):
        return _("Still to score: %(names)s.") % {"names": _(", ").join(self.names)}


class CommentMissing(Refused):
    def __init__(self, total):
        self.total = total
        super().__init__(total)

    def __str__(self):
        return _("The total is %(total)s. Below 60 and above 90 please say why in the comment.") % {"total": self.total}


class InConflict(Refused):
    """`ties` are the reasons, in words."""

    def __init__(self, ties):
        self.ties = list(ties)
        super().__init__(self.ties)

    def __str__(self):
        return _("A conflict of interest stands in the way: %(ties)s.") % {"ties": _("; ").join(map(str, self.ties))}


class NotReviewable(Refused):
    def __str__(self):
        return _("This project is not waiting for a decision, or is of another event.")


class NobodyToScore(Refused):
    def __str__(self):
        return _("No expert has a project to score yet: fill the panel and assign the projects first.")
