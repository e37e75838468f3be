"""A project that was not shown goes on to a later event with all that is known of it: one registration, one letter.

What hangs on a registration and shall come along has a callable (old, new, *, by, now) in `carried`; it runs inside
the transaction. Scores stay where they were given: shown beside the new ones, never counted there.
"""

from django.db import transaction

from roadshows import letters
from roadshows.actions import carrying, places
from roadshows.actions.deadlines import require_open
from roadshows.actions.errors import CallNotOpen, DeadlinePassed, EarlierEvent, ReasonMissing
from roadshows.actions.menu import DECIDE
from roadshows.actions.moves import change, note, still_to_come
from roadshows.actions.numbers import next_number
from roadshows.actions.offers import after_freeing
from roadshows.actions.registrations import refuse_second
from roadshows.models import Registration
from roadshows.states import HOLDING, LIVE, NEXT, RegistrationState
from scouting.accounts.states import WrongState, log_change

S = RegistrationState
ROLLED, CAME = "rolled", "came"
ROLLABLE = (
    S.DEFERRED, S.SUBMITTED, S.IN_REVIEW, S.RESERVE, S.SELECTED, S.CONFIRMED, S.DECLINED, S.LAPSED, S.WITHDRAWN,
)  # fmt: skip
KEPT = ("project", "presenter", "owner", "ask", "round_type", "company_adds_later", "demo")
carried = [carrying.bring_along]


@transaction.atomic
def roll(reg, edition, *, by, now, reason=""):
    """(registration for `edition`, created). The project's live one there, if it has one, is left as it is.

    After the deadline an organiser may, with a reason. The former registration becomes deferred, if it was still in
    the running. Raises WrongState, EarlierEvent, CallNotOpen, DeadlinePassed, ReasonMissing, AlreadyRegistered.
    """
    locked = {pk: places.lock(pk) for pk in sorted({reg.edition_id, edition.pk})}
    edition = locked[edition.pk]
    old = Registration.objects.select_related("edition", "project__company", "presenter", "owner").get(pk=reg.pk)
    there = Registration.objects.filter(edition=edition, project=old.project_id, state__in=LIVE).first()
    if there:
        return there, False
    _require(old, edition, by=by, now=now, reason=reason.strip())
    _let_go(old, edition, by=by, now=now, reason=reason.strip())
    new = _register(old, edition, by=by, now=now)
    log_change(old, old.state, ROLLED, now=now, by=by, reason=f"→ {edition.slug}, {new.number}")
    log_change(new, "", new.state, now=now, by=by, reason=reason)
    log_change(new, new.state, CAME, now=now, by=by, reason=f"← {old.edition.slug}, {old.number}")
    for carry in carried:
        carry(old, new, by=by, now=now)
    note(new, now=now, by=by)
    letters.supersede(old, now=now)
    letters.to_presenter(new, "rolled", now=now, former=old.edition)
    return new, True


def _require(old, edition, *, by, now, reason):
    if old.state not in ROLLABLE:
        raise WrongState(old, S.DEFERRED)
    if edition.pk == old.edition_id or edition.starts <= old.edition.starts or edition.series != old.edition.series:
        raise EarlierEvent
    try:
        require_open(edition, now)
    except (DeadlinePassed, CallNotOpen):
        if not still_to_come(edition, now) or not by.has_role(*DECIDE):
            raise
        if not reason:
            raise ReasonMissing from None
    refuse_second(edition, {"company": old.project.company, "team_name": old.project.team_name})


def _let_go(old, edition, *, by, now, reason):
    """What was still in the running there is deferred, without a letter of its own: the new one tells it."""
    if S.DEFERRED not in NEXT[old.state]:
        return
    held = old.state in HOLDING
    change(old, S.DEFERRED, now=now, by=by, reason=reason or f"→ {edition.slug}")
    note(old, now=now, by=by)
    if held:
        after_freeing(old, now=now)


def _register(old, edition, *, by, now):
    new = Registration(
        edition=edition, state=S.SUBMITTED, rolled_from=old, source="rolled", materials=dict(old.materials)
    )
    for name in KEPT:
        setattr(new, name, getattr(old, name))
    new.number = next_number(edition)
    new.submitted_at = new.entered_state_at = now
    new._history_user = by
    new.save()
    return new
