"""What a fund or a founder told a colleague on the telephone: whom they want to meet."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from roadshows import meeting_room
from roadshows.actions import wishes
from roadshows.actions.errors import Refused
from roadshows.forms.meetings import WishesForm
from roadshows.models.meetings import Side
from roadshows.views.common import edition_of
from scouting.base import clock


@require_http_methods(["GET", "HEAD", "POST"])
def wishes_of(request, slug, side, pk):
    """One side's wishes. A pair that is not possible is named so and cannot be changed, whoever said no."""
    edition, now = edition_of(request, slug), clock.now()
    room = meeting_room.room_of(edition)
    pairs, whose = pairs_of(room, side, pk)
    open_ones = [pair for pair in pairs if not pair.excluded]
    names = [counterpart(pair, side) for pair in open_ones]
    form = WishesForm(request.POST or None, pairs=open_ones, side=side, names=names)
    may, status = wishes.open_to_team(edition, now), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                n = wishes.set_wishes(form.chosen(), side, by=request.user, now=now)
            except Refused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Noted, with your name.") if n else _("Nothing was changed."))
                return redirect("roadshows:meetings", slug)
    context = {
        "edition": edition,
        "whose": whose,
        "side": side,
        "form": form,
        "out": [counterpart(pair, side) for pair in pairs if pair.excluded],
        "may": may,
    }
    return render(request, "roadshows/wishes.html", context, status=status)


def pairs_of(room, side, pk):
    """(pairs, name) of a fund or project that takes part, or 404."""
    at = 1 if side == Side.FUND else 0
    pairs = [pair for key, pair in room.pairs.items() if key[at] == pk]
    if side not in Side.values or not pairs:
        raise Http404
    return pairs, str(pairs[0].invitation.investor if side == Side.FUND else pairs[0].registration.project)


def counterpart(pair, side):
    if side == Side.FUND:
        return f"{pair.registration.project} · {pair.registration.project.holder}"
    return str(pair.invitation.investor)
