"""What an edition puts on paper: the meeting pack, and the plan for the leader's approval. Each in both languages."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roadshows import guests, wording
from roadshows.actions import agenda, agenda_versions, plans
from roadshows.actions.errors import Refused
from roadshows.models.edition import Mode
from roadshows.states import EditionState
from roadshows.views.common import edition_of
from scouting.accounts.roles import Role
from scouting.accounts.states import WrongState
from scouting.base import clock

PARTS = {
    "agenda": pgettext_lazy("meeting pack", "Agenda"),
    "sign-in": pgettext_lazy("meeting pack", "Sign-in sheet"),
    "guests": pgettext_lazy("meeting pack", "Guest list"),
    "cards": pgettext_lazy("meeting pack", "Table cards"),
}
WALK_INS = 8  # empty lines of the sign-in sheet
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def printed(request, template, make, **context):
    """The page in the language asked for, or the reader's. `make` builds the rest of the context in that language."""
    wanted = request.GET.get("language")
    language = wanted if wanted in LANGUAGES else translation.get_language()
    with translation.override(language):
        others = [(code, get_language_info(code)["name_local"]) for code in LANGUAGES if code != language]
        return render(request, template, {**context, **make(), "others": others, "now": clock.now()})


@require_safe
def pack(request, slug, code=""):
    """All of the meeting pack, or one part of it."""
    shown = edition_of(request, slug)
    if code and code not in PARTS:
        raise Http404
    return printed(request, "roadshows/pack.html", lambda: of_pack(shown, request.user, code), edition=shown)


def of_pack(shown, user, code):
    rows = guests.guests(shown, user)
    seated = guests.on_site(rows)
    published = agenda_versions.latest(shown)
    timetable = agenda_versions.published_timetable(shown) if published else agenda.timetable(shown)
    return {
        "parts": [name for name in PARTS if code in ("", name)],
        "title": PARTS.get(code) or _("Meeting pack"),
        "timetable": timetable,
        "version": published,
        "guests": rows,
        "seated": seated,
        "walk_ins": range(len(seated) + 1, len(seated) + 1 + WALK_INS),
        "contacts": user.may_see_contacts,
    }


@require_safe
def plan(request, slug):
    shown = edition_of(request, slug)
    return printed(request, "roadshows/plan.html", lambda: of_plan(shown, request.user), edition=shown)


def of_plan(shown, user):
    now, approval = plans.plan_of(shown), plans.latest(shown)
    found = plans.changed(approval, now)
    differs, over = plans.differs(found), shown.state in (EditionState.HELD, EditionState.CANCELLED)
    return {
        "projects": [(reg, mark(found, f"p{reg.project_id}")) for reg in plans.projects(shown)],
        "funds": [(row, mark(found, f"f{row.investor_id}")) for row in plans.guests(shown)],
        "hosts": [(name, items, mark(found, f"h{name}")) for name, items in plans.hosts(shown).items()],
        "gone": [row["name"] for _part, row in found["gone"]],
        "facts": {name: before_words(name, value) for name, value in found["facts"].items()},
        "approval": approval,
        "differs": differs,
        "mark": plans.mark_of(now),
        "asks": user.has_role(Role.DIRECTOR) and not over and (differs or approval is None),
    }


def mark(found, key):
    return "new" if key in found["new"] else "other" if key in found["other"] else ""


def before_words(name, value):
    """What stood there when it was approved."""
    if name in ("starts", "ends"):
        return wording.moment(parse_datetime(value))
    return Mode(value).label if name == "mode" else value or "–"


@require_POST
def approve(request, slug):
    shown = edition_of(request, slug)
    sent = request.POST
    try:
        plans.approve(shown, by=request.user, now=clock.now(), mark=sent.get("mark", ""), note=sent.get("note", ""))
    except Refused as error:
        messages.warning(request, str(error))
    except WrongState:
        messages.warning(request, _("The event is over or was cancelled."))
    else:
        messages.success(request, _("Approved."))
    return redirect(reverse("roadshows:plan", args=[shown.slug]))
