"""One edition: its page, its forms, and the steps of its life, each on a page that says what will happen."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from roadshows import personal_interest, portrait
from roadshows.actions import agenda, agenda_versions, deadlines, editions
from roadshows.actions.errors import Refused
from roadshows.actions.materials import CHASED
from roadshows.forms.edition import EditionForm, ExtensionForm, RescheduleForm
from roadshows.models import Invitation, Registration
from roadshows.models.edition import Series
from roadshows.states import COMING, PUBLISHED, EditionState, InvitationState, RegistrationState
from roadshows.views import steps
from roadshows.views.common import decides, edition_of, outside
from scouting.accounts.roles import WRITERS, Role
from scouting.accounts.states import WrongState, changes_of
from scouting.base import clock


def edition(request, slug):
    return edition_page(request, edition_of(request, slug))


def edition_page(request, shown, *, status=200, **more):
    """The page of an edition; `more` is what a fund left out when it marked a project there."""
    now = clock.now()
    team = request.user.is_team
    timetable = timetable_for(request.user, shown, now)
    context = {
        "edition": shown,
        "timetable": timetable,
        "named": named(timetable, request.user),
        "decides": decides(request.user),
        "call_url": outside("roadshows:call", shown.slug) if shown.series == Series.ROADSHOW else "",
        "deadline": deadlines.effective_deadline(shown),
        "writes": request.user.has_role(*WRITERS),
        "calling": shown.state == EditionState.OPEN and now < shown.starts,
    }
    if team:
        context |= for_the_team(shown, request.user, now)
    elif request.user.has_role(Role.FUND):
        context |= for_a_fund(shown, request.user, now)
    return render(request, "roadshows/edition.html", context | more, status=status)


def for_a_fund(shown, user, now):
    """What its partner wants of the projects, where the fund is invited."""
    own = Q(person__subject=user.subject_id) | Q(delegate__subject=user.subject_id)
    found = Invitation.objects.visible_to(user).filter(own, edition=shown).select_related("investor").first()
    if found is None:
        return {}
    found.edition = shown
    url = reverse("roadshows:invitation_mark", args=[found.pk])
    return {"invitation": found} | personal_interest.fund_context(found, user.subject_id, now, url)


def named(timetable, user):
    """The registrations that stand in the running order by their project's name."""
    shown = {item.registration_id for _at, item in timetable if item.registration_id}
    if user.is_team or not shown:
        return shown
    return set(Registration.objects.on_programme_for(user).filter(pk__in=shown).values_list("pk", flat=True))


def timetable_for(user, shown, now):
    """The team reads the working agenda, others the published one, experts without what their sheets keep from them."""
    if user.is_team:
        return agenda.timetable(shown)
    return portrait.programme(agenda_versions.published_timetable(shown), user.subject_id, shown, now=now)


def for_the_team(shown, user, now):
    regs = Registration.objects.visible_to(user).filter(edition=shown)
    owing = Count("pk", filter=Q(state__in=CHASED, materials_done__lt=F("materials_needed")))
    tallied = list(regs.order_by().values_list("state").annotate(n=Count("pk"), owing=owing))
    counted = {state: n for state, n, _owing in tallied}
    invitations = list(shown.invitations.select_related("investor", "person", "delegate").order_by("wave", "id"))
    return {
        "counts": [(s, RegistrationState(s).label, counted[s]) for s in RegistrationState.values if s in counted],
        "answers": [
            {"label": label, "rows": [i for i in invitations if i.state == code]}
            for code, label in InvitationState.choices
            if any(i.state == code for i in invitations)
        ],
        "invited": len(invitations),
        "rooms": rooms_of(shown),
        "owing": sum(owe for _state, _n, owe in tallied) if shown.state in COMING else 0,
        "version": agenda_versions.latest(shown),
        "extensions": list(shown.extensions.select_related("by", "registration__project").order_by("-at")),
        "asked": deadlines.asked_for_more_time(shown),
        "changes": list(changes_of(shown).order_by("-at", "-id")[:12]),
        "steps": steps.possible(shown, now) if decides(user) else [],
    }


def rooms_of(shown):
    """The pages of one edition as tabs."""
    names = {"edition": _("Overview")}
    if shown.series == Series.ROADSHOW:
        names |= {
            "board": _("Board"),
            "review": pgettext("experts", "Review"),
            "matching": _("Matching"),
            "invitations": _("Invited funds"),
        }
    names["agenda"] = _("Agenda")
    if shown.series == Series.ROADSHOW:
        names["meetings"] = pgettext("room", "1:1 meetings")
    names |= {"plan": _("Plan"), "pack": _("Meeting pack")}
    if shown.state in PUBLISHED:
        names["checkin"] = _("Check-in")
    if shown.series == Series.ROADSHOW:
        names["interest"] = pgettext("of funds", "Interest")
    if shown.state == EditionState.HELD:
        names["report"] = _("Report")
    urls = {name: reverse(f"roadshows:{name}", args=[shown.slug]) for name in names}
    return [{"label": label, "url": urls[name], "active": name == "edition"} for name, label in names.items()]


# --- forms ----------------------------------------------------------------------------------------
def edit(request, slug):
    shown = edition_of(request, slug)
    form = EditionForm(request.POST or None, edition=shown)
    if request.method == "POST" and form.is_valid():
        try:
            editions.edit_edition(shown, by=request.user, now=clock.now(), changes=edited(form))
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(shown)
    return page(request, "roadshows/edition_form.html", form, edition=shown)


def edited(form):
    """The columns to write: an empty English theme is empty text, a missing number is none."""
    return {k: ("" if v is None and k == "recap" else v) for k, v in form.changes().items()}


def page(request, template, form, **context):
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)


def reschedule(request, slug):
    shown = edition_of(request, slug)
    form = RescheduleForm(request.POST or None, edition=shown)
    if request.method == "POST" and form.is_valid():
        wanted = form.changes()
        times = {"starts": shown.starts, "ends": shown.ends}
        try:
            editions.reschedule(shown, by=request.user, now=clock.now(), **{**times, **wanted})
        except Refused as error:
            form.add_error(None, str(error))
        else:
            moved = (
                _("Moved; everybody concerned is told.") if steps.told(shown) else _("Moved; nobody had to be told.")
            )
            messages.success(request, moved if wanted else _("Nothing was changed."))
            return redirect(shown)
    return page(request, "roadshows/reschedule.html", form, edition=shown, told=steps.told(shown))


def extend(request, slug):
    shown, now = edition_of(request, slug), clock.now()
    before = deadlines.effective_deadline(shown)
    day = clock.local_date(max(filter(None, [before, now]))) + timedelta(days=2)
    initial = {"until": clock.end_of_day(day), "registration": request.GET.get("registration")}
    form = ExtensionForm(request.POST or None, edition=shown, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            extension = deadlines.extend(shown, by=request.user, now=now, **data)
        except Refused as error:
            form.add_error("until", str(error))
        except WrongState:
            form.add_error(None, _("The event is over or was cancelled."))
        else:
            told = _("Granted. Those who wait with a draft are told.")
            messages.success(request, told if extension.told else _("Granted. Nobody waits with a draft."))
            return redirect(shown)
    asked = deadlines.asked_for_more_time(shown)
    return page(request, "roadshows/extend.html", form, edition=shown, before=before, asked=asked)


# --- steps ----------------------------------------------------------------------------------------
def step(request, slug, code):
    """GET says what the step does; POST does it."""
    shown, now = edition_of(request, slug), clock.now()
    chosen = steps.STEPS.get(code)
    if chosen is None:
        raise Http404
    possible = any(s.code == code for s in steps.possible(shown, now))
    if request.method != "POST":
        if not possible:
            return stale(request, shown)
        return ask(request, shown, chosen)
    reason = request.POST.get("reason", "").strip()[:500]
    if not possible or request.POST.get("from", shown.state) != shown.state:
        return stale(request, shown)
    if chosen.needs_reason and not reason:
        return ask(request, shown, chosen, error=_("Give the reason."), status=422)
    try:
        chosen.verb(shown, by=request.user, now=now, **({"reason": reason} if chosen.needs_reason else {}))
    except WrongState:
        shown.refresh_from_db()
        return stale(request, shown)
    except Refused as error:
        return ask(request, shown, chosen, error=str(error), status=422)
    messages.success(request, str(chosen.done))
    return redirect(shown)


def ask(request, shown, chosen, error="", status=200):
    context = {"edition": shown, "step": chosen, "error": error, "told": steps.told(shown) if chosen.tells else None}
    return render(request, "roadshows/step.html", context, status=status)


def stale(request, shown):
    words = {"state": shown.get_state_display()}
    messages.warning(request, _("Nothing was changed: the event is now “%(state)s”.") % words)
    return redirect(shown)
