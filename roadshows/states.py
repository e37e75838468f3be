"""States of editions, registrations and invitations, and which moves exist."""

from django.db import models
from django.utils.translation import pgettext_lazy


class EditionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("edition state", "Planned")
    OPEN = "open", pgettext_lazy("edition state", "Call open")
    CLOSED = "closed", pgettext_lazy("edition state", "Call closed")
    FROZEN = "frozen", pgettext_lazy("edition state", "Agenda frozen")
    HELD = "held", pgettext_lazy("edition state", "Held")
    CANCELLED = "cancelled", pgettext_lazy("edition state", "Cancelled")


E = EditionState
EDITION_NEXT = {
    E.PLANNED: {E.OPEN, E.CANCELLED},
    E.OPEN: {E.CLOSED, E.FROZEN, E.CANCELLED},
    E.CLOSED: {E.OPEN, E.FROZEN, E.CANCELLED},
    E.FROZEN: {E.CLOSED, E.HELD, E.CANCELLED},
    E.HELD: set(),
    E.CANCELLED: set(),
}
PUBLISHED = (E.OPEN, E.CLOSED, E.FROZEN, E.HELD)
COMING = (E.OPEN, E.CLOSED, E.FROZEN)


class RegistrationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("registration state", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("registration state", "Submitted")
    IN_REVIEW = "in_review", pgettext_lazy("registration state", "In review")
    SELECTED = "selected", pgettext_lazy("registration state", "Selected")
    CONFIRMED = "confirmed", pgettext_lazy("registration state", "Confirmed")
    PRESENTED = "presented", pgettext_lazy("registration state", "Presented")
    RESERVE = "reserve", pgettext_lazy("registration state", "Reserve")
    DEFERRED = "deferred", pgettext_lazy("registration state", "Deferred to a later edition")
    DECLINED = "declined", pgettext_lazy("registration state", "Not selected")
    WITHDRAWN = "withdrawn", pgettext_lazy("registration state", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("registration state", "Not confirmed in time")


S = RegistrationState
NEXT = {
    S.DRAFT: {S.SUBMITTED, S.WITHDRAWN},
    S.SUBMITTED: {S.IN_REVIEW, S.SELECTED, S.RESERVE, S.DEFERRED, S.DECLINED, S.WITHDRAWN},
    S.IN_REVIEW: {S.SUBMITTED, S.SELECTED, S.RESERVE, S.DEFERRED, S.DECLINED, S.WITHDRAWN},
    S.SELECTED: {S.IN_REVIEW, S.CONFIRMED, S.RESERVE, S.DEFERRED, S.DECLINED, S.WITHDRAWN, S.LAPSED},
    S.CONFIRMED: {S.PRESENTED, S.DEFERRED, S.WITHDRAWN},
    S.PRESENTED: set(),
    S.RESERVE: {S.IN_REVIEW, S.SELECTED, S.DEFERRED, S.DECLINED, S.WITHDRAWN},
    S.DEFERRED: {S.IN_REVIEW},
    S.DECLINED: {S.IN_REVIEW},
    S.WITHDRAWN: {S.IN_REVIEW},
    S.LAPSED: {S.IN_REVIEW, S.RESERVE},
}
HOLDING = (S.SELECTED, S.CONFIRMED, S.PRESENTED)  # these hold a place; tuples keep migrations stable
CLOSED = (S.DEFERRED, S.DECLINED, S.WITHDRAWN, S.LAPSED)
LIVE = (S.SUBMITTED, S.IN_REVIEW, S.SELECTED, S.CONFIRMED, S.PRESENTED, S.RESERVE)
NEEDS_REASON = (S.DECLINED, S.DEFERRED, S.WITHDRAWN)


class InvitationState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("invitation", "Proposed")
    INVITED = "invited", pgettext_lazy("invitation", "No answer yet")
    COMING = "coming", pgettext_lazy("invitation", "Coming")
    DELEGATED = "delegated", pgettext_lazy("invitation", "Sends a delegate")
    ONLINE = "online", pgettext_lazy("invitation", "Online")
    DECLINED = "declined", pgettext_lazy("invitation", "Cannot come")
    LAPSED = "lapsed", pgettext_lazy("invitation", "Did not answer in time")
    DROPPED = "dropped", pgettext_lazy("invitation", "Not invited after all")


V = InvitationState
ANSWERS = (V.COMING, V.DELEGATED, V.ONLINE, V.DECLINED)
INVITATION_NEXT = {
    V.PROPOSED: {V.INVITED, V.DROPPED},
    V.INVITED: {*ANSWERS, V.LAPSED, V.DROPPED},
    V.COMING: {V.DELEGATED, V.ONLINE, V.DECLINED, V.DROPPED},
    V.DELEGATED: {V.COMING, V.DELEGATED, V.ONLINE, V.DECLINED, V.DROPPED},  # another delegate
    V.ONLINE: {V.COMING, V.DELEGATED, V.DECLINED, V.DROPPED},
    V.DECLINED: {V.INVITED, V.COMING, V.DELEGATED, V.ONLINE},
    V.LAPSED: {V.INVITED, *ANSWERS},
    V.DROPPED: {V.PROPOSED, V.INVITED},
}
ON_SITE = (V.COMING, V.DELEGATED)  # these hold seats in the room
SEATED = (*ON_SITE, V.ONLINE)  # these take part
UNTOLD = (V.PROPOSED, V.DROPPED)
ASKED = (V.INVITED, *SEATED)  # these are told what changes


class ReviewState(models.TextChoices):
    PREPARING = "preparing", pgettext_lazy("review state", "Being prepared")
    OPEN = "open", pgettext_lazy("review state", "Scoring open")
    CLOSED = "closed", pgettext_lazy("review state", "Scoring closed")


R = ReviewState
REVIEW_NEXT = {
    R.PREPARING: {R.OPEN},
    R.OPEN: {R.CLOSED},
    R.CLOSED: {R.OPEN},
}


class SheetState(models.TextChoices):
    OPEN = "open", pgettext_lazy("sheet state", "To score")
    SUBMITTED = "submitted", pgettext_lazy("sheet state", "Submitted")
    RECUSED = "recused", pgettext_lazy("sheet state", "Recused")
    TAKEN_BACK = "taken_back", pgettext_lazy("sheet state", "Taken back")


T = SheetState
SHEET_NEXT = {
    T.OPEN: {T.SUBMITTED, T.RECUSED, T.TAKEN_BACK},
    T.SUBMITTED: {T.RECUSED, T.TAKEN_BACK},
    T.RECUSED: {T.OPEN},
    T.TAKEN_BACK: {T.OPEN},
}
ASSIGNED = (T.OPEN, T.SUBMITTED)  # with the expert; the others are out of their sight
REVIEWABLE = (S.SUBMITTED, S.IN_REVIEW, S.RESERVE)  # still to be decided: experts are asked about these


class UploadState(models.TextChoices):
    CURRENT = "current", pgettext_lazy("upload", "Checked")
    REPLACED = "replaced", pgettext_lazy("upload", "Replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("upload", "Withdrawn")


U = UploadState
UPLOAD_NEXT = {U.CURRENT: {U.REPLACED, U.WITHDRAWN}, U.REPLACED: set(), U.WITHDRAWN: set()}


class InterestState(models.TextChoices):
    """What a fund wants of a project it saw."""

    DECK = "deck", pgettext_lazy("interest", "Wants the presentation")
    MEETING = "meeting", pgettext_lazy("interest", "Wants a meeting")
    WATCH = "watch", pgettext_lazy("interest", "Watches")
    PASS = "pass", pgettext_lazy("interest", "Does not follow up")


I = InterestState  # noqa: E741 - one letter a table, as above
INTEREST_NEXT = {
    I.DECK: {I.MEETING, I.WATCH, I.PASS},
    I.MEETING: {I.DECK, I.WATCH, I.PASS},
    I.WATCH: {I.DECK, I.MEETING, I.PASS},
    I.PASS: {I.DECK, I.MEETING, I.WATCH},
}
WISHES = (I.DECK, I.MEETING)  # a founder answers these; contacts open on these alone
TOLD_TO_FOUNDER = (*WISHES, I.WATCH)  # a pass never is
ON_SHOW = (S.CONFIRMED, S.PRESENTED)  # what funds may mark


class Reply(models.TextChoices):
    """A founder's answer to a wish."""

    AGREED = "agreed", pgettext_lazy("reply to a fund", "Agreed")
    NOT_NOW = "not_now", pgettext_lazy("reply to a fund", "Not now")


class PassReason(models.TextChoices):
    FIELD = "field", pgettext_lazy("why a fund passes", "Not our field")
    EARLY = "early", pgettext_lazy("why a fund passes", "Too early for us")
    LATE = "late", pgettext_lazy("why a fund passes", "Too late for us")
    PRICE = "price", pgettext_lazy("why a fund passes", "Valuation or amount does not suit")
    RIVAL = "rival", pgettext_lazy("why a fund passes", "We hold a competitor")
    DOUBT = "doubt", pgettext_lazy("why a fund passes", "Not convinced by science, team or market")
    OTHER = "other", pgettext_lazy("why a fund passes", "Something else")


class Side(models.TextChoices):
    FUND = "fund", pgettext_lazy("side of an introduction", "Fund")
    PROJECT = "project", pgettext_lazy("side of an introduction", "Founder")


class PlanState(models.TextChoices):
    """The timetable of an edition's 1:1 meetings."""

    DRAFT = "draft", pgettext_lazy("timetable state", "Wishes are collected")
    SOLVING = "solving", pgettext_lazy("timetable state", "Being worked out")
    FAILED = "failed", pgettext_lazy("timetable state", "Not worked out")
    READY = "ready", pgettext_lazy("timetable state", "Draft timetable")
    PUBLISHED = "published", pgettext_lazy("timetable state", "Timetable published")


P = PlanState
PLAN_NEXT = {
    P.DRAFT: {P.SOLVING, P.READY},
    P.SOLVING: {P.READY, P.FAILED},
    P.FAILED: {P.SOLVING, P.READY},
    P.READY: {P.SOLVING, P.PUBLISHED},
    P.PUBLISHED: {P.SOLVING, P.PUBLISHED},  # published again, with what has changed
}


class MeetingState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    PUBLISHED = "published", pgettext_lazy("meeting", "Announced to both")
    REMOVED = "removed", pgettext_lazy("meeting", "Taken out, both to be told")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")
    HELD = "held", pgettext_lazy("meeting", "Took place")
    MISSED = "missed", pgettext_lazy("meeting", "Did not take place")


M = MeetingState
MEETING_NEXT = {
    M.PLANNED: {M.PUBLISHED, M.CANCELLED},  # one that nobody was ever told of is deleted when it is taken out
    M.PUBLISHED: {M.REMOVED, M.CANCELLED, M.HELD, M.MISSED},
    M.REMOVED: {M.PUBLISHED, M.CANCELLED},
    M.CANCELLED: {M.PLANNED},
    M.HELD: {M.MISSED},
    M.MISSED: {M.HELD},
}
STANDING = (M.PLANNED, M.PUBLISHED, M.HELD, M.MISSED)  # these take a table and two people's time
KNOWN = (M.PUBLISHED, M.REMOVED, M.HELD, M.MISSED)  # these stand on the pages of both sides


class PendingState(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("pending decision", "Prepared")
    PUBLISHED = "published", pgettext_lazy("pending decision", "Published")
    UNDONE = "undone", pgettext_lazy("pending decision", "Taken back")
    OVERTAKEN = "overtaken", pgettext_lazy("pending decision", "Overtaken: the project moved meanwhile")


D = PendingState
PENDING_NEXT = {
    D.PREPARED: {D.PUBLISHED, D.UNDONE, D.OVERTAKEN},
    D.PUBLISHED: set(),
    D.UNDONE: set(),
    D.OVERTAKEN: set(),
}
DECIDED = (S.SELECTED, S.RESERVE, S.DECLINED, S.DEFERRED)  # what can be prepared on the board and published together


class ImportState(models.TextChoices):
    READ = "read", pgettext_lazy("import", "Read, not saved")
    SAVING = "saving", pgettext_lazy("import", "Being saved")
    FAILED = "failed", pgettext_lazy("import", "Saved in part")
    CONFIRMED = "confirmed", pgettext_lazy("import", "Saved")
    UNDOING = "undoing", pgettext_lazy("import", "Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")


IMPORT_NEXT = {
    ImportState.READ: {ImportState.SAVING},
    ImportState.SAVING: {ImportState.CONFIRMED, ImportState.FAILED},
    ImportState.FAILED: {ImportState.SAVING, ImportState.UNDOING},
    ImportState.CONFIRMED: {ImportState.UNDOING},
    ImportState.UNDOING: {ImportState.UNDONE, ImportState.CONFIRMED},
    ImportState.UNDONE: set(),
}
IMPORT_WORKING = (ImportState.SAVING, ImportState.UNDOING)  # in the background
