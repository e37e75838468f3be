"""Places and reserve ranks of an edition. The edition's row is always written or locked before any registration
of it, so that two decisions never wait for each other in a circle."""

from itertools import count

from django.db.models import F, Max

from roadshows.actions import ranks
from roadshows.models import Edition, Registration
from roadshows.states import HOLDING


def lock(edition_id):
    """The edition, fresh, and nobody else's to change until the transaction ends."""
    return Edition.objects.select_for_update().get(pk=edition_id)


def take(edition_id):
    """Take one place and return its number, the lowest that is free; None when the edition is full.

    One conditional UPDATE decides, however many ask at once.
    """
    if not Edition.objects.filter(pk=edition_id, taken__lt=F("slots")).update(taken=F("taken") + 1):
        return None
    used = set(Registration.objects.filter(edition=edition_id, slot__isnull=False).values_list("slot", flat=True))
    return next(n for n in count(1) if n not in used)


def give_back(edition_id):
    """Free one place. The caller then moves the registration out; if that fails, both are undone."""
    Edition.objects.filter(pk=edition_id, taken__gt=0).update(taken=F("taken") - 1)


def recount(edition_id):
    """Set `taken` from the registrations, as after loading data past the verbs."""
    held = Registration.objects.filter(edition=edition_id, state__in=HOLDING).count()
    Edition.objects.filter(pk=edition_id).update(taken=held)
    return held


def next_rank(edition_id):
    """The rank behind the last reserve. Under lock()."""
    last = Registration.objects.filter(edition=edition_id).aggregate(last=Max("reserve_rank"))["last"]
    return (last or 0) + 1


def close_ranks(edition_id, left):
    """Everybody behind rank `left` moves up by one."""
    ranks.close(Registration.objects.filter(edition=edition_id), "reserve_rank", left)
