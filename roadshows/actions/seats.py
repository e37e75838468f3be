"""Seats of invited funds, on site and online counted apart. The edition's row is locked before any invitation of it."""

from django.db.models import F, Q, Sum

from roadshows.models import Edition, Invitation
from roadshows.states import ON_SITE, InvitationState


def held(state, seats):
    """(on site, online): what an invitation in that state holds."""
    return (seats if state in ON_SITE else 0), (seats if state == InvitationState.ONLINE else 0)


def shift(edition_id, on_site=0, online=0):
    """Take (or give back, where negative) seats of both kinds at once; False, changing nothing, where there are none.

    One conditional UPDATE decides, however many ask at once.
    """
    if not (on_site or online):
        return True
    rows = Edition.objects.filter(pk=edition_id)
    if on_site > 0:
        rows = rows.filter(seats_taken__lte=F("seats") - on_site)
    if online > 0:
        rows = rows.filter(Q(online_seats__isnull=True) | Q(online_taken__lte=F("online_seats") - online))
    return bool(rows.update(seats_taken=F("seats_taken") + on_site, online_taken=F("online_taken") + online))


def fit(edition, on_site, online):
    """Whether so many more seats were left when the edition was read; only `shift` takes any."""
    room = edition.seats - edition.seats_taken
    more = None if edition.online_seats is None else edition.online_seats - edition.online_taken
    return (on_site <= 0 or on_site <= room) and (online <= 0 or more is None or online <= more)


def recount(edition_id):
    """Set both counts from the invitations, as after loading data past the verbs."""
    found = dict(Invitation.objects.filter(edition=edition_id).order_by().values_list("state").annotate(n=Sum("seats")))
    on_site, online = sum(found.get(s, 0) for s in ON_SITE), found.get(InvitationState.ONLINE, 0)
    Edition.objects.filter(pk=edition_id).update(seats_taken=on_site, online_taken=online)
    return on_site, online
