"""The panel of a review, what is scored, and who is tied to what."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies.models import Person
from roadshows import conflicts as ties_of
from roadshows import review_board as board
from roadshows.actions import assignments, conflicts, rubrics
from roadshows.actions.errors import Refused
from roadshows.forms.reviews import RubricForm, SeatForm, TieOfExpertForm, experts_first
from roadshows.models import Conflict, Reviewer
from roadshows.states import ReviewState
from roadshows.views.reviews import number, review_of
from scouting.accounts.states import WrongState
from scouting.base import clock


def panel(request, slug):
    """Who reads: GET shows loads and ties, POST seats an expert."""
    edition, found = review_of(request, slug)
    if found is None:
        return redirect("roadshows:review", slug)
    people = Person.objects.visible_to(request.user)
    form = SeatForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        seat = assignments.seat(
            found, data["who"], by=request.user, now=clock.now(), tracks=data["tracks"], most=data["most"]
        )
        messages.success(request, _("%(who)s is on the panel.") % {"who": seat})
        return redirect("roadshows:review_panel", slug)
    regs = list(assignments.reviewable(found))
    experts = board.panel_of(found)
    context = {
        "edition": edition,
        "review": found,
        "form": form,
        "panel": experts,
        "people": experts_first(people),
        "tied": tied_rows(experts, regs),
        "tie_form": TieOfExpertForm(registrations=regs),
        "declared": list(declared(experts)),
        "progress": board.progress(found),
        "waiting": len(regs),
        "open": found.state != ReviewState.CLOSED,
    }
    return render(request, "roadshows/review_panel.html", context, status=422 if form.is_bound else 200)


def declared(experts):
    rows = Conflict.objects.in_force().filter(person__in=[e.person_id for e in experts])
    return rows.select_related("person", "project__company", "company").order_by("person", "pk")


def tied_rows(experts, regs):
    """[(expert, project, ties in words)]: what keeps whom away from what."""
    found = ties_of.found([e.person for e in experts], regs, now=clock.now())
    by_person = {e.person_id: e for e in experts}
    by_reg = {r.pk: r for r in regs}
    return [(by_person[p], by_reg[r], [str(tie) for tie in ties]) for (p, r), ties in found.items() if ties]


@require_POST
def leave(request, slug, pk):
    _edition, found = review_of(request, slug)
    reviewer = get_object_or_404(Reviewer, review=found, pk=pk)
    try:
        assignments.unseat(reviewer, by=request.user, now=clock.now(), reason=request.POST.get("reason", ""))
        messages.success(request, _("%(who)s has left the panel; open sheets came back.") % {"who": reviewer})
    except Refused as error:
        messages.error(request, str(error))
    return redirect("roadshows:review_panel", slug)


@require_POST
def tie(request, slug):
    """Record a tie we know of, such as shares."""
    _edition, found = review_of(request, slug)
    reviewer = get_object_or_404(Reviewer, review=found, pk=number(request.POST.get("reviewer")))
    form = TieOfExpertForm(request.POST, registrations=list(assignments.reviewable(found)))
    if form.is_valid():
        conflicts.declare(reviewer.person, by=request.user, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Recorded; the project is out of their sight."))
    else:
        messages.error(request, _("Choose a company (for all its projects) or one project."))
    return redirect("roadshows:review_panel", slug)


@require_POST
def lift(request, slug, pk):
    row = get_object_or_404(Conflict.objects.visible_to(request.user), pk=pk)
    try:
        conflicts.lift(row, by=request.user, now=clock.now(), reason=request.POST.get("reason", ""))
        messages.success(request, _("Lifted; a sheet that it had stopped is open again."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("roadshows:review_panel", slug)


def rubric(request, slug):
    edition, found = review_of(request, slug)
    if found is None:
        return redirect("roadshows:review", slug)
    current = rubrics.current(found)
    form, error = RubricForm(current, request.POST if request.method == "POST" else None), ""
    if request.method == "POST":
        try:
            saved = rubrics.save_rubric(
                found, by=request.user, now=clock.now(), criteria=form.criteria(), seen=number(request.POST.get("seen"))
            )
        except Refused as refusal:
            error = str(refusal)
        except WrongState:
            error = _("Somebody made a newer version meanwhile: reload the page to see it.")
        else:
            text = _("Saved as version %(version)s.") if saved.version > 1 else _("Saved.")
            messages.success(request, text % {"version": saved.version})
            return redirect("roadshows:review", slug)
    context = {"edition": edition, "review": found, "rubric": current, "form": form, "error": error}
    context["begun"] = rubrics.begun(found)
    context["locked"] = found.state == ReviewState.CLOSED
    return render(request, "roadshows/review_rubric.html", context, status=422 if error else 200)
