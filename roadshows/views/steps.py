"""The steps of an edition's life as its page offers them: which are possible now, and what each leads to."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadshows.actions import editions
from roadshows.states import COMING, EditionState

E = EditionState


@dataclass(frozen=True)
class Step:
    """`says` is what will happen, `done` what has; `sources` the states from which it can be taken."""

    code: str
    label: str
    says: str
    done: str
    verb: Callable
    sources: tuple
    needs_reason: bool = False
    tells: bool = False  # everybody concerned gets a letter
    danger: bool = False
    after_start: bool | None = None  # only before the start (False) or only from then on (True)


STEPS = {
    step.code: step
    for step in (
        Step(
            "publish",
            pgettext_lazy("edition step", "Open the call"),
            _("The event becomes public: its call page takes applications and promoters can register projects."),
            _("The call is open."),
            editions.publish,
            (E.PLANNED,),
            after_start=False,
        ),
        Step(
            "close",
            pgettext_lazy("edition step", "Close the call"),
            _("From now on nobody can register, except who has an extension of their own. It can be opened again."),
            _("The call is closed."),
            editions.close_call,
            (E.OPEN,),
        ),
        Step(
            "reopen",
            pgettext_lazy("edition step", "Open the call again"),
            _("Projects can be registered again until the deadline."),
            _("The call is open again."),
            editions.reopen_call,
            (E.CLOSED,),
            after_start=False,
        ),
        Step(
            "freeze",
            pgettext_lazy("edition step", "Freeze the agenda"),
            _(
                "The running order is fixed and published; whose turn is new or at another time gets a letter. "
                "Reserves no longer move up by themselves: you are asked. A call that is still open closes with it."
            ),
            _("The agenda is frozen."),
            editions.freeze,
            (E.OPEN, E.CLOSED),
        ),
        Step(
            "unfreeze",
            pgettext_lazy("edition step", "Open the agenda again"),
            _(
                "The running order can change again, and reserves move up as the event says. "
                "The call stays closed until you open it again."
            ),
            _("The agenda is open again."),
            editions.unfreeze,
            (E.FROZEN,),
        ),
        Step(
            "hold",
            pgettext_lazy("edition step", "Record that it took place"),
            _("Confirmed projects become presented; offers nobody answered lapse. This cannot be taken back."),
            _("Recorded as held."),
            editions.mark_held,
            (E.OPEN, E.CLOSED, E.FROZEN),
            after_start=True,
        ),
        Step(
            "cancel",
            pgettext_lazy("edition step", "Cancel the event"),
            _("It does not take place. Letters not yet sent stay unsent. This cannot be taken back."),
            _("The event is cancelled."),
            editions.cancel,
            (E.PLANNED, E.OPEN, E.CLOSED, E.FROZEN),
            needs_reason=True,
            tells=True,
            danger=True,
        ),
    )
}


def possible(edition, now):
    """The steps that can be taken now, in the order of the table."""
    begun = now >= edition.starts
    return [
        step
        for step in STEPS.values()
        if edition.state in step.sources and (step.after_start is None or step.after_start == begun)
    ]


def told(edition):
    """{projects, funds}: for how many somebody would get a letter. None where nobody would."""
    if edition.state not in COMING:
        return None
    projects = editions.concerned(edition).filter(presenter__isnull=False).count()
    funds = editions.invited(edition).filter(Q(person__isnull=False) | Q(delegate__isnull=False)).count()
    return {"projects": projects, "funds": funds} if projects or funds else None
