"""A place is offered with a time to confirm; what is not answered lapses, what is free goes to the first reserve."""

from datetime import timedelta

from django.db import transaction

from roadshows import letters
from roadshows.actions import pending, places
from roadshows.actions.moves import change, lock_still_to_come, note, still_to_come
from roadshows.models import Edition, Registration
from roadshows.models.edition import Promotion
from roadshows.states import COMING, EditionState, RegistrationState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState

S = RegistrationState


def offer(reg, slot, *, now, by=None, via=Via.PAGE, reason=""):
    """Give the taken place `slot` to `reg`, to be confirmed in the edition's hours, never later than its start."""
    edition = reg.edition
    confirm_by = min(now + timedelta(hours=edition.confirm_by_hours), edition.starts)
    change(reg, S.SELECTED, now=now, by=by, via=via, reason=reason, slot=slot, confirm_by=confirm_by)
    note(reg, now=now, by=by)
    letters.to_presenter(reg, "selected", now=now)
    return reg


@transaction.atomic
def promote_next(edition, *, now, by=None):
    """Offer a free place to the first reserve. None where no place is free, nobody waits, or, without `by`, the
    edition no longer promotes by itself."""
    edition = lock_still_to_come(edition.pk, now)
    if by is None and (not promotes_itself(edition, now) or pending.spoken_for(edition)):
        return None
    first = edition.registrations.reserve().select_related("edition", "project__company", "presenter").first()
    slot = places.take(edition.pk) if first else None
    if slot is None:
        return None
    return offer(first, slot, now=now, by=by, via=Via.PAGE if by else Via.CLOCK)


def promotes_itself(edition, now):
    """Automatic, and the agenda is not frozen: after that the organiser is asked."""
    agenda_open = edition.state in (EditionState.OPEN, EditionState.CLOSED)
    return edition.promotion == Promotion.AUTOMATIC and agenda_open and still_to_come(edition, now)


def after_freeing(reg, *, now):
    """A place became free because `reg` left it: the next is offered at once where the edition says so."""
    edition = Edition.objects.get(pk=reg.edition_id)
    first = edition.registrations.reserve().first()
    if first and first.pk != reg.pk and promotes_itself(edition, now):
        promote_next(edition, now=now)


def fill_places(*, now, edition=None):
    """Offer what is still free in editions that promote by themselves. Returns how many were offered."""
    waiting = Edition.objects.filter(
        promotion=Promotion.AUTOMATIC, state__in=COMING, starts__gt=now, registrations__state=S.RESERVE
    )
    if edition:
        waiting = waiting.filter(pk=edition.pk)
    return sum(_fill(edition, now) for edition in waiting.distinct())


def _fill(edition, now):
    offered = 0
    while promotes_itself(edition, now) and promote_next(edition, now=now):
        offered += 1
    return offered


def lapse_due(*, now):
    """What was not confirmed in time lapses, is told so once, and frees its place. Returns how many."""
    late = Registration.objects.filter(state=S.SELECTED, confirm_by__lt=now, edition__state__in=COMING)
    return sum(lapse(pk, now=now) for pk in late.order_by("confirm_by").values_list("pk", flat=True))


def lapse(pk, *, now):
    """One offer nobody answered. Returns 1, or 0 if it was answered in this very moment."""
    reg = Registration.objects.select_related("edition", "project__company", "presenter").get(pk=pk)
    try:
        with transaction.atomic():
            change(reg, S.LAPSED, now=now, via=Via.CLOCK)
            note(reg, now=now)
            letters.to_presenter(reg, "lapsed", now=now)
            after_freeing(reg, now=now)
    except WrongState:  # answered in this very moment
        return 0
    return 1
