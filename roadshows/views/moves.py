"""One move of one registration, from the board, from its page, or from a page of its own that asks for the reason."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from roadshows import wording
from roadshows.actions import decisions
from roadshows.actions.errors import ReasonMissing, Refused
from roadshows.states import RegistrationState
from roadshows.views.common import registration_of
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState
from scouting.base import clock
from scouting.base.requests import way_back

S = RegistrationState
BY_TALK = ("confirm", "withdraw")  # the presenter said so: by which way
WAYS = [
    (Via.PHONE, pgettext_lazy("told", "by telephone")),
    (Via.WECHAT, pgettext_lazy("told", "by WeChat")),
    (Via.SMS, pgettext_lazy("told", "by SMS")),
    (Via.PAGE, pgettext_lazy("told", "in person")),
]


@require_http_methods(["GET", "POST"])
def move(request, pk, code):
    reg, now = registration_of(request, pk), clock.now()
    decisions.may(request.user, code, reg=reg, insist=True)
    if request.method == "POST":
        return press(request, reg, code, now)
    chosen = offered(request, reg, code, now)
    return ask(request, reg, chosen) if chosen else stale(request, reg)


def offered(request, reg, code, now):
    """The move of that code, if the registration can make it now. A change that was asked for can always be settled."""
    if code == "settle_change":
        return decisions.Move(code, pgettext("move", "It is settled"), reg.state)
    found = decisions.allowed_moves(reg, reg.edition, now, user=request.user) if reg.edition_id else []
    return next((m for m in found if m.code == code), None)


def ask(request, reg, chosen, error="", status=200):
    """The page that asks for the reason, and for the way where somebody told us."""
    context = {
        "reg": reg,
        "edition": reg.edition,
        "move": chosen,
        "ways": WAYS if chosen.code in BY_TALK else [],
        "error": error,
        "shown": request.GET.get("from") or reg.state,
        "next": way_back(request, board_url(reg)),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "roadshows/move.html", context, status=status)


def press(request, reg, code, now):
    chosen = offered(request, reg, code, now)
    shown = request.GET.get("from") or request.POST.get("from")
    if chosen is None or (shown and shown != reg.state):
        return stale(request, reg)
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        done = decisions.perform(reg, code, by=request.user, now=now, reason=reason, via=via_of(request, code))
    except WrongState:
        reg.refresh_from_db()
        return stale(request, reg)
    except ReasonMissing as error:
        return ask(request, reg, chosen, error=str(error), status=422)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, outcome(done or reg))
    return redirect(way_back(request, board_url(reg)))


def via_of(request, code):
    """Somebody who records what the presenter said names the way; on the board that is the telephone."""
    if code not in BY_TALK:
        return Via.PAGE
    given = request.POST.get("via", "")
    return given if given in dict(WAYS) else Via.PHONE


def stale(request, reg):
    words = {"project": reg.project or reg, "state": reg.get_state_display()}
    messages.warning(request, _("Nothing was changed: “%(project)s” is now “%(state)s”.") % words)
    return redirect(way_back(request, board_url(reg)))


def board_url(reg):
    if reg.edition_id is None:
        return reg.get_absolute_url()
    return f"{reverse('roadshows:board', args=[reg.edition.slug])}?tab={reg.state}"


def outcome(reg):
    """What the move led to, which may not be what the button said."""
    words = {"project": reg.project, "state": reg.get_state_display(), "rank": reg.reserve_rank}
    if reg.state == S.RESERVE:
        return _("“%(project)s” is reserve no. %(rank)s now.") % words
    if reg.state == S.SELECTED:
        words["until"] = wording.moment(reg.confirm_by)
        return _("“%(project)s” is selected and has until %(until)s to confirm.") % words
    return _("“%(project)s”: %(state)s.") % words
