"""The organiser's board of an edition. It looks for changes by itself every half minute, where there is JavaScript."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roadshows.actions import decisions
from roadshows.actions.errors import Refused
from roadshows.actions.moves import still_to_come
from roadshows.models import Application, Registration
from roadshows.states import COMING, EditionState, RegistrationState
from roadshows.views import cards
from roadshows.views.common import decides, edition_of, outside
from scouting.accounts.roles import WRITERS
from scouting.accounts.states import WrongState
from scouting.base import clock

S, E = RegistrationState, EditionState


def board(request, slug):
    edition = edition_of(request, slug)
    now = clock.now()
    shown = cards.board_of(edition, request.user, now, request.GET.get("mode", ""))
    if request.htmx and request.GET.get("seen") == shown.fingerprint:
        return HttpResponse(status=204)
    context = {
        "edition": edition,
        "board": shown,
        "step": next_step(edition, shown, request.user, now),
        "tab": tab_of(request, shown),
        "mode": request.GET.get("mode", ""),
        "picture": shown.prepared.picture,
        "decides": decides(request.user),
        "unclaimed": Application.objects.visible_to(request.user).unclaimed().filter(edition=edition).count(),
        "to_chase": shown.chasable(now) if edition.state in COMING and may_chase(request.user) else 0,
        "to_confirm": shown.count(S.SELECTED),
        "reserves": shown.count(S.RESERVE),
        "waiting": promotion(edition, shown, now) if decides(request.user) else None,
        "call_url": outside("roadshows:call", edition.slug),
    }
    return render(request, "roadshows/_board.html" if request.htmx else "roadshows/board.html", context)


def may_chase(user):
    return user.has_role(*WRITERS)


def tab_of(request, shown):
    """Which column a phone shows: the chosen one, else the first that has cards."""
    wanted = request.GET.get("tab", "")
    states = [column.state for column in shown.open]
    return wanted if wanted in states else next((c.state for c in shown.open if c.cards), states[0])


def promotion(edition, shown, now):
    """The first reserve while a place is free for it, until the event begins."""
    first = shown.first_reserve()
    if shown.prepared.count and shown.prepared.picture.free <= 0:
        return None  # the place is meant for somebody
    return first if first and shown.outcome == "selected" and still_to_come(edition, now) else None


def next_step(edition, shown, user, now):
    """The one thing to do next, named: {label, url, post, confirm}. None where the cards themselves are it."""
    if not decides(user):
        return register_step(edition, user, now)
    new, first = shown.count(S.SUBMITTED), promotion(edition, shown, now)
    if edition.state == E.PLANNED:
        return step_page(edition, "publish", _("Open the call"))
    if shown.prepared.count:
        return publish_step(edition, shown.prepared.count)
    if first:
        label = _("Offer the place to %(project)s") % {"project": first.project}
        return {"label": label, "url": reverse("roadshows:promote", args=[edition.slug]), "post": True}
    if new and still_to_come(edition, now):
        label = ngettext("Start review of %(n)d project", "Start review of %(n)d projects", new) % {"n": new}
        return {"label": label, "url": reverse("roadshows:review_all", args=[edition.slug]), "post": True}
    return later_step(edition, shown, user, now)


def publish_step(edition, n):
    label = ngettext("Publish %(n)d decision", "Publish %(n)d decisions", n) % {"n": n}
    return {"label": label, "url": reverse("roadshows:decisions", args=[edition.slug]), "post": False}


def later_step(edition, shown, user, now):
    undecided = shown.count(S.IN_REVIEW) + shown.count(S.SELECTED)
    if edition.state == E.CLOSED and not undecided and shown.count(S.CONFIRMED):
        return step_page(edition, "freeze", _("Freeze the agenda"))
    if edition.state in (E.OPEN, E.CLOSED, E.FROZEN) and now >= edition.ends:
        return step_page(edition, "hold", _("Record that it took place"))
    return register_step(edition, user, now)


def step_page(edition, code, label):
    return {"label": label, "url": reverse("roadshows:edition_step", args=[edition.slug, code]), "post": False}


def register_step(edition, user, now):
    """Registering is what anybody who writes can do while the call is open."""
    if edition.state != E.OPEN or now >= edition.starts or not user.has_role("promoter", "organiser", "data_admin"):
        return None
    return {
        "label": _("Register a project"),
        "url": reverse("roadshows:register", args=[edition.slug]),
        "post": False,
    }


@require_POST
def promote(request, slug):
    """Offer the free place to the first reserve."""
    edition = edition_of(request, slug)
    try:
        reg = decisions.promote_next(edition, now=clock.now(), by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        if reg is None:
            messages.warning(request, _("Nothing was changed: no place is free, or nobody waits any more."))
        else:
            words = {"project": reg.project}
            messages.success(request, _("“%(project)s” is offered the place and has been written to.") % words)
    return redirect("roadshows:board", slug)


@require_POST
def review_all(request, slug):
    """Start the review of everything that was newly submitted."""
    edition, now = edition_of(request, slug), clock.now()
    moved = 0
    for reg in Registration.objects.visible_to(request.user).filter(edition=edition, state=S.SUBMITTED):
        try:
            decisions.start_review(reg, by=request.user, now=now)
            moved += 1
        except WrongState:  # somebody was faster with this one
            continue
    text = ngettext("%(n)d project is in review now.", "%(n)d projects are in review now.", moved) % {"n": moved}
    messages.success(request, text)
    return redirect("roadshows:board", slug)
