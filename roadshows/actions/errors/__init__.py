"""Why a verb says no. `str(error)` is a sentence for the person, in their language."""

from .agenda import AgendaFixed, DoubleBooked, PlanChanged, PreviewOutdated
from .attendance import CheckInClosed, NoSuchTime, NotConcerned
from .base import ReasonMissing, Refused
from .editions import (
    CallNotOpen,
    CallNotYetOpen,
    DeadlinePassed,
    EarlierEvent,
    EventOver,
    ImportInUse,
    PeakOverTotal,
    TooFewPlaces,
    WrongTimes,
)
from .interest import InterestNotOpen, NothingToOpen, NotOnShow
from .materials import BadFile, NoSuchItem, NothingTaken, TooLate, TooManyFiles
from .meetings import (
    BeingSolved,
    MeetingsInTheWay,
    NoSuchTable,
    NothingToPlan,
    NotMutual,
    NotYetHeld,
    PairExcluded,
    WishesClosed,
    WishFinal,
)
from .registrations import AlreadyClaimed, AlreadyRegistered, NoPlaceLeft, NotOffered, OfferExpired
from .reviews import CommentMissing, InConflict, NobodyToScore, NotReviewable, ReviewNotOpen, RubricWrong, ScoresMissing

__all__ = [
    "AgendaFixed", "AlreadyClaimed", "AlreadyRegistered", "BadFile", "BeingSolved", "CallNotOpen",
    "CallNotYetOpen", "CheckInClosed", "CommentMissing", "DeadlinePassed", "DoubleBooked", "EarlierEvent",
    "EventOver", "ImportInUse", "InConflict", "InterestNotOpen", "MeetingsInTheWay", "NoPlaceLeft", "NoSuchItem",
    "NoSuchTable", "NoSuchTime", "NobodyToScore", "NotConcerned", "NotMutual", "NotOffered", "NotOnShow",
    "NotReviewable", "NotYetHeld", "NothingTaken", "NothingToOpen", "NothingToPlan", "OfferExpired", "PairExcluded",
    "PeakOverTotal", "PlanChanged", "PreviewOutdated", "ReasonMissing", "Refused", "ReviewNotOpen", "RubricWrong",
    "ScoresMissing", "TooFewPlaces", "TooLate", "TooManyFiles", "WishFinal", "WishesClosed", "WrongTimes",
]  # fmt: skip
