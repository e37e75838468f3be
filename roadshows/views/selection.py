"""The selection meeting on the board: decisions are prepared, ordered, looked at letter by letter, and published."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from roadshows.actions import pending, publishing
from roadshows.actions.errors import ReasonMissing, Refused
from roadshows.models import PendingDecision, Registration
from roadshows.states import NEEDS_REASON, RegistrationState
from roadshows.views import letters_shown, moves, prepared
from roadshows.views.common import edition_of, registration_of
from scouting.accounts.states import WrongState
from scouting.base import clock
from scouting.base.patience import Busy
from scouting.base.requests import way_back

S = RegistrationState
WHAT_CAME = "published_decisions"
LONGEST_KEY = 19  # digits; the database holds no longer one
TONES = {"done": "good", "moved": "wait", "full": "wait", "already": "info", "refused": "bad"}


# --- one project ----------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def prepare(request, pk, code):
    """Asks for the reason where one is needed; from the board the press itself is enough."""
    reg = registration_of(request, pk)
    to = prepared.CODES.get(code)
    if to is None:
        raise Http404
    if request.method == "GET":
        return ask(request, reg, code)
    shown = request.GET.get("from")
    if shown and shown != reg.state:
        return moves.stale(request, reg)
    reason, tab = request.POST.get("reason", ""), reg.state
    try:
        made = pending.prepare(reg, to, by=request.user, now=clock.now(), reason=reason)
    except ReasonMissing as error:
        return ask(request, reg, code, error=str(error), status=422)
    except WrongState:
        return moves.stale(request, reg)
    except Refused as error:
        messages.error(request, str(error))
    else:
        tab = made.to_state
        words = {"project": reg.project, "decision": made.get_to_state_display()}
        messages.success(request, _("“%(project)s”: %(decision)s is prepared. Nobody has been told yet.") % words)
    return redirect(board_url(reg, tab))


def ask(request, reg, code, error="", status=200):
    context = {
        "reg": reg,
        "edition": reg.edition,
        "code": code,
        "label": prepared.label(code, prepared.CODES[code], "selected"),
        "needed": prepared.CODES[code] in NEEDS_REASON,
        "shown": request.GET.get("from") or reg.state,
        "error": error,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "roadshows/prepare.html", context, status=status)


def board_url(reg, tab=""):
    return f"{reverse('roadshows:board', args=[reg.edition.slug])}?tab={tab or reg.state}&mode=prepare"


@require_POST
def unprepare(request, pk):
    reg = registration_of(request, pk)
    if pending.undo(reg, by=request.user, now=clock.now()):
        messages.success(request, _("Taken back: nothing is prepared about “%(project)s”.") % {"project": reg.project})
    else:
        messages.info(request, _("Nothing was prepared about “%(project)s” any more.") % {"project": reg.project})
    return redirect(board_url(reg))


@require_POST
def rank(request, pk):
    """Another place in the order of the reserve: one up, one down, or the one it was dropped on."""
    reg = registration_of(request, pk)
    place = number(request.POST.get("place"), 1)
    wanted = {"up": place - 1, "down": place + 1}.get(request.POST.get("way"), number(request.POST.get("to"), place))
    try:
        pending.rerank(reg, by=request.user, now=clock.now(), position=wanted)
    except WrongState:
        return moves.stale(request, reg)
    messages.success(request, _("The order of the reserve is changed. Nobody is told a rank."))
    return redirect(way_back(request, f"{reverse('roadshows:board', args=[reg.edition.slug])}?tab={S.RESERVE}"))


def number(text, other):
    return int(text) if text and text.isdecimal() and len(text) < 5 else other


# --- all of them ----------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def decisions(request, slug):
    """Before: exactly which letters would leave. After: what happened, row by row."""
    edition, now = edition_of(request, slug), clock.now()
    if request.method == "POST":
        return publish(request, edition, now)
    try:
        found = publishing.preview(edition, by=request.user, now=now)
    except Busy:
        messages.info(request, _("A colleague is publishing or deciding at this moment. Try again in a few seconds."))
        return redirect("roadshows:board", edition.slug)
    came = rows_of_session(request, edition)
    context = {
        "edition": edition,
        "rows": [row(h) for h in found.happened],
        "letters": letters_shown.shown([m for m in found.letters if m.to_address]),
        "by_hand": letters_shown.shown([m for m in found.letters if not m.to_address]),
        "unnamed": [h.registration for h in found.happened if h.registration.presenter_id is None],
        "dropped": found.dropped,
        "colleagues": found.notices,
        "undecided": undecided(request.user, edition, found.happened),
        "picture": pending.picture(edition),
        "came": came,
        "label": label_of(len(found.happened)),
    }
    context["in_person"] = len(context["by_hand"]) + len(context["unnamed"])
    return render(request, "roadshows/decisions.html", context)


def label_of(n):
    return ngettext("Publish %(n)d decision", "Publish %(n)d decisions", n) % {"n": n}


def undecided(user, edition, happened):
    """Who hears nothing, because nothing is prepared about them."""
    rows = Registration.objects.visible_to(user).filter(edition=edition, state__in=(S.SUBMITTED, S.IN_REVIEW))
    rows = rows.exclude(pk__in=[h.decision.registration_id for h in happened])
    return list(rows.select_related("project__company").order_by("pk"))


def publish(request, edition, now):
    keys = [int(k) for k in request.POST.getlist("seen") if k.isdecimal() and len(k) < LONGEST_KEY]
    done = publishing.publish(edition, keys, by=request.user, now=now)
    request.session[WHAT_CAME] = [edition.pk, [[h.decision.pk, h.outcome, h.error] for h in done]]
    if not done:
        messages.info(request, _("Nothing was prepared any more."))
        return redirect("roadshows:board", edition.slug)
    return redirect("roadshows:decisions", edition.slug)


def rows_of_session(request, edition):
    """What the last press led to, shown once."""
    held, lines = request.session.get(WHAT_CAME, [None, []])
    if held != edition.pk:
        return []
    del request.session[WHAT_CAME]
    rows = PendingDecision.objects.visible_to(request.user).filter(edition=edition, pk__in=[k for k, _o, _e in lines])
    rows = rows.select_related(*publishing.RELATED).in_bulk()
    said = [publishing.Happened(rows[k], rows[k].registration, o, e) for k, o, e in lines if k in rows]
    return [row(happened) for happened in said]


def row(happened):
    """A line of the page: the project, what was decided, and what came of it."""
    decision, reg = happened.decision, happened.registration
    return {
        "key": decision.pk,
        "project": reg.project,
        "holder": reg.project.holder,
        "url": reg.get_absolute_url(),
        "decision": decision.get_to_state_display(),
        "to": decision.to_state,
        "reason": decision.reason,
        "state": reg,
        "tone": TONES[happened.outcome],
        "outcome": happened.outcome,
        "said": said(happened),
    }


def said(happened):
    reg = happened.registration
    words = {"state": reg.get_state_display(), "error": happened.error, "who": happened.decision.by or "-"}
    return {
        "done": lambda: pgettext("published", "Done."),
        "already": lambda: _("Was published already; nothing left twice."),
        "moved": lambda: _("Moved meanwhile and left as it is: %(state)s.") % words,
        "full": lambda: _("No place was left. It is prepared as a reserve now; nobody has been told."),
        "refused": lambda: _("Not possible: %(error)s It stays prepared.") % words,
    }[happened.outcome]()
