"""Funds are proposed in waves by how well they fit: as many as there are seats nobody holds or was asked to take."""

from django.db import transaction
from django.db.models import Max, Sum

from companies.models import Position
from roadshows import matching
from roadshows.actions import places
from roadshows.actions.moves import still_to_come
from roadshows.models import Edition, Invitation
from roadshows.states import InvitationState
from scouting.accounts.models.audit import Via
from scouting.accounts.states import log_change, move

V = InvitationState
WAITING = (V.PROPOSED, V.INVITED)  # these may still take a seat


def uncalled(edition, states=WAITING):
    """Seats in the room that nobody holds and none of those in `states` may take."""
    asked = Invitation.objects.filter(edition=edition, state__in=states).aggregate(n=Sum("seats"))["n"] or 0
    taken, seats = Edition.objects.values_list("seats_taken", "seats").get(pk=edition.pk)
    return max(seats - taken - asked, 0)


def next_wave(edition):
    """The number of the wave that is proposed now: one after the last that was invited."""
    told = Invitation.objects.filter(edition=edition).exclude(state=V.PROPOSED)
    return (told.aggregate(last=Max("wave"))["last"] or 0) + 1


def representatives(funds):
    """{fund: person} who speaks for it: whom it sent last, else who holds a position there."""
    found = {}
    there = Position.objects.filter(investor__in=funds, ended_on__isnull=True).select_related("person__subject")
    for position in there.order_by("pk"):
        found[position.investor_id] = position.person
    before = Invitation.objects.filter(investor__in=funds, person__isnull=False).select_related("person__subject")
    current = {(p.investor_id, p.person_id) for p in there}
    for invitation in before.order_by("edition__starts", "pk"):
        if (invitation.investor_id, invitation.person_id) in current:
            found[invitation.investor_id] = invitation.person
    return found


def people_at(fund):
    """Those who hold a position at the fund, whoever was entered last first."""
    there = Position.objects.filter(investor=fund, ended_on__isnull=True).select_related("person__subject")
    return list({p.person_id: p.person for p in there.order_by("-pk")}.values())


@transaction.atomic
def propose(edition, investor, *, now, by=None, person=None, wave=None):
    """Put a fund on the next wave. One that was dropped can be proposed again; any other stays as it is."""
    columns = {"person": person, "wave": wave or next_wave(edition), "state": V.PROPOSED, "demo": edition.demo}
    row, created = Invitation.objects.get_or_create(edition=edition, investor=investor, defaults=columns)
    via = Via.PAGE if by else Via.CLOCK
    if created:
        log_change(row, "", V.PROPOSED, now=now, by=by, via=via)
    elif row.state == V.DROPPED:
        move(row, V.PROPOSED, now=now, by=by, via=via, wave=columns["wave"], why_not="", answer_by=None)
    return row


@transaction.atomic
def propose_next(edition, *, now, by=None):
    """Propose the funds that fit best and were never asked, one for each seat left. Returns the new proposals."""
    row = places.lock(edition.pk)
    left = uncalled(row) if still_to_come(row, now) else 0
    if not left:
        return []
    asked = set(Invitation.objects.filter(edition=row).values_list("investor", flat=True))
    funds = [fund for fund, _project, _fit in matching.best(row, now=now) if fund.pk not in asked][:left]
    people, wave = representatives(funds), next_wave(row)
    return [propose(row, f, now=now, by=by, person=people.get(f.pk), wave=wave) for f in funds]
