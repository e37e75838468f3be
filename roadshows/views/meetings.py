"""The 1:1 meetings of an edition: wishes, tables and times, the timetable and changes to it by hand."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadshows import meeting_room, meeting_words
from roadshows.actions import meeting_plans, meeting_publishing, meetings
from roadshows.actions.errors import DoubleBooked, Refused
from roadshows.forms.meetings import HeldForm, PlanForm, SeatForm
from roadshows.models import Invitation, Meeting, MeetingPlan, Registration
from roadshows.states import COMING, MeetingState, PlanState
from roadshows.views import clashes
from roadshows.views.common import decides, edition_of
from scouting.accounts.roles import WRITERS
from scouting.accounts.states import WrongState
from scouting.base import clock

pages = require_http_methods(["GET", "HEAD", "POST"])
M = MeetingState
OFFERED = 3  # free times that the page offers for a wish that is not met


@dataclass(frozen=True)
class Cell:
    table: int
    name: str
    pair: object = None

    @property
    def meeting(self):
        return self.pair.meeting if self.pair else None


@require_safe
def page(request, slug):
    return show(request, edition_of(request, slug))


def show(request, edition, *, form=None, refused=(), status=200):
    now, room = clock.now(), meeting_room.room_of(edition)
    plan = room.plan
    changing = decides(request.user) and edition.state in COMING
    found = meeting_publishing.differences(plan) if plan.pk else []
    context = {
        "edition": edition,
        "plan": plan,
        "room": room,
        "solving": plan.state == PlanState.SOLVING,
        "problem": meeting_words.problem(plan) if plan.state == PlanState.FAILED else "",
        "grid": grid(room) if room.standing else [],
        "tables": table_names(plan),
        "figures": meeting_words.met_of(room),
        "unmet": [(row, row.free[:OFFERED]) for row in meeting_words.unmet(room)] if room.standing else [],
        "unanswered": meeting_words.unanswered(room) if edition.state in COMING else [],
        "excluded": meeting_words.excluded(room),
        "wishes": drawing(room),
        "differing": len(found),
        "gone": [change.meeting for change in found if change.mark == meeting_publishing.GONE],
        "mutual": room.count(lambda pair: pair.mutual),
        "form": form or (PlanForm(plan=plan) if changing and plan.state != PlanState.SOLVING else None),
        "refused": refused,
        "changing": changing and plan.state != PlanState.SOLVING,
        "decides": changing,
        "writes": request.user.has_role(*WRITERS) and edition.state in COMING,
        "begun": decides(request.user) and begun(plan, now),
    }
    return render(request, "roadshows/meetings.html", context, status=status)


def table_names(plan):
    return [meeting_room.table_name(plan, n) for n in range(1, meeting_room.table_count(plan) + 1)]


def grid(room):
    """[(time, cells)]: one cell a table."""
    at = {(p.meeting.starts, p.meeting.table): p for p in room.pairs.values() if p.meeting in room.standing}
    names = table_names(room.plan)
    return [(time, [Cell(n, name, at.get((time.starts, n))) for n, name in enumerate(names, 1)]) for time in room.times]


def drawing(room):
    """Wishes as a table: [(fund, [(project, code, words, whether they meet)])]."""
    rows = []
    for invitation in room.funds:
        pairs = [room.pairs[reg.pk, invitation.pk] for reg in room.projects]
        rows.append((invitation, [(p.registration, *meeting_words.mark(p), meeting_words.stands(p)) for p in pairs]))
    return rows


def begun(plan, now):
    """Whether a meeting that was announced has begun."""
    known = Meeting.objects.filter(plan=plan, state__in=(M.PUBLISHED, M.HELD, M.MISSED)) if plan.pk else None
    return bool(known) and known.filter(told_starts__lte=now).exists()


def tried(request, edition, verb, *, done=""):
    """Run the verb and come back to the page; a refusal says why, nothing else changed."""
    try:
        verb()
    except WrongState:
        messages.warning(request, _("This was changed meanwhile; below is how it stands now."))
    except Refused as error:
        return show(request, edition, refused=reasons(error), status=409)
    else:
        if done:
            messages.success(request, done)
    return redirect("roadshows:meetings", edition.slug)


def reasons(error):
    return clashes.sentences(error) if isinstance(error, DoubleBooked) else [str(error)]


@require_POST
def set_up(request, slug):
    edition = edition_of(request, slug)
    form = PlanForm(request.POST, plan=meeting_room.plan_of(edition))
    if not form.is_valid():
        return show(request, edition, form=form, status=422)
    try:
        meeting_plans.set_up(edition, by=request.user, now=clock.now(), **form.cleaned_data)
    except WrongState:
        messages.warning(request, _("This was changed meanwhile; below is how it stands now."))
    except Refused as error:
        return show(request, edition, form=form, refused=reasons(error), status=409)
    else:
        messages.success(request, _("Saved."))
    return redirect("roadshows:meetings", slug)


@require_POST
def solve(request, slug):
    edition = edition_of(request, slug)
    return tried(request, edition, lambda: meeting_plans.ask(edition, by=request.user, now=clock.now()))


@require_POST
def stop(request, slug):
    edition = edition_of(request, slug)
    plan = get_object_or_404(MeetingPlan, edition=edition)
    meeting_plans.stop(plan.edition, by=request.user, now=clock.now())
    return redirect("roadshows:meetings", slug)


@require_safe
def progress(request, slug):
    """How far the computation has come, asked for again and again; once it is over the page is loaded anew."""
    edition = edition_of(request, slug)
    plan = meeting_room.plan_of(edition)
    if plan.state != PlanState.SOLVING:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "roadshows/_meetings_progress.html", {"plan": plan, "edition": edition})


# --- one meeting ----------------------------------------------------------------------------------
@pages
def add(request, slug, reg, invitation):
    """Put a pair in by hand: at the time of a button on the page, or chosen here."""
    edition = edition_of(request, slug)
    room = meeting_room.room_of(edition)
    pair = room.pairs.get((reg, invitation))
    if pair is None or not room.plan.pk:
        raise Http404
    form, refused, status = SeatForm(request.POST or None, room=room, pair=pair), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                meetings.add(
                    room.plan, pair.registration, pair.invitation, by=request.user, now=clock.now(), **form.cleaned_data
                )
            except WrongState:
                messages.warning(request, _("This was changed meanwhile; below is how it stands now."))
                return redirect("roadshows:meetings", slug)
            except Refused as error:
                refused, status = reasons(error), 409
            else:
                messages.success(request, _("Put in; it stays there when the timetable is worked out again."))
                return redirect("roadshows:meetings", slug)
    context = {"edition": edition, "pair": pair, "form": form, "refused": refused, "plan": room.plan}
    return render(request, "roadshows/meeting.html", context, status=status)


def meeting_of(request, pk):
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related(*meetings.RELATED), pk=pk)


@pages
def meeting(request, pk):
    """Another time or table; who sits there comes to this one's place."""
    row = meeting_of(request, pk)
    edition = row.plan.edition
    room = meeting_room.room_of(edition, row.plan)
    pair = room.pairs.get((row.registration_id, row.invitation_id))
    if pair is None:
        return redirect("roadshows:meetings", edition.slug)
    initial = {"starts": row.starts.isoformat(), "table": row.table}
    form, refused, status = SeatForm(request.POST or None, room=room, pair=pair, initial=initial), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _row, other = meetings.put(row, by=request.user, now=clock.now(), **form.cleaned_data)
            except WrongState:
                messages.warning(request, _("This was changed meanwhile; below is how it stands now."))
                return redirect("roadshows:meetings", edition.slug)
            except Refused as error:
                refused, status = reasons(error), 409
            else:
                messages.success(request, _("The two meetings have changed places.") if other else _("Moved."))
                return redirect("roadshows:meetings", edition.slug)
    standing = row.state in (M.PLANNED, M.PUBLISHED) and edition.state in COMING
    context = {"edition": edition, "pair": pair, "meeting": row, "form": form, "refused": refused, "plan": row.plan}
    context["standing"] = standing and row.plan.state != PlanState.SOLVING
    return render(request, "roadshows/meeting.html", context, status=status)


@require_POST
def pin(request, pk):
    row = meeting_of(request, pk)
    pinned = request.POST.get("pinned") == "1"
    done = _("It stays there.") if pinned else _("It may move when the timetable is worked out again.")
    return tried(
        request, row.plan.edition, lambda: meetings.pin(row, pinned, by=request.user, now=clock.now()), done=done
    )


@require_POST
def remove(request, pk):
    row = meeting_of(request, pk)
    return tried(
        request,
        row.plan.edition,
        lambda: meetings.take_out(row, by=request.user, now=clock.now()),
        done=_("Taken out."),
    )


# --- publishing and afterwards --------------------------------------------------------------------
@pages
def publish(request, slug):
    """GET says what differs and who gets a letter; POST does just that."""
    edition = edition_of(request, slug)
    plan = get_object_or_404(MeetingPlan.objects.select_related("edition"), edition=edition)
    found = meeting_publishing.differences(plan)
    seal, told = meeting_publishing.seal(found), meeting_publishing.concerned(found)
    if request.method == "POST":
        if request.POST.get("seal") != seal:
            messages.warning(request, _("The timetable was changed meanwhile; below is how it stands now."))
            return redirect("roadshows:meetings_publish", slug)
        return tried(
            request,
            edition,
            lambda: meeting_publishing.publish(plan, by=request.user, now=clock.now(), seen=seal),
            done=_("Published; those concerned are told.") if told else _("Published; nobody had to be told."),
        )
    context = {
        "edition": edition,
        "plan": plan,
        "changes": found,
        "regs": [(who, changes) for who, changes in told.items() if isinstance(who, Registration)],
        "funds": [(who, changes) for who, changes in told.items() if isinstance(who, Invitation)],
        "told": len(told),
        "seal": seal,
        "may_publish": edition.state in COMING and plan.state != PlanState.SOLVING,
    }
    return render(request, "roadshows/meetings_publish.html", context)


@pages
def held(request, slug):
    """What took place. Both sides of those that did are asked how it was."""
    edition, now = edition_of(request, slug), clock.now()
    plan = get_object_or_404(MeetingPlan, edition=edition)
    states = (M.PUBLISHED, M.HELD, M.MISSED)
    rows = Meeting.objects.filter(plan=plan, state__in=states, told_starts__lte=now).order_by("told_starts", "table")
    rows = list(rows.select_related(*meetings.RELATED).prefetch_related("outcomes"))
    names = [f"{row.invitation.investor} – {row.registration.project}" for row in rows]
    form = HeldForm(request.POST or None, meetings=rows, names=names)
    if request.method == "POST" and form.is_valid():
        try:
            n = meeting_publishing.mark_held(plan, form.held(), by=request.user, now=now)
        except Refused as error:
            messages.error(request, str(error))
        else:
            text = ngettext("%(n)d meeting marked.", "%(n)d meetings marked.", n) % {"n": n}
            messages.success(request, text)
        return redirect("roadshows:meetings_held", slug)
    return render(request, "roadshows/meetings_held.html", {"edition": edition, "plan": plan, "form": form})
