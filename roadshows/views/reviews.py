"""The review of an edition for the team: its board, its steps, the sheets of one project."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from roadshows import review_board as board
from roadshows import scoring
from roadshows.actions import assignments, results, reviews
from roadshows.actions.errors import Refused
from roadshows.filters import ResultFilter
from roadshows.forms.reviews import ReviewForm
from roadshows.models import Registration, Result, Review, Reviewer, Sheet
from roadshows.models.reviews import in_language
from roadshows.states import REVIEWABLE, ReviewState, SheetState
from roadshows.views.common import decides, edition_of
from scouting.accounts.models import StateChange
from scouting.accounts.states import WrongState
from scouting.base import clock

R = ReviewState


def review_of(request, slug):
    """(edition, its review or None)."""
    edition = edition_of(request, slug)
    return edition, Review.objects.visible_to(request.user).filter(edition=edition).first()


def review(request, slug):
    edition, found = review_of(request, slug)
    context = {"edition": edition, "review": found, "decides": decides(request.user)}
    if found is None:
        return render(request, "roadshows/review_none.html", context)
    order = request.GET.get("sort", "") if request.GET.get("sort") in board.ORDERS else "adjusted"
    sees = board.sees_scores(request.user, found)
    if not sees:
        return render(request, "roadshows/review.html", context | figures_of(found) | {"sees": False})
    filtered = ResultFilter(request.GET, Result.objects.filter(review=found), request=request)
    rows, page = board.rows_of(filtered.qs, slug, order=order, cursor=request.GET.get("cursor", ""))
    links = {"next": cursor(request, page.next), "previous": cursor(request, page.previous)}
    context |= figures_of(found) | {"sees": True, "rows": rows, "links": links, "filter": filtered, "order": order}
    context["orders"] = [(code, label(), code == order) for code, label in ORDERS.items()]
    context["step"] = next_step(found, context["progress"]) if context["decides"] else None
    return render(request, "roadshows/review.html", context)


ORDERS = {
    "adjusted": lambda: _("Adjusted rank"),
    "raw": lambda: _("Raw rank"),
    "spread": lambda: _("Disagreement"),
    "sheets": lambda: _("Fewest sheets"),
}


def cursor(request, value):
    if not value:
        return ""
    params = request.GET.copy()
    params["cursor"] = value
    return f"?{params.urlencode()}"


def figures_of(found):
    seats = Reviewer.objects.filter(review=found, left_at__isnull=True)
    return {"progress": board.progress(found), "experts": seats.count()}


def next_step(found, progress):
    """The one thing to do next: {label, code} for a press, or {label, url}."""
    slug = found.edition.slug
    if found.state == R.PREPARING and not progress["given"]:
        return {"label": _("Fill the panel"), "url": reverse("roadshows:review_panel", args=[slug])}
    if found.state == R.PREPARING:
        return {"label": _("Open scoring"), "code": "open"}
    if found.state == R.OPEN:
        return {"label": _("Close scoring"), "code": "close"}
    return {"label": _("Decide on the board"), "url": reverse("roadshows:board", args=[slug])}


# --- steps ----------------------------------------------------------------------------------------
@require_POST
def prepare(request, slug):
    reviews.prepare(edition_of(request, slug), by=request.user, now=clock.now())
    return redirect("roadshows:review_panel", slug)


def balance(found, *, by, now, reason):
    done = assignments.balance(found, by=by, now=now)
    text = ngettext("%(n)d sheet was given.", "%(n)d sheets were given.", done.given) % {"n": done.given}
    if done.short:
        lacking = ngettext(
            "For %(n)d project there are too few experts without a tie and with room.",
            "For %(n)d projects there are too few experts without a tie and with room.",
            len(done.short),
        )
        text = f"{text} {lacking % {'n': len(done.short)}}"
    return text


def opened(found, *, by, now, reason):
    reviews.open_scoring(found, by=by, now=now)
    return _("Scoring is open; the experts have been written to.")


def closed(found, *, by, now, reason):
    reviews.close_scoring(found, by=by, now=now)
    return _("Scoring is closed; the result stands.")


def reopened(found, *, by, now, reason):
    reviews.reopen_scoring(found, by=by, now=now, reason=reason)
    return _("Scoring is open again.")


STEPS = {"balance": balance, "open": opened, "close": closed, "reopen": reopened}


@require_POST
def step(request, slug, code):
    edition, found = review_of(request, slug)
    if found is None or code not in STEPS:
        raise Http404
    try:
        reason = request.POST.get("reason", "").strip()[:500]
        messages.success(request, STEPS[code](found, by=request.user, now=clock.now(), reason=reason))
    except WrongState:
        messages.warning(request, _("Nothing was changed: somebody was faster. This is how it stands now."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("roadshows:review_panel" if code == "balance" else "roadshows:review", edition.slug)


def settings(request, slug):
    edition, found = review_of(request, slug)
    if found is None:
        return redirect("roadshows:review", slug)
    form = ReviewForm(request.POST or None, review=found)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.edit(found, by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused:
            form.add_error("closes_at", _("This must lie ahead."))
        except WrongState:
            form.add_error(None, _("Scoring is closed: nothing can be changed any more."))
        else:
            messages.success(request, _("Saved."))
            return redirect("roadshows:review", slug)
    context = {"edition": edition, "review": found, "form": form}
    return render(request, "roadshows/review_settings.html", context, status=422 if form.is_bound else 200)


# --- one project ----------------------------------------------------------------------------------
def project(request, slug, pk):
    """Every number of a project, with the sheets it comes from."""
    edition, found = review_of(request, slug)
    if found is None:
        return redirect("roadshows:review", slug)
    rows = Registration.objects.visible_to(request.user).filter(edition=edition)
    reg = get_object_or_404(rows.select_related("project__company"), pk=pk)
    sees = board.sees_scores(request.user, found)
    context = {"edition": edition, "review": found, "reg": reg, "decides": decides(request.user), "sees": sees}
    context["sheets"] = sheets_of(found, reg, sees)
    if sees:
        context |= numbers_of(found, reg, context["sheets"])
    if context["decides"]:
        context["free"] = free_for(found, reg)
    context["assignable"] = found.state != R.CLOSED and reg.state in REVIEWABLE
    return render(request, "roadshows/review_project.html", context)


def sheets_of(found, reg, sees):
    """Who reads it; who may not see scores yet sees names and states alone."""
    rows = Sheet.objects.filter(review=found, registration=reg).select_related("reviewer__person", "rubric")
    shown = list(rows.order_by("-state", "pk"))
    changes = changes_by_sheet(shown) if sees else {}
    for sheet in shown:
        sheet.parts = parts_of(sheet) if sees and sheet.scores else []
        sheet.changes = changes.get(sheet.pk, [])
    return shown


def changes_by_sheet(sheets):
    """{sheet: its history, latest first}, by one query."""
    rows = StateChange.objects.filter(kind="roadshows.sheet", object_id__in=[s.pk for s in sheets])
    found = {}
    for change in rows:
        found.setdefault(change.object_id, []).append(change)
    return found


def parts_of(sheet):
    return [(in_language(c, "name"), c["weight"], sheet.scores.get(c["key"], "–")) for c in sheet.rubric.criteria]


def numbers_of(found, reg, sheets):
    """How the mean, the trimmed and the adjusted one come about, sheet by sheet."""
    result = Result.objects.filter(review=found, registration=reg).first()
    if result:
        result.registration = reg
    counted = [s for s in sheets if s.state == SheetState.SUBMITTED]
    habit = scoring.habits(results.readings(found)) if counted else {}
    for sheet in counted:
        sheet.habit = scoring.rounded(habit.get(sheet.reviewer_id, 0))
        sheet.habit_said, sheet.adjusted = f"{sheet.habit:+}", sheet.total - sheet.habit
    totals = sorted(s.total for s in counted)
    return {
        "result": result,
        "row": board.row(result, board.page_of(found.edition.slug)) if result else None,
        "counted": counted,
        "cut": (totals[0], totals[-1]) if len(totals) >= scoring.TRIM_FROM else None,
        "versions": {s.rubric.version for s in counted},
    }


def free_for(found, reg):
    """Experts of the panel who do not read it."""
    busy = Sheet.objects.filter(registration=reg, state__in=("open", "submitted")).values("reviewer")
    return Reviewer.objects.filter(review=found, left_at__isnull=True).exclude(pk__in=busy).select_related("person")


@require_POST
def assign(request, slug, pk):
    edition, found = review_of(request, slug)
    reviewer = get_object_or_404(Reviewer, review=found, pk=number(request.POST.get("reviewer")))
    reg = get_object_or_404(Registration.objects.visible_to(request.user).filter(edition=edition), pk=pk)
    try:
        assignments.assign(reviewer, reg, by=request.user, now=clock.now())
        messages.success(request, _("%(who)s reads it.") % {"who": reviewer})
    except Refused as error:
        messages.error(request, str(error))
    return redirect("roadshows:review_project", slug, pk)


def number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else 0


@require_POST
def take_back(request, slug, pk):
    _edition, found = review_of(request, slug)
    sheet = get_object_or_404(Sheet, review=found, pk=pk)
    if not decides(request.user):
        raise PermissionDenied
    try:
        assignments.take_back(sheet, by=request.user, now=clock.now(), reason=request.POST.get("reason", ""))
        messages.success(request, _("Taken back; it no longer counts."))
    except WrongState:
        messages.warning(request, _("Nothing was changed: somebody was faster. This is how it stands now."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("roadshows:review_project", slug, sheet.registration_id)
