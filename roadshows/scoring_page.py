"""The expert's pages, the same behind a personal link and on the desk: a list to read, a sheet to score.

Opening changes nothing; buttons and the sheet's own saving do. A sheet that is not (or no longer) theirs to see is
not there: 404, whether it never was, was taken back, or hides a project they are tied to.
"""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from roadshows import rubric as rules
from roadshows import scoring, uploads
from roadshows.actions import conflicts, sheets
from roadshows.actions.errors import CommentMissing, Refused, ScoresMissing
from roadshows.forms.sheet import SheetForm, TieForm, typed
from roadshows.models import Result, Sheet
from roadshows.portrait import aliases, portrait
from roadshows.states import ReviewState, SheetState
from scouting.accounts.states import WrongState
from scouting.base import clock
from scouting.base.clock import local


@dataclass
class Place:
    """Where the pages are shown: who acts and by which way, the addresses, the templates, more for the templates."""

    subject: object
    who: dict  # by=, subject=, via= for the verbs
    home: str
    sheet_url: object  # pk -> address
    layout: str  # "personal" or "desk"
    review: object = None  # only the sheets of this review
    context: dict = field(default_factory=dict)

    def template(self, name):
        return f"roadshows/{name}_{self.layout}.html"


@dataclass
class Row:
    sheet: Sheet
    portrait: object
    url: str


def mine(place, now):
    rows = sheets.mine(place.subject.pk, now=now)
    return [s for s in rows if place.review is None or s.review_id == place.review.pk]


def listing(request, place):
    """Open sheets first, then those submitted."""
    found = mine(place, clock.now())
    named = aliases(found)
    rows = [Row(s, portrait(s, named[s.review_id, s.registration_id]), place.sheet_url(s.pk)) for s in found]
    waiting = [r for r in rows if r.sheet.state == SheetState.OPEN and r.sheet.review.state == ReviewState.OPEN]
    context = {
        "rows": waiting + [r for r in rows if r not in waiting],
        "waiting": len(waiting),
        "next": waiting[0] if waiting else None,
        **place.context,
    }
    return render(request, place.template("sheets"), context)


def sheet(request, place, pk):
    now = clock.now()
    found = mine(place, now)
    shown = next((s for s in found if str(s.pk) == str(pk)), None)
    if shown is None:
        raise Http404
    if request.method != "POST":
        if "file" in request.GET:
            return download(request, place, shown, now)
        return page(request, place, shown, found, SheetForm(shown), now)
    if request.headers.get("X-Autosave"):
        return autosave(request, place, shown, now)
    if request.POST.get("do") == "declare":
        return declare(request, place, shown, now)
    return submit(request, place, shown, found, now)


def autosave(request, place, shown, now):
    """In JSON, the line that the page shows: when it was kept, and the total so far."""
    try:
        kept = sheets.save_draft(shown, now=now, **words(request), **place.who)
    except WrongState as error:
        raise Http404 from error
    except Refused as error:
        return JsonResponse({"message": str(error)})
    at = f"{local(kept.draft_saved_at):%H:%M}"
    total = total_of(kept.rubric, kept.draft["scores"])
    if total is None:
        return JsonResponse({"message": _("draft saved %(time)s") % {"time": at}})
    text = _("draft saved %(time)s · total %(total)s")
    return JsonResponse({"message": text % {"time": at, "total": total}})


def download(request, place, shown, now):
    """A file of the project on this sheet; of a sheet that is read blind there is none."""
    if request.GET["file"] not in {str(upload.pk) for upload in uploads.for_sheet(shown)}:
        raise Http404
    return uploads.attachment(uploads.found(request.GET["file"]))


def words(request):
    return {"scores": typed(request.POST), "comment": request.POST.get("comment", "")}


def total_of(rubric, scores):
    read, missing = rules.whole_scores(scores, rubric.criteria)
    return None if missing else scoring.total(read, rules.weights(rubric.criteria))


def submit(request, place, shown, found, now):
    """A refusal shows the page again with everything that was typed; what is missing is said beside it."""
    form = SheetForm(shown, request.POST)
    form.is_valid()
    try:
        done = sheets.submit(shown, now=now, **words(request), **place.who)
    except ScoresMissing as error:
        form.mark_missing()
        form.refusal = str(error)
    except CommentMissing as error:
        form.add_error("comment", str(error))
    except WrongState as error:
        raise Http404 from error
    except Refused as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(place.sheet_url(shown.pk))
    else:
        messages.success(request, _("Submitted with %(total)s points.") % {"total": done.total})
        return HttpResponseRedirect(place.home)
    return page(request, place, shown, found, form, now, status=422)


def declare(request, place, shown, now):
    """The project leaves this expert's sight; somebody else reads it."""
    form = TieForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what ties you to the project."))
        return HttpResponseRedirect(place.sheet_url(shown.pk))
    person, project = shown.reviewer.person, shown.registration.project
    conflicts.declare(person, project=project, now=now, **form.cleaned_data, **place.who)
    messages.success(request, _("Thank you, noted. The project is no longer shown to you."))
    return HttpResponseRedirect(place.home)


def page(request, place, shown, found, form, now, status=200):
    named = aliases([shown])
    open_ones = [s for s in found if s.review_id == shown.review_id]
    closed = shown.review.state == ReviewState.CLOSED
    context = {
        "sheet": shown,
        "portrait": portrait(shown, named[shown.review_id, shown.registration_id]),
        "form": form,
        "closed": closed,
        "files": uploads.for_sheet(shown),
        "file_url": f"{place.sheet_url(shown.pk)}{'&' if '?' in place.sheet_url(shown.pk) else '?'}file=",
        "home": place.home,
        "total": shown.total if shown.state == SheetState.SUBMITTED else total_of(shown.rubric, form.kept),
        "nth": [s.pk for s in open_ones].index(shown.pk) + 1,
        "of": len(open_ones),
        "kinds": TieForm.base_fields["kind"].choices,
        "others": others(shown) if closed else None,
        **place.context,
    }
    return render(request, place.template("sheet"), context, status=status)


def others(shown):
    """What the panel came to, once scoring is closed: no names, no single sheets."""
    row = Result.objects.filter(review=shown.review_id, registration=shown.registration_id).first()
    return row if row and row.n else None
