"""One registration goes on to a later event: one press where a call is open, a reason where it is closed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from roadshows import materials, review_board
from roadshows.actions import rolling
from roadshows.actions.deadlines import effective_deadline, within
from roadshows.actions.errors import Refused
from roadshows.models import Edition
from roadshows.models.edition import Series
from roadshows.states import EditionState
from roadshows.views import registrations
from roadshows.views.common import decides, registration_of
from scouting.accounts.states import WrongState
from scouting.base import clock
from scouting.base.requests import way_back


def coming(user, now):
    """The roadshows that are still ahead, the next one first."""
    rows = Edition.objects.visible_to(user).coming(now).filter(series=Series.ROADSHOW, starts__gt=now)
    return rows.order_by("starts")


def is_open(edition, now):
    return edition.state == EditionState.OPEN and edition.deadline is not None and within(edition.deadline, now)


def next_for(reg, editions, now):
    """The open call of a later event, for the button that needs no further question; else the first later event."""
    if reg is None or reg.state not in rolling.ROLLABLE:
        return None
    later = [e for e in editions if e.starts > reg.edition.starts]
    return next((e for e in later if is_open(e, now)), later[0] if later else None)


@require_http_methods(["GET", "POST"])
def roll(request, pk):
    reg = registration_of(request, pk)
    registrations.must_write(request.user, reg)
    now = clock.now()
    editions = [e for e in coming(request.user, now) if reg.edition and e.starts > reg.edition.starts]
    if request.method == "GET" or not request.POST.get("edition"):
        return ask(request, reg, editions, now)
    chosen = next((e for e in editions if str(e.pk) == request.POST["edition"]), None)
    if chosen is None:
        return ask(request, reg, editions, now, error=_("Choose the event."), status=422)
    try:
        new, created = rolling.roll(reg, chosen, by=request.user, now=now, reason=request.POST.get("reason", "")[:300])
    except WrongState:
        messages.warning(request, _("Nothing was changed: this project was moved meanwhile."))
        return redirect(reg)
    except Refused as error:
        return ask(request, reg, editions, now, error=str(error), status=422)
    words = {"project": reg.project, "edition": chosen.slug, "number": new.number}
    if created:
        messages.success(request, _("“%(project)s” is registered for %(edition)s: %(number)s.") % words)
    else:
        messages.info(request, _("“%(project)s” was registered for %(edition)s already: %(number)s.") % words)
    return redirect(way_back(request, new.get_absolute_url()))


def ask(request, reg, editions, now, error="", status=200):
    chosen = request.POST.get("edition") or request.GET.get("edition", "")
    first = next_for(reg, editions, now)
    have, needed, _missing = materials.completeness(reg)
    context = {
        "reg": reg,
        "edition": reg.edition,
        "possible": reg.state in rolling.ROLLABLE,
        "editions": [{"edition": e, "open": is_open(e, now), "until": effective_deadline(e)} for e in editions],
        "chosen": chosen or (str(first.pk) if first else ""),
        "decides": decides(request.user),
        "have": have,
        "needed": needed,
        "scored": review_board.figures(request.user, [reg]).get(reg.pk),
        "reason": request.POST.get("reason", ""),
        "error": error,
        "next": request.POST.get("next", ""),
    }
    return render(request, "roadshows/roll.html", context, status=status)
